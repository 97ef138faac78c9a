import type { Ground } from './ground';
import { canMove, type MoveName, moves } from './machine';
import { badRequest } from './problem';
import { setActivity } from './worker-rules';
import { isOpen } from './world';
import type { Reservation, Task, TaskStatus, Worker } from './world-document';

/** A Task assigned for a day is deleted by the system; one that is over stays for five minutes. */
const ASSIGNED_MS = 86_400_000;
const OVER_MS = 300_000;
/** So many offers may come to nothing before the Task is canceled. */
const MAX_REJECTIONS = 1000;

/** Offers the Task to the worker: a pending reservation, with its Workflow's time to answer. */
export function offer(ground: Ground, task: Task, worker: Worker): void {
  const { world, clock } = ground;
  const now = clock.now();
  const seconds = world.workflows.get(task.workflowSid)?.taskReservationTimeout ?? 120;
  const reservation: Reservation = {
    ...world.made('WR', now),
    taskSid: task.sid,
    workerSid: worker.sid,
    state: 'pending',
    endsAt: now + seconds * 1000,
  };
  worker.lastOffer = reservation.seq;
  world.addReservation(reservation);
  startTimer(ground, reservation);
  if (task.assignmentStatus !== 'reserved') setTaskStatus(ground, task, 'reserved');
  ground.tell('reservation.created', reservation.sid);
}

/** Lets a pending offer run out at its moment; for one just made, and for those of a restored world. */
export function startTimer(ground: Ground, reservation: Reservation): void {
  ground.setTimer(reservation.sid, reservation.endsAt, () => {
    const worker = ground.world.workers.get(reservation.workerSid);
    if (worker) setActivity(ground, worker, ground.world.workspace.timeoutActivitySid);
    move(ground, reservation, 'expire');
  });
}

/**
 * Takes the reservation along a row of the table, with what follows for its Task, its siblings and its worker's room.
 * Throws 400/20001 where the table has no such way.
 */
export function move(ground: Ground, reservation: Reservation, name: MoveName): void {
  if (!canMove(reservation.state, name)) throw wrongState(reservation, moves[name].to);
  const row = moves[name];
  const { world } = ground;
  ground.setTimer(reservation.sid, null, () => undefined);
  reservation.endsAt = null;
  world.setReservationState(reservation, row.to);
  if (name !== 'hold' || ground.switches.instructionRaisesRevision) ground.touch(reservation);
  if ('tells' in row) ground.tell(`reservation.${row.tells}`, reservation.sid);
  if (!isOpen(reservation)) ground.routingDue = true;

  const task = world.tasks.get(reservation.taskSid);
  if (!task || !('task' in row)) return;
  const siblings = openReservations(ground, task).filter((one) => one !== reservation);
  if (row.task !== 'again') {
    for (const sibling of siblings) if (canMove(sibling.state, 'rescind')) move(ground, sibling, 'rescind');
    setTaskStatus(ground, task, row.task);
    return;
  }
  task.rejections += 1;
  if (siblings.length === 0) setTaskStatus(ground, task, 'pending');
}

/** The refusals in TaskRouter's words. */
export function wrongState(reservation: Reservation, asked: string) {
  if (reservation.state === 'onHold') {
    return badRequest(
      `Reservation ${reservation.sid} not in expected state [pending] and cannot be updated to [onHold]`,
    );
  }
  return badRequest(
    `Reservation ${reservation.sid} is already in state [${reservation.state}] and cannot be updated to [${asked}]`,
  );
}

/** Sets the Task's status and starts the time that goes with it. */
function setTaskStatus(ground: Ground, task: Task, status: TaskStatus): void {
  if (status === 'pending' && task.rejections >= MAX_REJECTIONS) {
    cancelTask(ground, task, 'Maximum number of rejections reached');
    return;
  }
  if (task.assignmentStatus === status) return;
  ground.world.setTaskStatus(task, status);
  ground.touch(task);
  task.endsAt = endOf(task, ground.clock.now());
  startTaskTimer(ground, task);
  ground.routingDue = true;
  const told = toldOfTask[status];
  if (told) ground.tell(told, task.sid);
}

const toldOfTask: Partial<Record<TaskStatus, string>> = {
  canceled: 'task.canceled',
  completed: 'task.completed',
  wrapping: 'task.wrapup',
};

/** When the time of a Task in its present status is over. */
export function endOf(task: Task, now: number): number {
  if (task.assignmentStatus === 'pending' || task.assignmentStatus === 'reserved') {
    return task.dateCreated + task.timeout * 1000;
  }
  if (task.assignmentStatus === 'assigned') return now + ASSIGNED_MS;
  if (task.assignmentStatus === 'wrapping') return task.endsAt;
  return now + OVER_MS;
}

/** Lets the Task's time run out at its moment; for one whose status changed, and for those of a restored world. */
export function startTaskTimer(ground: Ground, task: Task): void {
  ground.setTimer(task.sid, task.endsAt, () => {
    if (isWaiting(task)) cancelTask(ground, task, 'Task TTL Exceeded');
    else deleteTask(ground, task, 'task.system-deleted');
  });
}

const isWaiting = (task: Task) => task.assignmentStatus === 'pending' || task.assignmentStatus === 'reserved';

function openReservations(ground: Ground, task: Task): Reservation[] {
  return [...ground.world.reservationsOfTask(task.sid).after()].filter(isOpen);
}

/** Takes every reservation of the Task that can go there along the named row. */
function moveOpen(ground: Ground, task: Task, name: MoveName): void {
  for (const reservation of openReservations(ground, task)) {
    if (canMove(reservation.state, name)) move(ground, reservation, name);
  }
}

export function cancelTask(ground: Ground, task: Task, reason: string | null): void {
  if (!isWaiting(task)) {
    throw badRequest(`Cannot cancel task ${task.sid} because it is not pending or reserved.`);
  }
  task.reason = reason;
  setTaskStatus(ground, task, 'canceled');
  moveOpen(ground, task, 'cancel');
}

export function completeTask(ground: Ground, task: Task, reason: string | null): void {
  if (task.assignmentStatus !== 'assigned' && task.assignmentStatus !== 'wrapping') {
    throw badRequest(`Cannot complete task ${task.sid} because it is not currently assigned.`);
  }
  task.reason = reason;
  moveOpen(ground, task, 'complete');
  setTaskStatus(ground, task, 'completed');
}

export function wrapTask(ground: Ground, task: Task, reason: string | null): void {
  if (task.assignmentStatus !== 'assigned') {
    throw badRequest(`Cannot wrap up task ${task.sid} because it is not currently assigned.`);
  }
  task.reason = reason;
  moveOpen(ground, task, 'wrap');
  setTaskStatus(ground, task, 'wrapping');
}

/** Takes the Task out of the world: what was accepted is completed, what was still offered is canceled. */
export function deleteTask(ground: Ground, task: Task, told: string): void {
  moveOpen(ground, task, 'complete');
  moveOpen(ground, task, 'cancel');
  for (const name of [task.sid, ...[...ground.world.reservationsOfTask(task.sid).after()].map((one) => one.sid)]) {
    ground.setTimer(name, null, () => undefined);
  }
  ground.tell(told, task.sid);
  ground.world.removeTask(task);
  ground.routingDue = true;
}
