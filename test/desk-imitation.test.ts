import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { RunningHost } from './hosts/host';
import { twilioRuntime } from './hosts/twilio-runtime';
import { KEY, tokenFor } from './tokens';
import { startWorld, type TestWorld } from './world';

const LISTED = 'https://desk.example.com';
const EVIL = 'https://evil.example.com';

let world: TestWorld;
let running: RunningHost;

beforeAll(async () => {
  world = await startWorld();
  running = await twilioRuntime.start({ ...world.settings, ...KEY, DESK_ORIGINS: LISTED });
});
afterAll(async () => {
  await running.stop();
  await world.stop();
});
beforeEach(() => world.reset());

type Imitation = { query: Record<string, string> } | { request: unknown };

/** A foreign page accepts what is offered, with a good token and `imitation` where Twilio's own request would be. */
async function attempt(imitation: Imitation) {
  const offered = await world.offer();
  const Token = tokenFor(world.world, offered.WorkerSid);
  const fields = { Action: 'accept', ReservationSid: offered.ReservationSid, Token };
  const before = (await world.requests()).length;
  const sent = 'query' in imitation ? { fields, query: imitation.query } : { json: { ...fields, ...imitation } };
  const reply = await running.send({ path: '/desk', signature: 'none', headers: { Origin: EVIL }, ...sent });
  const asked = (await world.requests()).length - before;
  return { ...reply, outcome: JSON.parse(reply.text).outcome, asked, status: await world.statusOf(offered) };
}

test.each<[string, Imitation]>([
  ['a word, in the query', { query: { request: 'x' } }],
  ['a header alone, in the query', { query: { 'request[headers][a]': 'b' } }],
  ['a listed origin alone, in the query', { query: { 'request[headers][origin]': LISTED } }],
  ['no cookies, in the query', { query: { 'request[headers][accept]': '*/*' } }],
  ['cookies that are none, in the query', { query: { 'request[headers][accept]': '*/*', 'request[cookies]': '' } }],
  ['no usual header, in the query', { query: { 'request[headers][a]': 'b', 'request[cookies][a]': 'b' } }],
  [
    'a usual header that is no text, in the query',
    { query: { 'request[headers][accept][a]': 'b', 'request[cookies][a]': 'b' } },
  ],
  ['null, in JSON', { request: null }],
  ['headers as a list, in JSON', { request: { headers: ['accept'], cookies: {} } }],
  ['no header, in JSON', { request: { headers: {}, cookies: {} } }],
  ['no cookies, in JSON', { request: { headers: { accept: '*/*' } } }],
  ['a listed origin alone, in JSON', { request: { headers: { origin: LISTED }, cookies: {} } }],
])("in the place of Twilio's own request, %s is refused before TaskRouter is asked", async (_title, imitation) => {
  const reply = await attempt(imitation);
  expect([reply.outcome, reply.asked, reply.status]).toEqual(['forbidden', 0, 'pending']);
  expect(reply.headers['access-control-allow-origin']).toBeUndefined();
});

test.each<[string, Imitation]>([
  ['in the query', { query: { 'request[headers][accept]': '*/*', 'request[cookies][a]': 'b' } }],
  ['in JSON', { request: { headers: { accept: '*/*' }, cookies: {} } }],
  [
    'in JSON, with the origin of the page itself',
    { request: { headers: { accept: '*/*', origin: EVIL }, cookies: {} } },
  ],
  ['in JSON, with a listed origin', { request: { headers: { accept: '*/*', origin: LISTED }, cookies: {} } }],
])("a whole imitation, %s, never makes the answer readable to the page's own origin", async (_title, imitation) => {
  const allowed = (await attempt(imitation)).headers['access-control-allow-origin'];
  expect([undefined, LISTED]).toContain(allowed);
});

test.each<[string, Record<string, string>]>([
  ['of a program', {}],
  ['with cookies', { Cookie: 'a=b; c=d' }],
  ['with a listed origin', { Origin: LISTED }],
])('a real request %s is let in', async (_title, headers) => {
  const { WorkerSid, ReservationSid } = await world.offer();
  const fields = { Action: 'accept', ReservationSid, Token: tokenFor(world.world, WorkerSid) };
  const reply = await running.send({ path: '/desk', fields, signature: 'none', headers });
  expect(JSON.parse(reply.text).outcome).toBe('done');
});

test('a real request that says nothing but the type of its body is let in', async () => {
  const { WorkerSid, ReservationSid } = await world.offer();
  const fields = { Action: 'accept', ReservationSid, Token: tokenFor(world.world, WorkerSid) };
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  // Node's own client adds nothing that the runtime would show; fetch adds Accept and User-Agent.
  const sent = request(`${running.url}/desk`, { method: 'POST', headers });
  sent.end(String(new URLSearchParams(fields)));
  const [reply] = (await once(sent, 'response')) as [IncomingMessage];
  reply.resume();
  expect(reply.statusCode).toBe(200);
});
