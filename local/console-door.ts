import twilio from 'twilio';
import { LOCAL_API_KEY, mint } from './mint';
import type { World } from './world';

/** What a page asks, and what it is answered; undefined where the path is none of the door's. */
export type Door = (asked: Asked) => Promise<{ status: number; body: object } | undefined>;

interface Asked {
  method: string;
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  fields: Readonly<Record<string, unknown>>;
}

/** Seconds that a token of the console lasts. */
const LASTS = 3_600;

/**
 * The console's door to the emulator, on this machine alone: `GET /_local/session` signs in as a seeded worker,
 * `POST /_local/call` lets a call come in for the one named by WorkerSid. It mints tokens, so it opens to this machine's
 * own pages only: a page elsewhere, or a name elsewhere that leads here, is turned away.
 */
export function consoleDoor(world: World, emulatorUrl: string): Door {
  const client = twilio(world.accountSid, world.authToken);
  client.taskrouter.baseUrl = emulatorUrl;
  const workspace = client.taskrouter.v1.workspaces(world.workspaceSid);

  return async ({ method, path, headers, fields }) => {
    if (path !== '/_local/session' && path !== '/_local/call') return undefined;
    if (!isOwnPage(headers)) return { status: 403, body: { message: 'This door is for pages of this machine.' } };
    if (path === '/_local/session' && method === 'GET') return { status: 200, body: session(world) };
    const worker = world.workers.find(({ sid }) => sid === fields.WorkerSid);
    if (path !== '/_local/call' || method !== 'POST') return { status: 405, body: { message: 'Not so.' } };
    if (!worker) return { status: 400, body: { message: 'WorkerSid names no seeded worker.' } };
    return { status: 201, body: await letRing(worker.sid) };
  };

  /** A waiting caller for one worker, who is made available first: rejecting may have ended that. */
  async function letRing(workerSid: string): Promise<object> {
    const { activityName, available } = await workspace.workers(workerSid).fetch();
    if (!available) {
      const activity = world.activities.find(
        ({ available, friendlyName }) => available && friendlyName !== activityName,
      );
      await workspace.workers(workerSid).update({ activitySid: activity?.sid ?? '' });
    }
    const attributes = { call_sid: CALL_SID, from: '+15550001111', to: '+15550002222', worker: workerSid };
    const task = await workspace.tasks.create({
      workflowSid: world.workflowSid,
      attributes: JSON.stringify(attributes),
    });
    return { task_sid: task.sid, call_sid: CALL_SID, available: !available };
  }
}

const CALL_SID = `CA${'ca11'.padStart(32, '0')}`;

function session(world: World): object {
  const { accountSid, workspaceSid, activities } = world;
  const { API_KEY_SID: apiKeySid, API_KEY_SECRET: apiKeySecret } = LOCAL_API_KEY;
  const workers = world.workers.map(({ sid, friendlyName }) => {
    const grant = { workspaceSid, workerSid: sid, role: 'worker', lasts: LASTS } as const;
    return { sid, friendlyName, token: mint({ accountSid, apiKeySid, apiKeySecret, ...grant }) };
  });
  return { workers, activities, callerId: '+15550002222' };
}

function isOwnPage({ host, origin }: Asked['headers']): boolean {
  if (typeof host !== 'string' || !/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return false;
  return origin === undefined || origin === `http://${host}`;
}
