import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'node:querystring';
import { text } from 'node:stream/consumers';
import { actions } from '../taskrouter/actions';
import { parameters } from '../taskrouter/parameters';
import { assignmentBy } from '../webhooks/assignment';
import type { Decision, Rule } from '../webhooks/assignment-question';
import { Deadline } from '../wire/deadline';
import { respond } from '../wire/endpoint';
import { sample } from './samples';
import { startWorld, type TestWorld } from './world';

const CALL_SID = `CA${'1'.repeat(32)}`;

let world: TestWorld;
let server: Server;
let home: string;
/** The rules that the served callback goes by. */
let rules: readonly Rule[] = [];

beforeAll(async () => {
  world = await startWorld();
  server = createServer(async (message, answer) => {
    const fields = parse(await text(message));
    // Whatever else is called is content with this, TwiML among it.
    if (message.url !== '/assignment') {
      return answer.writeHead(200, { 'Content-Type': 'text/xml' }).end('<Response/>');
    }
    const endpoint = assignmentBy(rules);
    const request = { fields, headers: {}, settings: {}, home };
    const { status, headers, body } = await respond(endpoint, request, new Deadline(endpoint.budgetMs));
    return answer.writeHead(status, headers).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await world.stop();
  server.closeAllConnections();
  server.close();
});

/** A new call in the queue, after the rules have answered for it. */
async function offered(decision: Rule['gives']) {
  await world.reset();
  rules = [{ name: 'mine', gives: decision }];
  await world.workspace
    .workflows(world.world.workflowSid)
    .update({ assignmentCallbackUrl: `${home}/assignment`, fallbackAssignmentCallbackUrl: `${home}/fallback` });
  const { sid } = await world.workspace.tasks.create({
    workflowSid: world.world.workflowSid,
    taskChannel: 'voice',
    attributes: JSON.stringify({ call_sid: CALL_SID, from: '+15550001111', to: '+15550002222' }),
  });
  await world.advance(0);
  const [reservation] = await world.workspace.tasks(sid).reservations.list({ limit: 20 });
  const calls = (await world.calls()).map(({ instruction }) => instruction);
  const asked = (await world.callbacks()).map(({ url }) => new URL(url).pathname);
  return { status: reservation?.reservationStatus, calls, asked, notes: await world.notes() };
}

test.each([
  ['accept', 'accepted', []],
  ['call', 'pending', ['call']],
  ['dequeue', 'pending', ['dequeue']],
  ['conference', 'pending', ['conference']],
  ['redirect', 'accepted', []],
] as const)('%s, as the table shows it, is carried out by a strict reader', async (name, status, calls) => {
  const example = JSON.parse(JSON.stringify(actions[name].example).replaceAll('https://voice.example.com', home));
  const seen = await offered({ instruction: name, ...example });
  expect(seen.notes).toEqual([]);
  expect([seen.status, seen.calls]).toEqual([status, calls]);
});

test('reject with an activity is carried out', async () => {
  const [, away] = world.world.activities;
  const { notes } = await offered({ instruction: 'reject', workerActivitySid: away?.sid ?? '' });
  expect(notes).toEqual([]);
  const workers = await world.workspace.workers.list();
  expect(workers.map(({ activityName }) => activityName)).toContain('Unavailable');
});

test.each(['call', 'dequeue', 'conference', 'redirect'] as const)(
  'every parameter of %s passes a strict reader',
  async (name) => {
    const [, away] = world.world.activities;
    const given = Object.fromEntries(
      actions[name].takes.map((taken) => {
        const parameter = parameters[taken];
        const activity = parameter.kind === 'sid' && parameter.prefix === 'WA';
        return [taken, activity ? away?.sid : sample(parameter, `${home}/called`)];
      }),
    );
    const { notes, asked } = await offered({ instruction: name, ...given } as Decision);
    expect(notes).toEqual([]);
    expect(asked).not.toContain('/fallback');
  },
);

test('decide later leaves the reservation pending, without a complaint', async () => {
  const seen = await offered('decide later');
  expect([seen.status, seen.calls, seen.notes, seen.asked]).toEqual(['pending', [], [], ['/assignment']]);
});

test('a rule at fault makes TaskRouter turn to the fallback', async () => {
  const seen = await offered(() => {
    throw new Error('no such customer');
  });
  expect([seen.status, seen.asked]).toEqual(['pending', ['/assignment', '/fallback']]);
});
