import * as v from 'valibot';
import { isJsonObject } from './json';

/** What every resource has: `seq` is its place in lists, `revision` what ETag and If-Match speak of; times in ms since 1970. */
const resource = {
  sid: v.string(),
  seq: v.number(),
  revision: v.number(),
  dateCreated: v.number(),
  dateUpdated: v.number(),
};
const sidOrNull = v.nullable(v.string());
const attributes = v.pipe(v.string(), v.check(isJsonObject, 'must be a JSON object'));

export const reservationStatuses = [
  'pending',
  'accepted',
  'rejected',
  'timeout',
  'canceled',
  'rescinded',
  'wrapping',
  'completed',
] as const;
export const taskStatuses = ['pending', 'reserved', 'assigned', 'canceled', 'completed', 'wrapping'] as const;
const callStatuses = [
  'queued',
  'ringing',
  'in-progress',
  'completed',
  'busy',
  'no-answer',
  'failed',
  'canceled',
] as const;

const workspace = v.object({
  ...resource,
  friendlyName: v.string(),
  defaultActivitySid: v.string(),
  timeoutActivitySid: v.string(),
  eventCallbackUrl: v.string(),
  eventsFilter: v.string(),
  prioritizeQueueOrder: v.picklist(['FIFO', 'LIFO']),
});
const activity = v.object({ ...resource, friendlyName: v.string(), available: v.boolean() });
const taskChannel = v.object({
  ...resource,
  friendlyName: v.string(),
  uniqueName: v.string(),
  channelOptimizedRouting: v.boolean(),
});
const taskQueue = v.object({
  ...resource,
  friendlyName: v.string(),
  targetWorkers: v.string(),
  maxReservedWorkers: v.number(),
  taskOrder: v.picklist(['FIFO', 'LIFO']),
});
const workflow = v.object({
  ...resource,
  friendlyName: v.string(),
  configuration: v.string(),
  taskQueueSid: v.string(),
  assignmentCallbackUrl: v.string(),
  fallbackAssignmentCallbackUrl: v.string(),
  taskReservationTimeout: v.number(),
});
const workerChannel = v.object({
  ...resource,
  taskChannelSid: v.string(),
  available: v.boolean(),
  capacity: v.number(),
});
const worker = v.object({
  ...resource,
  friendlyName: v.string(),
  attributes,
  activitySid: v.string(),
  dateStatusChanged: v.number(),
  /** The `seq` of the last reservation offered: who has waited longest has the least. */
  lastOffer: v.number(),
  channels: v.array(workerChannel),
});
const task = v.object({
  ...resource,
  attributes,
  assignmentStatus: v.picklist(taskStatuses),
  priority: v.number(),
  reason: v.nullable(v.string()),
  timeout: v.number(),
  workflowSid: v.string(),
  taskQueueSid: v.string(),
  taskChannelSid: v.string(),
  queueEnteredAt: v.number(),
  virtualStartTime: v.number(),
  routingTarget: sidOrNull,
  ignoreCapacity: v.boolean(),
  rejections: v.number(),
  /** When its time to live, its assignment, or, once it is over, its stay in the lists runs out. */
  endsAt: v.number(),
});
const reservation = v.object({
  ...resource,
  taskSid: v.string(),
  workerSid: v.string(),
  /** `onHold` is inside what REST shows as pending: an instruction's telephony is under way. */
  state: v.picklist([...reservationStatuses, 'onHold']),
  /** When the offer runs out. */
  endsAt: v.nullable(v.number()),
});
const call = v.object({
  ...resource,
  reservationSid: v.string(),
  /** Whose phone it is. */
  workerSid: v.string(),
  instruction: v.string(),
  to: v.string(),
  from: v.string(),
  status: v.picklist(callStatuses),
  phone: v.object({
    rings: v.number(),
    does: v.picklist(['answer', 'busy', 'no-answer', 'failed']),
    presses: v.array(v.string()),
    thinks: v.number(),
    talks: v.nullable(v.number()),
  }),
  /** Whether worker and caller hear each other, or did. */
  joined: v.boolean(),
  answeredAt: v.nullable(v.number()),
  /** How many events of its progress there were. */
  told: v.number(),
  /** The instruction's parameters by wire name. */
  parameters: v.record(v.string(), v.union([v.string(), v.array(v.string())])),
  /** When the ringing or the talk is over, where that is set. */
  endsAt: v.nullable(v.number()),
});

/**
 * A whole world as JSON: what a snapshot holds, what `--world FILE` and `startEmulator({ world })` take. `at` is the
 * emulator's time when it was taken; a restored world goes on from there, so its timers have as long to run as they had.
 */
export const worldDocument = v.object({
  at: v.optional(v.number()),
  accountSid: v.string(),
  authToken: v.string(),
  workspace,
  activities: v.array(activity),
  taskChannels: v.array(taskChannel),
  taskQueues: v.array(taskQueue),
  workflows: v.array(workflow),
  workers: v.array(worker),
  tasks: v.array(task),
  reservations: v.array(reservation),
  calls: v.array(call),
});

export type WorldDocument = v.InferOutput<typeof worldDocument>;
export type Workspace = v.InferOutput<typeof workspace>;
export type Activity = v.InferOutput<typeof activity>;
export type TaskChannel = v.InferOutput<typeof taskChannel>;
export type TaskQueue = v.InferOutput<typeof taskQueue>;
export type Workflow = v.InferOutput<typeof workflow>;
export type WorkerChannel = v.InferOutput<typeof workerChannel>;
export type Worker = v.InferOutput<typeof worker>;
export type Task = v.InferOutput<typeof task>;
export type Reservation = v.InferOutput<typeof reservation>;
export type Call = v.InferOutput<typeof call>;
export type ReservationStatus = (typeof reservationStatuses)[number];
export type TaskStatus = (typeof taskStatuses)[number];
