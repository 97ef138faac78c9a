import { askTwilio, type FlexValidator } from '../access/flex-token';
import { desk } from '../webhooks/desk';
import { Deadline } from '../wire/deadline';
import { respond } from '../wire/endpoint';
import { readSettings } from '../wire/settings';
import { KEY, tokenFor } from './tokens';
import { startWorld, type TestWorld } from './world';

/** Five parts, as an encrypted token has; what is in it only Twilio could say. */
const FLEX_TOKEN = 'eyJhbGciOiJkaXIifQ..aaaa.bbbb.cccc';

let world: TestWorld;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(() => world.reset());

/** The desk with Flex tokens on, where Twilio says `validate` of them. */
async function ask(
  fields: Record<string, string>,
  validate: FlexValidator,
  settings: Record<string, string | undefined> = {},
  budgetMs = 9_000,
) {
  const all = { ...world.settings, FLEX_TOKENS: 'on', ...settings };
  const request = {
    fields: { Token: FLEX_TOKEN, ...fields },
    headers: { accept: '*/*' },
    settings: readSettings(all),
    home: 'https://functions.example.com',
  };
  const reply = await respond(desk(validate), request, new Deadline(budgetMs));
  return { status: reply.status, noted: reply.noted, json: JSON.parse(reply.body), text: reply.body };
}

const never: FlexValidator = () => Promise.reject(new Error('must not be asked'));

test('an agent acts on its own reservations, and Twilio is asked with the account and the region', async () => {
  const { WorkerSid, ReservationSid } = await world.offer();
  const asked: string[][] = [];
  const validate: FlexValidator = async (...args) => {
    asked.push(args);
    return { valid: true, worker_sid: WorkerSid, roles: ['agent'] };
  };
  const reply = await ask({ Action: 'accept', ReservationSid }, validate, { TWILIO_REGION: 'ie1' });
  expect(reply.json).toMatchObject({ outcome: 'done', worker_sid: WorkerSid });
  expect(asked).toEqual([[FLEX_TOKEN, world.world.accountSid, world.world.authToken, 'ie1']]);
});

test('another worker is forbidden to an agent and open to a supervisor', async () => {
  const { WorkerSid, ReservationSid } = await world.offer();
  const other = world.world.workers.find(({ sid }) => sid !== WorkerSid)?.sid;
  const as = (role: string) => async () => ({ valid: true, worker_sid: other, roles: [role] });
  const before = (await world.requests()).length;
  expect((await ask({ Action: 'accept', WorkerSid, ReservationSid }, as('agent'))).json.outcome).toBe('forbidden');
  expect((await ask({ Action: 'accept', WorkerSid, ReservationSid }, as('admin'))).json.outcome).toBe('forbidden');
  expect(await world.requests()).toHaveLength(before);
  expect((await ask({ Action: 'accept', WorkerSid, ReservationSid }, as('supervisor'))).json.outcome).toBe('done');
});

test.each([
  ['no worker', { valid: true, roles: ['agent'] }],
  ['a worker that is a path', { valid: true, worker_sid: '../..', roles: ['agent'] }],
  ['no role', { valid: true, worker_sid: `WK${'a'.repeat(32)}` }],
  ['a role that Flex does not have', { valid: true, worker_sid: `WK${'a'.repeat(32)}`, roles: ['visitor'] }],
])('a token with %s is forbidden', async (_title, claims) => {
  const reply = await ask({ Action: 'list' }, async () => claims);
  expect([reply.status, reply.json.outcome]).toEqual([403, 'forbidden']);
});

test('off, or not said, Twilio is not asked', async () => {
  for (const FLEX_TOKENS of ['off', '', 'yes', undefined]) {
    const reply = await ask({ Action: 'list' }, never, { FLEX_TOKENS });
    expect([reply.status, reply.json.outcome]).toEqual([401, 'unauthenticated']);
  }
});

test('without a workspace of its own the desk does not guess one', async () => {
  const reply = await ask({ Action: 'list' }, never, { TASKROUTER_WORKSPACE_SID: undefined });
  expect([reply.status, reply.json.outcome]).toEqual([502, 'unavailable']);
  expect(reply.noted.alarm).toContain('TASKROUTER_WORKSPACE_SID');
});

test("what Twilio does not confirm is unauthenticated, and none of Twilio's words come back", async () => {
  for (const said of ['Invalid token: cccc', 'The token cccc has expired', 'Token is not valid (cccc)']) {
    const reply = await ask({ Action: 'list' }, () => Promise.reject(said));
    expect([reply.status, reply.json.outcome]).toEqual([401, 'unauthenticated']);
    expect(reply.text + JSON.stringify(reply.noted)).not.toContain('cccc');
    expect(reply.noted.alarm).toBeUndefined();
  }
});

/** What the validator rejects with when this page comes. */
function unreadable(page: string): string {
  try {
    return JSON.parse(page);
  } catch (error) {
    return (error as Error).message;
  }
}

test.each([
  ['a refused connection', 'connect ECONNREFUSED 192.0.2.1:443'],
  ['an unknown name', 'getaddrinfo EAI_AGAIN iam.twilio.com'],
  ['a cut connection', 'socket hang up'],
  ['a bad certificate', 'certificate has expired'],
  ['a page of a proxy', unreadable('<html>502</html>')],
  ['a page about tokens', unreadable('Invalid token')],
  ['an empty answer', unreadable('')],
  ['half an answer', unreadable('{"valid": fa')],
  ['an answer that is null', "Cannot read properties of null (reading 'valid')"],
  ['a limit', 'Too Many Requests'],
  ['a fault of its own', 'Token service is not available'],
  ['a word about our own auth token', 'The auth token is invalid'],
  ['an answer without a message', undefined],
  ['an answer whose message is null', null],
  ['an answer whose message is a number', 20003],
])('%s is no word about the Flex token, and nothing was changed', async (_title, reason) => {
  const before = (await world.requests()).length;
  const reply = await ask({ Action: 'list' }, () => Promise.reject(reason));
  expect([reply.status, reply.json.outcome]).toEqual([502, 'unavailable']);
  expect(reply.json.message).toContain('Nothing was changed.');
  expect(reply.noted.alarm).toBeUndefined();
  expect(await world.requests()).toHaveLength(before);
});

test.each([
  ["Twilio refuses the deployment's own credentials", 'Authenticate', 'AUTH_TOKEN'],
  ['the validator itself breaks', new Error('Cannot find module'), 'twilio-flex-token-validator'],
])('when %s, it is unavailable and a person is told', async (_title, reason, alarm) => {
  const reply = await ask({ Action: 'list' }, () => Promise.reject(reason));
  expect([reply.status, reply.json.outcome]).toEqual([502, 'unavailable']);
  expect(reply.noted.alarm).toContain(alarm);
  expect(reply.text).not.toContain(alarm);
});

test('a validator that never answers is not waited for longer than the deadline', async () => {
  const started = performance.now();
  const reply = await ask({ Action: 'list' }, () => new Promise(() => {}), {}, 200);
  expect([reply.status, reply.json.outcome]).toEqual([502, 'unavailable']);
  expect(performance.now() - started).toBeLessThan(1_000);
});

test('a worker token still opens, and Twilio is not asked about it', async () => {
  const { WorkerSid } = await world.offer();
  const reply = await ask({ Action: 'list', Token: tokenFor(world.world, WorkerSid) }, never, KEY);
  expect(reply.json.outcome).toBe('done');
});

test("Twilio's own validator is behind it, and takes token, account and auth token in this order", async () => {
  await expect(askTwilio('', 'AC1', 'x', '')).rejects.toContain('Token was not provided');
  await expect(askTwilio(FLEX_TOKEN, '', 'x', '')).rejects.toContain('AccountSid was not provided');
  await expect(askTwilio(FLEX_TOKEN, 'AC1', '', '')).rejects.toContain(
    'AuthToken or Api Credentials were not provided',
  );
});
