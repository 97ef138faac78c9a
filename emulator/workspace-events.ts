import type { Ground, Happening } from './ground';
import type { Outgoing } from './outgoing';
import type { Reservation, Task, Worker } from './world-document';

const TIMEOUT_MS = 15_000;

/** Tells the Workspace's event callback, if it is set and its filter lets the event through. */
export async function reportEvent(ground: Ground, outgoing: Outgoing, happening: Happening): Promise<void> {
  const { workspace } = ground.world;
  const filter = workspace.eventsFilter.split(',').map((type) => type.trim());
  if (!workspace.eventCallbackUrl || (workspace.eventsFilter !== '' && !filter.includes(happening.type))) return;
  const fields = eventFields(ground, happening);
  if (!fields) return;
  const errand = { method: 'POST', url: workspace.eventCallbackUrl, fields, timeoutMs: TIMEOUT_MS };
  const answered = await outgoing.request(errand);
  if (answered && answered.status >= 300) {
    ground.note(11200, `The event callback answered ${answered.status}`, errand.url);
  }
}

function eventFields(ground: Ground, { type, sid, detail }: Happening): Record<string, string> | null {
  const { world, clock } = ground;
  const [resource] = type.split('.');
  const reservation = resource === 'reservation' ? world.reservations.get(sid) : undefined;
  const task = resource === 'task' ? world.tasks.get(sid) : world.tasks.get(reservation?.taskSid ?? '');
  const worker = resource === 'worker' ? world.workers.get(sid) : world.workers.get(reservation?.workerSid ?? '');
  if (!reservation && !task && !worker) return null;
  return {
    EventType: type,
    AccountSid: world.accountSid,
    WorkspaceSid: world.workspace.sid,
    WorkspaceName: world.workspace.friendlyName,
    EventDescription: `${resource} ${sid} ${type.split('.').slice(1).join(' ')}`,
    ResourceType: resource ?? '',
    ResourceSid: sid,
    Timestamp: String(Math.floor(clock.now() / 1000)),
    TimestampMs: String(clock.now()),
    ...(task && taskFields(ground, task)),
    ...(worker && workerFields(ground, worker)),
    ...(reservation && reservationFields(ground, reservation)),
    ...Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, String(value)])),
  };
}

function taskFields({ world, clock }: Ground, task: Task): Record<string, string> {
  const queue = world.taskQueues.get(task.taskQueueSid);
  return {
    TaskSid: task.sid,
    TaskAttributes: task.attributes,
    TaskAge: String(Math.floor((clock.now() - task.dateCreated) / 1000)),
    TaskPriority: String(task.priority),
    TaskAssignmentStatus: task.assignmentStatus,
    TaskVersion: String(task.revision),
    TaskChannelSid: task.taskChannelSid,
    TaskChannelUniqueName: world.taskChannels.get(task.taskChannelSid)?.uniqueName ?? '',
    TaskIgnoreCapacity: String(task.ignoreCapacity),
    TaskDateCreated: String(Math.floor(task.dateCreated / 1000)),
    TaskQueueEnteredDate: String(Math.floor(task.queueEnteredAt / 1000)),
    TaskVirtualStartTime: String(Math.floor(task.virtualStartTime / 1000)),
    TaskQueueSid: task.taskQueueSid,
    TaskQueueName: queue?.friendlyName ?? '',
    TaskQueueTargetExpression: queue?.targetWorkers ?? '',
    WorkflowSid: task.workflowSid,
    WorkflowName: world.workflows.get(task.workflowSid)?.friendlyName ?? '',
    ...(task.reason !== null && { TaskCanceledReason: task.reason }),
  };
}

function workerFields({ world }: Ground, worker: Worker): Record<string, string> {
  return {
    WorkerSid: worker.sid,
    WorkerName: worker.friendlyName,
    WorkerAttributes: worker.attributes,
    WorkerActivitySid: worker.activitySid,
    WorkerActivityName: world.activities.get(worker.activitySid)?.friendlyName ?? '',
    WorkerVersion: String(worker.revision),
  };
}

function reservationFields({ world }: Ground, reservation: Reservation): Record<string, string> {
  const channelSid = world.tasks.get(reservation.taskSid)?.taskChannelSid ?? '';
  const channel = world.workers.get(reservation.workerSid)?.channels.find((one) => one.taskChannelSid === channelSid);
  return {
    Sid: reservation.sid,
    ReservationSid: reservation.sid,
    ReservationVersion: String(reservation.revision),
    WorkerChannelCapacity: String(channel?.capacity ?? 0),
    WorkerChannelConsumedCapacity: String(world.consumedCapacity(reservation.workerSid, channelSid)),
  };
}
