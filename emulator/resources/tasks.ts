import type { Fields } from '../fields';
import type { Ground } from '../ground';
import { cancelTask, completeTask, deleteTask, endOf, startTaskTimer, wrapTask } from '../lifecycle';
import { page } from '../page';
import { badRequest } from '../problem';
import {
  type Answer,
  type Ask,
  checkRevision,
  found,
  iso,
  jsonText,
  type Route,
  shown,
  urlOf,
  WORKSPACE,
} from '../resource';
import { type Task, type TaskStatus, taskStatuses } from '../world-document';
import { taskChannelNamed } from './task-channels';

export const tasks: Route[] = [
  { method: 'POST', path: `${WORKSPACE}/Tasks`, answer: createTask },
  { method: 'GET', path: `${WORKSPACE}/Tasks`, answer: listTasks },
  {
    method: 'GET',
    path: `${WORKSPACE}/Tasks/:Sid`,
    answer: (ground, ask) => answer(ground, ask, named(ground, ask)),
  },
  { method: 'POST', path: `${WORKSPACE}/Tasks/:Sid`, answer: updateTask },
  {
    method: 'DELETE',
    path: `${WORKSPACE}/Tasks/:Sid`,
    answer: (ground, ask) => {
      const task = named(ground, ask);
      checkRevision(ground, ask, task.revision);
      deleteTask(ground, task, 'task.deleted');
      return { status: 204 };
    },
  },
];

const named = (ground: Ground, ask: Ask) => found(ask, ground.world.tasks.get(ask.params.Sid ?? ''));

/** What a client may ask of a Task's status; everything else comes about by its reservations. */
const endings: Partial<Record<TaskStatus, (ground: Ground, task: Task, reason: string | null) => void>> = {
  canceled: cancelTask,
  completed: completeTask,
  wrapping: wrapTask,
};

function updateTask(ground: Ground, ask: Ask): Answer {
  const { fields } = ask;
  const task = named(ground, ask);
  checkRevision(ground, ask, task.revision);
  const status = fields.oneOf('AssignmentStatus', taskStatuses);
  const attributes = jsonText(fields, 'Attributes');
  const priority = fields.integer('Priority', 0, HIGHEST_PRIORITY);
  const channel = fields.filled('TaskChannel');
  const channelSid = channel === undefined ? undefined : channelNamed(ground, channel);
  const virtualStart = startTime(ground, fields);
  const revision = task.revision;
  if (status !== undefined) {
    const end = endings[status];
    if (!end) throw badRequest(`Cannot update task ${task.sid} to [${status}]`);
    end(ground, task, fields.filled('Reason') ?? null);
  }
  ground.world.changeTask(task, () => {
    task.attributes = attributes ?? task.attributes;
    task.priority = priority ?? task.priority;
    task.taskChannelSid = channelSid ?? task.taskChannelSid;
  });
  task.virtualStartTime = virtualStart ?? task.virtualStartTime;
  // One update, one revision.
  task.revision = revision;
  ground.touch(task);
  ground.routingDue = true;
  if (status === undefined) ground.tell('task.updated', task.sid);
  return answer(ground, ask, task);
}

const HIGHEST_PRIORITY = 2 ** 31 - 1;
const DAY_S = 86_400;
const LONGEST_TTL_S = 14 * DAY_S;

function createTask(ground: Ground, ask: Ask): Answer {
  const { world } = ground;
  const { fields } = ask;
  const now = ground.clock.now();
  const workflowSid = fields.filled('WorkflowSid') ?? world.workflows.list.first()?.sid ?? '';
  const workflow = world.workflows.get(workflowSid);
  if (!workflow) throw badRequest(`Invalid value for WorkflowSid: no such workflow ${workflowSid}`);
  const routingTarget = fields.filled('RoutingTarget') ?? null;
  // Documented so, and unlike other booleans: any other value means no.
  const ignoreCapacity = /^(true|1|yes)$/i.test(fields.text('IgnoreCapacity') ?? '');
  if (ignoreCapacity && !routingTarget) throw badRequest('IgnoreCapacity can only be used with a RoutingTarget');
  const taskQueueSid =
    fields.filled('TaskQueueSid') ?? (routingTarget?.startsWith('WQ') ? routingTarget : workflow.taskQueueSid);
  if (!world.taskQueues.get(taskQueueSid)) {
    throw badRequest(`Invalid value for TaskQueueSid: no such task queue ${taskQueueSid}`);
  }
  const task: Task = {
    ...world.made('WT', now),
    attributes: jsonText(fields, 'Attributes') ?? '{}',
    assignmentStatus: 'pending',
    priority: fields.integer('Priority', 0, HIGHEST_PRIORITY) ?? 0,
    reason: null,
    timeout: fields.integer('Timeout', 1, LONGEST_TTL_S) ?? DAY_S,
    workflowSid,
    taskQueueSid,
    taskChannelSid: channelNamed(ground, fields.filled('TaskChannel') ?? 'default'),
    queueEnteredAt: now,
    virtualStartTime: startTime(ground, fields) ?? now,
    routingTarget,
    ignoreCapacity,
    rejections: 0,
    endsAt: 0,
  };
  task.endsAt = endOf(task, now);
  world.addTask(task);
  startTaskTimer(ground, task);
  ground.routingDue = true;
  ground.tell('task.created', task.sid);
  return { ...answer(ground, ask, task), status: 201 };
}

function channelNamed(ground: Ground, name: string): string {
  const channel = taskChannelNamed(ground.world, name);
  if (!channel) throw badRequest(`Invalid value for TaskChannel: no such channel ${name}`);
  return channel.sid;
}

function startTime(ground: Ground, fields: Fields): number | undefined {
  const text = fields.filled('VirtualStartTime');
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  // The lower half of this test also catches what is no date.
  if (time >= Date.UTC(1900, 0) && time <= ground.clock.now()) return time;
  throw badRequest('Invalid value for VirtualStartTime: must be ISO 8601, not in the future and not before 1900');
}

function listTasks(ground: Ground, ask: Ask): Answer {
  const { world } = ground;
  const { fields } = ask;
  const statuses = fields.list('AssignmentStatus') ?? [];
  for (const status of statuses) {
    if (!taskStatuses.some((one) => one === status)) {
      throw badRequest(`Invalid value for AssignmentStatus: must be one of ${taskStatuses.join(', ')}`);
    }
  }
  const [only] = statuses;
  const list = only !== undefined && statuses.length === 1 ? world.tasksWithStatus(only) : world.tasks.list;
  const priority = fields.integer('Priority');
  const nameOf = (table: { get(sid: string): { friendlyName: string } | undefined }, sid: string) =>
    table.get(sid)?.friendlyName;
  const wanted: [string | undefined, (task: Task) => string | null | undefined][] = [
    [fields.filled('WorkflowSid'), (task) => task.workflowSid],
    [fields.filled('WorkflowName'), (task) => nameOf(world.workflows, task.workflowSid)],
    [fields.filled('TaskQueueSid'), (task) => task.taskQueueSid],
    [fields.filled('TaskQueueName'), (task) => nameOf(world.taskQueues, task.taskQueueSid)],
    [fields.filled('RoutingTarget'), (task) => task.routingTarget],
  ];
  const keep = (task: Task) =>
    (statuses.length === 0 || statuses.includes(task.assignmentStatus)) &&
    (priority === undefined || task.priority === priority) &&
    wanted.every(([value, of]) => value === undefined || of(task) === value);
  return page(ask, 'tasks', list, (task) => body(ground, ask, task), keep);
}

const answer = (ground: Ground, ask: Ask, task: Task): Answer => ({
  body: () => body(ground, ask, task),
  revision: () => task.revision,
});

function body(ground: Ground, ask: Ask, task: Task) {
  const { world, clock } = ground;
  const url = urlOf(ground, ask, 'Tasks', task.sid);
  return {
    ...shown(ground, task),
    age: Math.max(0, Math.floor((clock.now() - task.dateCreated) / 1000)),
    assignment_status: task.assignmentStatus,
    attributes: task.attributes,
    addons: '{}',
    task_queue_entered_date: iso(task.queueEnteredAt),
    priority: task.priority,
    reason: task.reason,
    task_queue_sid: task.taskQueueSid,
    task_queue_friendly_name: world.taskQueues.get(task.taskQueueSid)?.friendlyName ?? null,
    task_channel_sid: task.taskChannelSid,
    task_channel_unique_name: world.taskChannels.get(task.taskChannelSid)?.uniqueName ?? null,
    timeout: task.timeout,
    workflow_sid: task.workflowSid,
    workflow_friendly_name: world.workflows.get(task.workflowSid)?.friendlyName ?? null,
    virtual_start_time: iso(task.virtualStartTime),
    ignore_capacity: task.ignoreCapacity,
    routing_target: task.routingTarget,
    url,
    links: {
      workspace: urlOf(ground, ask),
      workflow: urlOf(ground, ask, 'Workflows', task.workflowSid),
      task_queue: urlOf(ground, ask, 'TaskQueues', task.taskQueueSid),
      task_channel: urlOf(ground, ask, 'TaskChannels', task.taskChannelSid),
      reservations: `${url}/Reservations`,
    },
  };
}
