import { setTimeout as sleep } from 'node:timers/promises';
import { twilioRuntime } from './hosts/twilio-runtime';
import { staged } from './stage';
import { inStatus } from './states';

const NAMED = [
  'endpoint',
  'http',
  'ms',
  'outcome',
  'reservation_status',
  'attempts',
  'retry_after',
  'twilio_code',
  'request_id',
  'alarm',
];

const on = staged(twilioRuntime);

/** The line of the one request that `run` makes. */
async function lineOf(run: () => Promise<unknown>) {
  const { log = [] } = on.functions;
  const before = log.length;
  await run();
  while (log.length === before) await sleep(10);
  expect(log).toHaveLength(before + 1);
  const line = log[before] ?? '';
  expect(Object.keys(JSON.parse(line)).filter((name) => !NAMED.includes(name))).toEqual([]);
  return { text: line, json: JSON.parse(line) };
}

test('a request is one line of JSON with named fields', async () => {
  const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
  const { json } = await lineOf(() => on.functions.send({ path: '/reservations/accept', fields: address }));
  expect(json).toEqual({
    endpoint: 'reservations/accept',
    http: 200,
    ms: expect.any(Number),
    outcome: 'done',
    reservation_status: 'accepted',
    attempts: 1,
    request_id: expect.stringMatching(/^RQ/),
  });
});

test("Twilio's code, its request id and its Retry-After survive to the line and the reply", async () => {
  const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
  const body = { code: 20429, message: 'Too Many Requests', status: 429 };
  await on.world.faults({ times: 1, method: 'POST', status: 429, headers: { 'retry-after': '60' }, body });
  let headers: Record<string, string> = {};
  const { json } = await lineOf(async () => {
    ({ headers } = await on.functions.send({ path: '/reservations/accept', fields: address }));
  });
  expect(json).toMatchObject({ outcome: 'throttled', twilio_code: 20429, retry_after: 60, attempts: 1 });
  expect(headers['retry-after']).toBe('60');
  expect(headers['twilio-request-id']).toBe(json.request_id);
});

test('no secret, number or text of a request is in it', async () => {
  const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
  const fields = {
    ...address,
    From: '+15550006789',
    To: 'sip:bob@secret.example.com',
    SipAuthPassword: 'correct horse',
    SipAuthUsername: 'bob the builder',
    StatusCallback: 'https://user:pass@example.com/?key=abc',
    Token: 'eyJhbGciOi.secret.token',
    Unknown: 'needle',
  };
  for (const sent of [fields, { ...fields, Token: '', Unknown: '' }]) {
    const { text } = await lineOf(() => on.functions.send({ path: '/reservations/conference', fields: sent }));
    expect(text).not.toMatch(/5550006789|secret|correct|builder|pass@|needle|eyJ/);
    expect(text).not.toContain(on.world.world.authToken);
  }
});

test('what a person must look at is an alarm; what callers do wrong is not', async () => {
  const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
  const wrong = await lineOf(() => on.functions.send({ path: '/reservations/accept', fields: { WorkerSid: 'x' } }));
  expect(wrong.json.alarm).toBeUndefined();
  await on.world.faults({ times: 1, method: 'POST', status: 401, body: { code: 20003, message: 'Authenticate' } });
  const refused = await lineOf(() => on.functions.send({ path: '/reservations/accept', fields: address }));
  expect(refused.json).toMatchObject({ outcome: 'unavailable', alarm: 'Authenticate', twilio_code: 20003 });
});
