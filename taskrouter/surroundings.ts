import type V1 from 'twilio/lib/rest/taskrouter/V1';
import type { Deadline } from '../wire/deadline';
import { type Attributes, isObject, readAttributes } from './attributes';
import { ask, type End } from './execution';
import type { Gateway } from './gateway';

/** The part of a Task that a worker is told of. */
export interface Task {
  attributes: Attributes;
  /** The friendly name of its queue. */
  queue: string | undefined;
}

/** What came of reading something that stands around a reservation. */
export type Found<Value> = { ok: true; value: Value } | { ok: false; end: End };

/** Milliseconds that an update takes where TaskRouter is slow: one attempt, and the read that is kept back for after it. */
export const UPDATE_MS = 2_000;

/** For looking before an update, which then has time left for itself. */
export function beforeUpdate(deadline: Deadline): Deadline {
  return deadline.earlier(UPDATE_MS);
}

export function readTask(
  gateway: Gateway,
  at: { workspaceSid: string; taskSid: string },
  deadline: Deadline,
): Promise<Found<Task>> {
  return readResource(gateway, `/Workspaces/${at.workspaceSid}/Tasks/${at.taskSid}`, deadline, (task) => ({
    attributes: readAttributes(task.attributes),
    queue: typeof task.task_queue_friendly_name === 'string' ? task.task_queue_friendly_name : undefined,
  }));
}

/** A worker's attributes. */
export function readWorker(
  gateway: Gateway,
  at: { workspaceSid: string; workerSid: string },
  deadline: Deadline,
): Promise<Found<Attributes>> {
  const path = `/Workspaces/${at.workspaceSid}/Workers/${at.workerSid}`;
  return readResource(gateway, path, deadline, (worker) => readAttributes(worker.attributes));
}

/** The activity that TaskRouter moves a worker to who lets a reservation time out. */
export async function readTimeoutActivity(
  gateway: Gateway,
  at: { workspaceSid: string },
  deadline: Deadline,
): Promise<Found<string>> {
  const path = `/Workspaces/${at.workspaceSid}`;
  const found = await readResource(gateway, path, deadline, ({ timeout_activity_sid }) => timeout_activity_sid);
  if (!found.ok) return found;
  const { value } = found;
  // Reading again would not find one either.
  return typeof value === 'string' && value !== '' ? { ok: true, value } : { ok: false, end: NOWHERE };
}

const NOWHERE: End = {
  outcome: 'unavailable',
  failure: { kind: 'settings', message: 'the workspace has no timeout activity' },
};

/**
 * Reads through the library's `Version` rather than its TaskContext and WorkerContext: those bring every list and page
 * below them, 54 kB in a file that a caller waits for.
 */
async function readResource<Value>(
  gateway: Gateway,
  uri: string,
  deadline: Deadline,
  pick: (resource: Attributes) => Value,
): Promise<Found<Value>> {
  const get = async (v1: V1) => {
    const resource: unknown = await v1.fetch({ uri, method: 'get', headers: { Accept: 'application/json' } });
    if (!isObject(resource)) throw new SyntaxError('not a resource');
    return pick(resource);
  };
  const result = await ask(gateway, () => gateway.ask(get), deadline);
  return 'outcome' in result ? { ok: false, end: result } : { ok: true, value: result.value };
}
