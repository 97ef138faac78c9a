import type { RequestEntry } from '../../emulator/journal';
import type { ReservationStatus } from '../../taskrouter/parameters';
import { type Answered, decidable, judge } from './judge';
import type { Asked } from './plan';
import type { Answer } from './policies';

const SID = `WR${'1'.repeat(32)}`;
const accept: Asked = {
  n: 1,
  action: 'accept',
  wish: { sets: 'accepted' },
  WorkerSid: `WK${'1'.repeat(32)}`,
  ReservationSid: SID,
  fields: {},
  nowhere: false,
};
const call: Asked = { ...accept, n: 2, action: 'call', wish: { gives: 'call', accepts: false } };
const conference: Asked = { ...accept, n: 3, action: 'conference', wish: { gives: 'conference', accepts: true } };
const fetch: Asked = { ...accept, n: 4, action: 'fetch', wish: { reads: true } };

const update = (asked: Asked, entry: Partial<RequestEntry> = {}): RequestEntry => ({
  at: 1_000,
  method: 'POST',
  path: `/v1/Workspaces/WS/Workers/WK/Reservations/${asked.ReservationSid}`,
  fields: 'sets' in asked.wish ? { ReservationStatus: asked.wish.sets } : { CallTo: `client:n${asked.n}` },
  ifMatch: null,
  status: 200,
  acted: true,
  fault: null,
  ...entry,
});
const ring = (asked: Asked) => ({ to: `client:n${asked.n}`, instruction: 'call', status: 'completed' });

interface Case {
  asked: Asked;
  answer: Answer;
  ms?: number;
  others?: Asked[];
  updates?: RequestEntry[];
  calls?: Asked[];
  final?: ReservationStatus;
}

function prepared({ asked, answer, ms = 5, others = [], updates = [], calls = [], final }: Case) {
  const answered: Answered = { ...answer, asked, ms, at: 2_000 };
  const finals = new Map(final ? [[SID, final]] : []);
  return [
    { jobs: [asked, ...others].map((one) => [one]) },
    [answered],
    { requests: updates, calls: calls.map(ring), finals },
  ] as const;
}
function wrongs(given: Case) {
  const [plan, answers, evidence] = prepared(given);
  return judge(plan, [...answers], evidence).map(({ wrong }) => wrong);
}

const done: Answer = { outcome: 'done', claim: 'so' };
const already: Answer = { outcome: 'already', claim: 'so' };
const started: Answer = { outcome: 'started', claim: 'taken' };
const success: Answer = { outcome: 'success', claim: 'well' };
const notAllowed: Answer = { outcome: 'not_allowed', claim: 'failed' };
const unavailable: Answer = { outcome: 'unavailable', claim: 'failed' };
const unknown: Answer = { outcome: 'unknown', claim: 'open' };

test.each<[string, Case]>([
  ['a done that is so', { asked: accept, answer: done, updates: [update(accept)], final: 'accepted' }],
  ['a done that is past by now', { asked: accept, answer: done, updates: [update(accept)], final: 'completed' }],
  ['an already that another did', { asked: accept, answer: already, final: 'wrapping' }],
  ['a started call', { asked: call, answer: started, updates: [update(call)], calls: [call], final: 'pending' }],
  [
    'an instruction sent again after a 429',
    {
      asked: call,
      answer: started,
      updates: [update(call, { status: 429, acted: false }), update(call)],
      final: 'pending',
    },
  ],
  ['a refusal that is so', { asked: accept, answer: notAllowed, final: 'rejected' }],
  [
    'an accepted status that another asked for, too',
    { asked: accept, answer: notAllowed, others: [{ ...accept, n: 9 }], updates: [update(accept)], final: 'completed' },
  ],
  [
    'a conference whose phone was busy',
    {
      asked: conference,
      answer: { outcome: 'lost', claim: 'failed' },
      updates: [update(conference)],
      calls: [conference],
      final: 'canceled',
    },
  ],
  [
    'an unknown, whatever happened',
    { asked: call, answer: unknown, updates: [update(call)], calls: [call], final: 'accepted' },
  ],
  [
    'a fetch of a status that the reservation went through',
    { asked: fetch, answer: { ...done, shows: 'pending' }, final: 'rejected' },
  ],
])('nothing is wrong with %s', (_title, given) => {
  expect(wrongs(given)).toEqual([]);
});

test.each<[string, Case, string[]]>([
  [
    'two calls for one request',
    { asked: call, answer: unknown, updates: [update(call)], calls: [call, call], final: 'pending' },
    ['double call'],
  ],
  [
    'an instruction sent again after a lost answer',
    {
      asked: call,
      answer: unknown,
      updates: [update(call, { status: null, acted: false }), update(call)],
      calls: [call],
      final: 'pending',
    },
    ['double instruction'],
  ],
  ['a done that is not so', { asked: accept, answer: done, final: 'rejected' }, ['false success']],
  ['a success without a reservation', { asked: accept, answer: success }, ['false success']],
  ['a started that TaskRouter never took', { asked: call, answer: started, final: 'accepted' }, ['false success']],
  ['a success of a call that was never placed', { asked: call, answer: success, final: 'accepted' }, ['false success']],
  [
    'an already that was its own doing',
    { asked: accept, answer: already, updates: [update(accept)], final: 'accepted' },
    ['untrue denial'],
  ],
  [
    'a refusal of what was done',
    { asked: accept, answer: notAllowed, updates: [update(accept)], final: 'completed' },
    ['false failure'],
  ],
  [
    'a refusal of a call that rang',
    { asked: call, answer: notAllowed, updates: [update(call)], calls: [call], final: 'rejected' },
    ['false failure'],
  ],
  [
    'an unavailable that was carried out later',
    { asked: accept, answer: unavailable, updates: [update(accept, { status: null })], final: 'accepted' },
    ['false failure', 'untrue denial'],
  ],
  [
    'an unavailable whose phone rang in vain',
    { asked: conference, answer: unavailable, updates: [update(conference)], final: 'canceled' },
    ['untrue denial'],
  ],
  [
    'a fetch of a status that never was',
    { asked: fetch, answer: { ...done, shows: 'accepted' }, final: 'rejected' },
    ['false success'],
  ],
  [
    'an answer past its deadline',
    { asked: accept, answer: unknown, ms: 9_600, final: 'pending' },
    ['past the deadline'],
  ],
  [
    'an answer that nobody waits for',
    { asked: accept, answer: unknown, ms: 10_100, final: 'pending' },
    ['late answer', 'past the deadline'],
  ],
  [
    'no answer at all',
    { asked: accept, answer: { outcome: 'none', claim: undefined }, final: 'pending' },
    ['no answer'],
  ],
])('%s is found', (_title, given, expected) => {
  expect(wrongs(given)).toEqual(expected);
});

test.each<[string, Case, { all: number; unknown: number }]>([
  [
    'a lost answer of an accept is decided by a read',
    { asked: accept, answer: unknown, updates: [update(accept, { fault: { drop: 'after' } })], final: 'accepted' },
    { all: 1, unknown: 1 },
  ],
  [
    'and counts where the read was made',
    { asked: accept, answer: done, updates: [update(accept, { fault: { drop: 'after' } })], final: 'accepted' },
    { all: 1, unknown: 0 },
  ],
  [
    'an accept that has not arrived yet is not',
    { asked: accept, answer: unknown, updates: [update(accept, { fault: { stallMs: 10_000 } })], final: 'accepted' },
    { all: 0, unknown: 0 },
  ],
  [
    'a call that shows in no status is not',
    { asked: call, answer: unknown, updates: [update(call, { fault: { drop: 'after' } })], final: 'pending' },
    { all: 0, unknown: 0 },
  ],
  [
    'an accept that another client built on is not',
    {
      asked: accept,
      answer: unknown,
      others: [{ ...accept, n: 9, wish: { sets: 'completed' } }],
      updates: [update(accept, { fault: { drop: 'after' } })],
      final: 'completed',
    },
    { all: 0, unknown: 0 },
  ],
])('%s', (_title, given, expected) => {
  const [plan, answers, evidence] = prepared(given);
  const { all, unknown } = decidable(plan, [...answers], evidence);
  expect({ all, unknown: unknown.length }).toEqual(expected);
});
