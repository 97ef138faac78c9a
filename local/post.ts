import twilio from 'twilio';
import type { WorkspaceContext } from 'twilio/lib/rest/taskrouter/v1/workspace.js';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { actions } from '../taskrouter/actions';
import { localSettings, portOf } from './settings';
import { type World, worldOf } from './world';

const USAGE = `usage: npm run post -- ACTION [Field=value ...] [--url https://...]

Signs and posts a form as Twilio would, to the local server or to --url, and prints the status and the body.
ACTION is a path, such as /voice/offer, or one of ${Object.keys(actions).join(', ')}.
Without SIDs, beside the emulator, a task is made first, its reservation is meant, and workers who let an earlier one
run out are made available again.`;

const [action, ...rest] = process.argv.slice(2);
if (!action || action.startsWith('-')) fail(USAGE);
if (!action.startsWith('/') && !Object.hasOwn(actions, action)) fail(`not an action: ${action}\n\n${USAGE}`);
const at = rest.indexOf('--url');
const remote = at === -1 ? undefined : rest.splice(at, 2)[1];
const wrong = rest.filter((word) => !/^\w+=/.test(word));
if (wrong.length > 0 || (at !== -1 && !URL.canParse(remote ?? '')))
  fail(`not understood: ${wrong.join(' ') || remote}\n\n${USAGE}`);
const fields = Object.fromEntries(
  rest.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
);

const settings = localSettings();
const emulator = `http://127.0.0.1:${portOf(settings, 'EMULATOR_PORT', 4010)}`;
const world = remote === undefined ? await worldOf(emulator) : undefined;
const token = world?.authToken ?? settings.AUTH_TOKEN;
if (!token)
  fail(
    remote === undefined
      ? `No emulator answers at ${emulator} and AUTH_TOKEN is not set: there is nothing to sign with. Is npm start running?`
      : 'AUTH_TOKEN is not set in .env or the environment: there is nothing to sign with.',
  );
const namesNothing = !['ReservationSid', 'TaskSid', 'WorkerSid'].some((field) => field in fields);
if (world && namesNothing) Object.assign(fields, await freshReservation());

const base = (remote ?? `http://127.0.0.1:${portOf(settings, 'PORT', 3000)}`).replace(/\/+$/, '');
const path = action.startsWith('/') ? action : `/reservations/${action}`;
// What is signed is what the deployment believes its address to be.
const home = remote === undefined && settings.PUBLIC_URL ? settings.PUBLIC_URL.replace(/\/+$/, '') : base;
try {
  const answer = await fetch(base + path, {
    method: 'POST',
    headers: { 'X-Twilio-Signature': getExpectedTwilioSignature(token, home + path, fields) },
    body: new URLSearchParams(fields),
    signal: AbortSignal.timeout(15_000),
  });
  console.log(`${answer.status} ${answer.statusText}`);
  console.log(pretty(await answer.text()));
  process.exitCode = answer.ok ? 0 : 1;
} catch {
  fail(`Nothing answers at ${base}. Is npm start running?`);
}

async function freshReservation(): Promise<Record<string, string>> {
  if (!world) return {};
  const client = twilio(world.accountSid, world.authToken);
  client.taskrouter.baseUrl = emulator;
  const workspace = client.taskrouter.v1.workspaces(world.workspaceSid);
  await makeAvailable(workspace, world);
  const task = await workspace.tasks.create({
    workflowSid: world.workflowSid,
    attributes: '{"made_by":"npm run post"}',
  });
  const pending = await Promise.all(
    world.workers.map(({ sid }) => workspace.workers(sid).reservations.list({ reservationStatus: 'pending' })),
  );
  const reservation = pending.flat().find(({ taskSid }) => taskSid === task.sid);
  if (!reservation) fail('A task was made, but no worker is free to be offered it. POST /_emulator/reset frees them.');
  console.log(`Task ${task.sid} is offered to ${reservation.workerName} as ${reservation.sid}.`);
  if (action === 'find') return { TaskSid: task.sid };
  return { WorkerSid: reservation.workerSid, ReservationSid: reservation.sid, TaskSid: task.sid };
}

/** Whoever let an earlier offer run out was sent to the timeout activity, and would be offered nothing any more. */
async function makeAvailable(workspace: WorkspaceContext, { workers, activities }: World): Promise<void> {
  const activitySid = activities.find(({ available }) => available)?.sid;
  if (activitySid === undefined) return;
  for (const { sid } of workers) {
    if (!(await workspace.workers(sid).fetch()).available) await workspace.workers(sid).update({ activitySid });
  }
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
