import RestException from 'twilio/lib/base/RestException';
import TwilioServiceException from 'twilio/lib/base/TwilioServiceException';
import { failureOf } from '../taskrouter/failure';
import { Transport, TransportError } from '../taskrouter/transport';
import { Deadline, realTime } from '../wire/deadline';

const TODAY = Date.UTC(2026, 10, 23, 12, 0, 0);
const time = { ...realTime, today: () => TODAY };

/** A transport that has just heard an answer with this status. */
function after(status: number, headers: Record<string, string> = {}): Transport {
  return Object.assign(new Transport(new Deadline(1_000)), { status, headers });
}
const rest = (status: number, body: unknown) =>
  new RestException({ statusCode: status, body: typeof body === 'string' ? body : JSON.stringify(body) } as never);
const tell = (status: number, error: unknown, headers?: Record<string, string>) =>
  failureOf(error, after(status, headers), time);

test.each([
  [400, 'refused'],
  [401, 'credentials'],
  [403, 'credentials'],
  [404, 'not found'],
  [405, 'refused'],
  [408, 'ambiguous'],
  [409, 'refused'],
  [412, 'stale'],
  [422, 'refused'],
  [429, 'throttled'],
  [499, 'refused'],
  [500, 'ambiguous'],
  [503, 'ambiguous'],
  [302, 'ambiguous'],
  [307, 'ambiguous'],
])('HTTP %d is %s', (status, kind) => {
  expect(tell(status, rest(status, { code: 20001, message: 'no', status })).kind).toBe(kind);
});

test("Twilio's code, words and page are kept", () => {
  const error = rest(400, { code: 40112, message: 'Bad url', more_info: 'https://www.twilio.com/docs/errors/40112' });
  expect(tell(400, error)).toEqual({
    kind: 'refused',
    code: 40112,
    message: 'Bad url',
    moreInfo: 'https://www.twilio.com/docs/errors/40112',
  });
});

test('an RFC 9457 body is read, and does not overrule the HTTP status', () => {
  const body = { type: 'https://www.twilio.com/docs/api/errors/1', title: 'Bad', status: 200, code: 1, detail: 'url' };
  const error = new TwilioServiceException({ statusCode: 400, body: JSON.stringify(body) } as never);
  expect(tell(400, error)).toMatchObject({
    kind: 'refused',
    code: 1,
    message: '[HTTP 200] Bad: url',
    moreInfo: body.type,
  });
});

test.each(['', '<html>', 'null', '5', '{"message":7,"code":"x","more_info":{}}'])(
  'a body of %j leaves our own words',
  (body) => {
    const { code, message, moreInfo } = tell(502, rest(502, body));
    expect([code, moreInfo]).toEqual([undefined, undefined]);
    expect(message).toMatch(/502/);
  },
);

test('an empty message leaves our own words', () => {
  expect(tell(400, rest(400, { message: '' })).message).toBe('TaskRouter answered 400');
});

test('a page elsewhere, a number and a long text are not passed on', () => {
  const error = rest(400, { message: `from +15550001234 ${'x'.repeat(600)}`, more_info: 'https://evil.example.com/' });
  const { message, moreInfo } = tell(400, error);
  expect(moreInfo).toBeUndefined();
  expect(message).toMatch(/^from … x+$/);
  expect(message.length).toBeLessThanOrEqual(500);
});

test.each([
  ['15550001234 is bad', '… is bad'],
  ['call (555) 000-1234.', 'call ….'],
  ['+1 555 000 1234, sip:al@example.com', '…, sip:…'],
  [
    `Reservation WR${'1'.repeat(32)} in state [accepted] since 2026`,
    `Reservation WR${'1'.repeat(32)} in state [accepted] since 2026`,
  ],
])('%s is passed on as %s', (said, passed) => {
  expect(tell(400, rest(400, { message: said })).message).toBe(passed);
});

test.each([
  ['2', 2_000],
  [' 1.5 ', 1_500],
  ['0', 0],
  [new Date(TODAY + 3_000).toUTCString(), 3_000],
  [new Date(TODAY - 3_000).toUTCString(), 0],
  ['12', 12_000],
  ['1.25', 1_250],
  ['in 2', undefined],
  ['2 s', undefined],
  ['soon', undefined],
])('Retry-After: %s', (value, ms) => {
  expect(tell(429, rest(429, {}), { 'retry-after': value }).retryAfterMs).toBe(ms);
});

test('what left may have acted; what did not leave has not', () => {
  const failure = (sent: boolean) => failureOf(new TransportError(sent, 'broken', 'ECONNRESET'), after(0), time);
  expect(failure(true)).toEqual({ kind: 'ambiguous', message: 'no whole answer from TaskRouter (ECONNRESET)' });
  expect(failure(false).kind).toBe('unsent');
});

test('a success that cannot be read is ambiguous and says so', () => {
  expect(tell(200, new SyntaxError('Unexpected token'))).toEqual({
    kind: 'ambiguous',
    message: 'TaskRouter answered 200 with a body that cannot be read',
  });
});

test('what failed before anything was sent is a matter of settings', () => {
  expect(tell(0, new Error('AUTH_TOKEN is not set'))).toEqual({ kind: 'settings', message: 'AUTH_TOKEN is not set' });
  expect(tell(0, 'odd').message).toBe('unusable settings');
});
