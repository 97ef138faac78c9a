import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningHost } from './hosts/host';
import { twilioRuntime } from './hosts/twilio-runtime';
import { inStatus } from './states';
import { startWorld, type TestWorld } from './world';

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

let world: TestWorld;
let functions: RunningHost;

beforeAll(async () => {
  world = await startWorld();
  functions = await twilioRuntime.start(world.settings);
});
afterAll(async () => {
  await functions.stop();
  await world.stop();
});

/** The line of the one request that `run` makes. */
async function lineOf(run: () => Promise<unknown>) {
  const { log = [] } = functions;
  const before = log.length;
  await run();
  while (log.length === before) await sleep(10);
  expect(log).toHaveLength(before + 1);
  const line = log[before] ?? '';
  expect(Object.keys(JSON.parse(line)).filter((name) => !NAMED.includes(name))).toEqual([]);
  return { text: line, json: JSON.parse(line) };
}

test('a request is one line of JSON with named fields', async () => {
  const { TaskSid: _, ...address } = await inStatus(world, 'pending');
  const { json } = await lineOf(() => functions.send({ path: '/reservations/accept', fields: address }));
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
  const { TaskSid: _, ...address } = await inStatus(world, 'pending');
  const body = { code: 20429, message: 'Too Many Requests', status: 429 };
  await world.faults({ times: 1, method: 'POST', status: 429, headers: { 'retry-after': '60' }, body });
  let headers: Record<string, string> = {};
  const { json } = await lineOf(async () => {
    ({ headers } = await functions.send({ path: '/reservations/accept', fields: address }));
  });
  expect(json).toMatchObject({ outcome: 'throttled', twilio_code: 20429, retry_after: 60, attempts: 1 });
  expect(headers['retry-after']).toBe('60');
  expect(headers['twilio-request-id']).toBe(json.request_id);
});

test('no secret, number or text of a request is in it', async () => {
  const { TaskSid: _, ...address } = await inStatus(world, 'pending');
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
    const { text } = await lineOf(() => functions.send({ path: '/reservations/conference', fields: sent }));
    expect(text).not.toMatch(/5550006789|secret|correct|builder|pass@|needle|eyJ/);
    expect(text).not.toContain(world.world.authToken);
  }
});

test('what a person must look at is an alarm; what callers do wrong is not', async () => {
  const { TaskSid: _, ...address } = await inStatus(world, 'pending');
  const wrong = await lineOf(() => functions.send({ path: '/reservations/accept', fields: { WorkerSid: 'x' } }));
  expect(wrong.json.alarm).toBeUndefined();
  await world.faults({ times: 1, method: 'POST', status: 401, body: { code: 20003, message: 'Authenticate' } });
  const refused = await lineOf(() => functions.send({ path: '/reservations/accept', fields: address }));
  expect(refused.json).toMatchObject({ outcome: 'unavailable', alarm: 'Authenticate', twilio_code: 20003 });
});
