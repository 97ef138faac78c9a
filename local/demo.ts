import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import twilio from 'twilio';
import { startEmulator } from '../emulator/emulator';
import { build } from '../scripts/build.mjs';
import { serveLocally } from './front';
import { type Callback, type Logged, line, told } from './story';
import { worldOf } from './world';

// npm run demo: the lives of three calls, told from the emulator's journals and our functions' own log.

/** Real milliseconds for one second of a call. */
const SECOND_MS = 100;
const MOST_SECONDS = 120;

const say = (text: string) => process.stdout.write(`${text}\n`);
const logs: Logged[] = [];
// The functions run in this process: what they log becomes part of the story instead of a second one.
console.log = console.error = (text: string) => {
  if (text.startsWith('{')) logs.push(JSON.parse(text));
};

const emulator = await startEmulator();
const world = await worldOf(emulator.url);
if (!world) throw new Error('the emulator does not answer');
// A folder of its own: `npm start` may be serving from dist.
const built = `node_modules/.cache/reservation-functions/demo-${process.pid}`;
await build(resolve(built));
const front = await serveLocally({
  port: 0,
  built,
  env: {
    ACCOUNT_SID: world.accountSid,
    AUTH_TOKEN: world.authToken,
    TASKROUTER_WORKSPACE_SID: world.workspaceSid,
    TASKROUTER_URL: emulator.url,
  },
});
const events = createServer((_request, answer) => answer.writeHead(204).end()).listen(0, '127.0.0.1');
await once(events, 'listening');

const client = twilio(world.accountSid, world.authToken);
client.taskrouter.baseUrl = emulator.url;
const workspace = client.taskrouter.v1.workspaces(world.workspaceSid);
await workspace.update({ eventCallbackUrl: `http://127.0.0.1:${(events.address() as AddressInfo).port}/events` });
await workspace.workflows(world.workflowSid).update({ assignmentCallbackUrl: `${front.url}/assignment` });

const began = Date.now();
let shown = 0;
let expected = true;

say('One worker, two callers\n');
await staff({ alice: { rings: 2, does: 'press 1', talks: 12 } }, 'bob');
const first = await caller('the first caller');
const second = await caller('the second caller');
await until(first, second);

say('\nA worker who does not answer, and one who does\n');
await staff({ alice: { rings: 2, does: 'press 1', talks: 12 }, bob: { does: 'no-answer' } });
await until(await caller('the third caller'));

const calls = await control<unknown[]>('calls');
const notes = await control<{ code: number; message: string }[]>('notes');
expected &&= calls.length === 4 && notes.length === 0;
say(`\n3 callers, ${calls.length} calls to workers, ${notes.length} complaints of TaskRouter's.`);
for (const { code, message } of notes) say(`${code} ${message}`);

await front.close();
await emulator.close();
events.close();
rmSync(built, { recursive: true, force: true });
process.exitCode = expected ? 0 : 1;

/** Gives workers their phones; `away` is not at work. */
async function staff(phones: Record<string, object>, away?: string): Promise<void> {
  const activity = (name: string) => world?.activities.find(({ friendlyName }) => friendlyName === name)?.sid ?? '';
  for (const { sid, friendlyName } of world?.workers ?? []) {
    const attributes = JSON.stringify({ contact_uri: `client:${friendlyName}`, phone: phones[friendlyName] });
    const activitySid = activity(friendlyName === away ? 'Offline' : 'Available');
    await workspace.workers(sid).update({ attributes, activitySid });
  }
  await control('clock', { advanceMs: 0 });
  shown = (await control<Callback[]>('callbacks')).length;
}

/** Somebody calls: what `<Enqueue>` makes of it. */
async function caller(name: string): Promise<string> {
  const attributes = { call_sid: `CA${'1'.repeat(32)}`, from: '+15550001111', to: '+15550002222', name };
  const task = { workflowSid: world?.workflowSid ?? '', taskChannel: 'voice', attributes: JSON.stringify(attributes) };
  return (await workspace.tasks.create(task)).sid;
}

/** Lets time pass and tells what happens, until the tasks are completed. */
async function until(...tasks: string[]): Promise<void> {
  for (let second = 0; second < MOST_SECONDS; second += 1) {
    await control('clock', { advanceMs: second === 0 ? 0 : 1000 });
    await tell();
    const all = await Promise.all(tasks.map((sid) => workspace.tasks(sid).fetch()));
    if (all.every(({ assignmentStatus }) => assignmentStatus === 'completed')) return;
    await sleep(SECOND_MS);
  }
  expected = false;
  say('That took too long: not every call was taken.');
}

async function tell(): Promise<void> {
  const callbacks = await control<Callback[]>('callbacks');
  for (const callback of callbacks.slice(shown)) {
    const name = new URL(callback.url).pathname.slice(1);
    const at = logs.findIndex(({ endpoint }) => endpoint === name);
    const [logged] = at === -1 ? [] : logs.splice(at, 1);
    const words = told(callback, (sid) => world?.workers.find((one) => one.sid === sid)?.friendlyName ?? 'a worker');
    if (words !== undefined) say(line(callback, words, began, logged));
  }
  shown = callbacks.length;
}

async function control<Answer>(path: string, body?: object): Promise<Answer> {
  const post = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(`${emulator.url}/_emulator/${path}`, body === undefined ? {} : post);
  if (!answer.ok) throw new Error(`/_emulator/${path}: ${answer.status}`);
  return (await answer.json()) as Answer;
}
