import { ended } from '../webhooks/call-over';
import { answer, joined, offer } from '../webhooks/voice';
import { spokenIn } from '../webhooks/voice-phrases';
import { Deadline } from '../wire/deadline';
import { type Endpoint, respond } from '../wire/endpoint';
import { inStatus, type Offered } from './states';
import { readTwiml, saidIn } from './twiml';
import { startWorld, type TestWorld } from './world';

const ENQUEUED = { call_sid: `CA${'1'.repeat(32)}`, from: '+15550001111', to: '+15550002222' };
const UNKNOWN_ACTIVITY = `WA${'9'.repeat(32)}`;
const en = spokenIn('en');

let world: TestWorld;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.expectDescribed();
  await world.stop();
});
beforeEach(() => world.reset());

/** One request to an endpoint of /voice: what is said, and what the log says of it. */
async function ask(endpoint: Endpoint, offered: Offered, fields: object, settings: object = {}) {
  const request = {
    fields: { WorkspaceSid: world.world.workspaceSid, ...offered, ...fields },
    headers: {},
    settings: { ...world.settings, ...settings },
    home: 'https://functions.example.com',
  };
  const reply = await respond(endpoint, request, new Deadline(endpoint.budgetMs));
  return { said: saidIn(readTwiml(reply.body)), noted: reply.noted };
}
const decline = (offered: Offered, settings?: object) => ask(answer, offered, { Digits: '2' }, settings);
const miss = (offered: Offered, settings?: object) => ask(ended, offered, { CallStatus: 'no-answer' }, settings);
const activityOf = async ({ WorkerSid }: Offered) => (await world.workspace.workers(WorkerSid).fetch()).activityName;
const sidOf = (name: string) => world.world.activities.find(({ friendlyName }) => friendlyName === name)?.sid;
const sent = async () =>
  (await world.requests()).flatMap(({ method, path, fields }) =>
    path.includes('/Reservations/') && method === 'POST' ? [fields.WorkerActivitySid] : [],
  );

/** As if the workspace could not be read: every GET ends so. */
const unreadable = { times: 1_000, method: 'GET', status: 500 };

describe.each([
  ['declines', decline],
  ['does not answer', miss],
])('a worker who %s', (_title, does) => {
  test('goes to the activity of the setting, and the workspace is not asked for another', async () => {
    const offered = await world.offer(ENQUEUED);
    const { noted } = await does(offered, { REJECT_ACTIVITY_SID: sidOf('Unavailable') });
    expect([noted.outcome, noted.alarm]).toEqual(['done', undefined]);
    expect(await activityOf(offered)).toBe('Unavailable');
    const paths = (await world.requests()).map(({ path }) => path);
    expect(paths.filter((path) => path.endsWith(world.world.workspaceSid))).toEqual([]);
  });

  test('goes where the timer would have sent them where no setting names an activity', async () => {
    const offered = await world.offer(ENQUEUED);
    const { noted } = await does(offered);
    expect([noted.outcome, noted.alarm]).toEqual(['done', undefined]);
    expect(await activityOf(offered)).toBe('Offline');
  });

  test('goes there, with an alarm, where the setting is no SID', async () => {
    const offered = await world.offer(ENQUEUED);
    const { noted } = await does(offered, { REJECT_ACTIVITY_SID: 'Unavailable' });
    expect([noted.outcome, noted.alarm]).toEqual(['done', expect.stringMatching(/^REJECT_ACTIVITY_SID is not/)]);
    expect(await activityOf(offered)).toBe('Offline');
  });

  test('goes there, with an alarm, where TaskRouter refuses the activity', async () => {
    const offered = await world.offer(ENQUEUED);
    const { noted } = await does(offered, { REJECT_ACTIVITY_SID: UNKNOWN_ACTIVITY });
    expect([noted.outcome, noted.alarm]).toEqual(['done', expect.stringMatching(/refused the rejection/)]);
    expect(await sent()).toEqual([UNKNOWN_ACTIVITY, sidOf('Offline')]);
    expect(await activityOf(offered)).toBe('Offline');
  });
});

test('a worker who declines has declined, even where the workspace cannot be read', async () => {
  const offered = await world.offer(ENQUEUED);
  await world.faults(unreadable);
  const { said, noted } = await decline(offered);
  expect([said, noted.outcome]).toEqual([[en.declined], 'done']);
  expect(await sent()).toEqual([undefined]);
});

test.each([{}, { timeout_activity_sid: null }])(
  'a workspace without a timeout activity (%j) keeps nobody from declining, and leaves a missed call to the timer',
  async (workspace) => {
    const offered = await world.offer(ENQUEUED);
    // Every read ends so: as the reservation it is pending, and as the workspace it names no activity.
    const body = { sid: offered.ReservationSid, reservation_status: 'pending', ...workspace };
    await world.faults({ times: 1_000, method: 'GET', status: 200, body });
    const missed = await miss(offered);
    expect(missed.noted.outcome).toBe('unavailable');
    expect(missed.noted.alarm).toContain(offered.ReservationSid);
    expect(missed.noted.alarm).toContain('no timeout activity');
    expect(await sent()).toEqual([]);
    expect((await decline(offered)).noted.outcome).toBe('done');
    expect(await sent()).toEqual([undefined]);
  },
);

describe('with a TaskRouter that takes 900 ms for every answer', () => {
  const slow = { times: 1_000, delayMs: 900 };

  test.each([
    ['accepted', 'completed', 'completed'],
    ['pending', 'no-answer', 'rejected'],
    ['pending', 'completed', 'rejected'],
  ] as const)('a call that ends while the reservation is %s (%s) leaves it %s', async (from, CallStatus, to) => {
    const offered = await inStatus(world, from);
    await world.faults(slow);
    const { noted } = await ask(ended, offered, { CallStatus });
    expect([noted.outcome, noted.reservation_status, noted.alarm]).toEqual(['done', to, undefined]);
    expect(await world.statusOf(offered)).toBe(to);
  });

  test('1 accepts what is no waiting call, and joins one that is', async () => {
    const [task, waiting] = [await world.offer({}), await world.offer(ENQUEUED)];
    await world.faults(slow);
    const [accepted, joined] = await Promise.all([
      ask(answer, task, { Digits: '1' }),
      ask(answer, waiting, { Digits: '1' }),
    ]);
    expect([accepted.said, accepted.noted.outcome]).toEqual([[en.accepted], 'done']);
    expect([joined.said, joined.noted.outcome]).toEqual([[], 'started']);
  });

  test('2 declines, and the worker goes where the timer would have sent them', async () => {
    const offered = await world.offer(ENQUEUED);
    await world.faults(slow);
    const { said, noted } = await decline(offered);
    expect([said, noted.outcome]).toEqual([[en.declined], 'done']);
    expect(await activityOf(offered)).toBe('Offline');
  });

  test('the offer says who calls, and the end of the talk is told', async () => {
    const [waiting, taken] = [await world.offer(ENQUEUED), await inStatus(world, 'accepted')];
    await world.faults(slow);
    const [offered, after] = await Promise.all([
      ask(offer, waiting, {}),
      ask(joined, taken, { DialCallStatus: 'completed' }),
    ]);
    expect(offered.said[0]).toMatch(/^A call from 1 5 5 5/);
    expect(after.said).toEqual([en.talked]);
  });
});

test.each([
  ['cannot be read', { method: 'GET', status: 503 }, 'unavailable'],
  ['throttles', { status: 429, headers: { 'retry-after': '9' } }, 'throttled'],
  ['hangs up on every update', { method: 'POST', drop: 'before' }, 'unknown'],
  ['refuses every update', { method: 'POST', status: 400, body: { code: 20001, message: 'no' } }, 'refused'],
])('a call that ends while TaskRouter %s leaves an alarm for its reservation', async (_title, fault, outcome) => {
  const offered = await inStatus(world, 'accepted');
  await world.faults({ times: 1_000, ...fault });
  const { said, noted } = await ask(ended, offered, { CallStatus: 'completed' });
  expect([said, noted.outcome]).toEqual([[], outcome]);
  expect(noted.alarm).toBe(`reservation ${offered.ReservationSid} may need a hand`);
});
