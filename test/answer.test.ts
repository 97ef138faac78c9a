import type { Reservation } from '../taskrouter/reservations';
import { type Answer, apology, word } from '../webhooks/answer';
import { OUTCOMES, type Outcome } from '../wire/outcome';

const reservation = { sid: 'WR', reservation_status: 'accepted', url: 'u' } as Reservation;
const json = (answer: Answer, form: 'json' | 'studio' = 'json') => {
  const reply = word(answer, { form });
  return { ...reply, body: JSON.parse(reply.body) };
};

test('a success is the reservation, its outcome and its etag, in the body and as a header', () => {
  const { status, headers, body } = json({ outcome: 'done', reservation, etag: '"3"' });
  expect(status).toBe(200);
  expect(headers).toEqual({ 'Content-Type': 'application/json', ETag: '"3"' });
  expect(body).toEqual({ ...reservation, outcome: 'done', etag: '"3"' });
  expect(json({ outcome: 'started', reservation }).body.etag).toBeNull();
});

test('an error has the shape of Twilio, and the state that was seen', () => {
  const failure = { kind: 'refused' as const, message: 'no', code: 40112, moreInfo: 'https://www.twilio.com/x' };
  expect(json({ outcome: 'refused', failure, reservation }).body).toEqual({
    code: 40112,
    message: 'TaskRouter rejected the parameters; its own code and message are inside. (no)',
    more_info: 'https://www.twilio.com/x',
    status: 422,
    outcome: 'refused',
    reservation_status: 'accepted',
  });
});

test.each(Object.keys(OUTCOMES).filter((name) => OUTCOMES[name as Outcome].status >= 400) as Outcome[])(
  '%s without a word of TaskRouter still says what it promises',
  (outcome) => {
    const { status, body } = json({ outcome });
    const { code, promises } = OUTCOMES[outcome];
    expect([status, body.status, body.code]).toEqual([OUTCOMES[outcome].status, OUTCOMES[outcome].status, code]);
    expect(body.more_info).toBe(code === null ? null : `https://www.twilio.com/docs/errors/${code}`);
    expect(body.message.startsWith(promises)).toBe(true);
    expect(body.message.includes('fetch')).toBe(outcome === 'unknown');
    expect('issues' in body || 'reservation_status' in body).toBe(false);
  },
);

test('issues are counted and listed', () => {
  const issue = { field: 'a', received: 'b', expected: 'c' };
  expect(json({ outcome: 'invalid', issues: [issue] }).body).toMatchObject({
    message: '1 field is at fault; issues lists them.',
    issues: [issue],
  });
  expect(json({ outcome: 'invalid', issues: [issue, issue] }).body.message).toMatch(/^2 fields are/);
});

test('a header that could not be sent is left out', () => {
  const { headers } = json({ outcome: 'done', reservation, etag: '"1"\r\nX: y', requestId: 'RQ\u0000' });
  expect(headers).toEqual({ 'Content-Type': 'application/json' });
});

test('Retry-After and the request id are passed on, in whole seconds', () => {
  const failure = { kind: 'throttled' as const, message: 'slow down', retryAfterMs: 1_200 };
  const { headers, noted } = json({ outcome: 'throttled', failure, requestId: 'RQ1', attempts: 2 });
  expect(headers).toMatchObject({ 'Retry-After': '2', 'Twilio-Request-Id': 'RQ1' });
  expect(noted).toMatchObject({ outcome: 'throttled', retry_after: 2, request_id: 'RQ1', attempts: 2 });
  expect(noted.alarm).toBeUndefined();
});

test.each(['credentials', 'settings'] as const)('a failure of %s is an alarm', (kind) => {
  expect(json({ outcome: 'unavailable', failure: { kind, message: 'why' } }).noted.alarm).toBe('why');
});

test('for Studio everything is 200 but who may not come in', () => {
  for (const outcome of Object.keys(OUTCOMES) as Outcome[]) {
    const { status, body } = json({ outcome }, 'studio');
    const refused = outcome === 'unauthenticated' || outcome === 'forbidden';
    expect([outcome, status, body.status]).toEqual([
      outcome,
      refused ? OUTCOMES[outcome].status : 200,
      OUTCOMES[outcome].status,
    ]);
    if (!refused) expect(body).toMatchObject({ sid: '', etag: body.etag, code: body.code, message: body.message });
  }
});

test('an apology tells what is known: nothing', () => {
  const late = JSON.parse(apology('late', 'unknown', { form: 'json' }).body);
  const bug = JSON.parse(apology('bug', 'unavailable', { form: 'json' }).body);
  expect([late.outcome, bug.outcome]).toEqual(['unknown', 'unavailable']);
  expect(late.message).toMatch(/^No answer was found in time/);
  expect(bug.message).toMatch(/^Something went wrong on our side/);
});
