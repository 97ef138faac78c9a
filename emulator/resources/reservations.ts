import { badInstruction } from '../bad-instructions';
import type { Ground } from '../ground';
import { instruct } from '../instructions';
import { move, wrongState } from '../lifecycle';
import { canMove, movesByRest } from '../machine';
import { page } from '../page';
import { badRequest } from '../problem';
import { type Answer, type Ask, checkRevision, found, type Route, shown, urlOf, WORKSPACE } from '../resource';
import { setActivity } from '../worker-rules';
import { statusOf } from '../world';
import { type Reservation, type ReservationStatus, reservationStatuses } from '../world-document';

type Side = 'worker' | 'task';

/** A reservation is reached through its worker and through its Task; both ways lead to the same one. */
const paths = {
  worker: `${WORKSPACE}/Workers/:WorkerSid/Reservations`,
  task: `${WORKSPACE}/Tasks/:TaskSid/Reservations`,
};

export const reservations: Route[] = (['worker', 'task'] as const).flatMap((side): Route[] => [
  { method: 'GET', path: paths[side], answer: (ground, ask) => list(ground, ask, side) },
  {
    method: 'GET',
    path: `${paths[side]}/:Sid`,
    answer: (ground, ask) => answer(ground, ask, named(ground, ask, side), side),
  },
  {
    method: 'POST',
    path: `${paths[side]}/:Sid`,
    answer: (ground, ask) => {
      const reservation = named(ground, ask, side);
      checkRevision(ground, ask, reservation.revision);
      update(ground, ask, reservation, side);
      return answer(ground, ask, reservation, side);
    },
  },
]);

function list(ground: Ground, ask: Ask, side: Side): Answer {
  const { world } = ground;
  const { WorkerSid = '', TaskSid = '' } = ask.params;
  const status = ask.fields.oneOf('ReservationStatus', reservationStatuses);
  const render = (one: Reservation) => body(ground, ask, one, side);
  if (side === 'worker') {
    found(ask, world.workers.get(WorkerSid));
    return page(ask, 'reservations', world.reservationsOfWorker(WorkerSid, status), render);
  }
  found(ask, world.tasks.get(TaskSid));
  const worker = ask.fields.filled('WorkerSid');
  const keep = (one: Reservation) => worker === undefined || one.workerSid === worker;
  return page(ask, 'reservations', world.reservationsOfTask(TaskSid, status), render, keep);
}

/** The reservation named in the path, if it is this worker's or this Task's. */
function named(ground: Ground, ask: Ask, side: Side): Reservation {
  const { Sid = '', WorkerSid, TaskSid } = ask.params;
  const reservation = ground.world.reservations.get(Sid);
  const theirs = side === 'worker' ? reservation?.workerSid === WorkerSid : reservation?.taskSid === TaskSid;
  return found(ask, theirs ? reservation : undefined);
}

function update(ground: Ground, ask: Ask, reservation: Reservation, side: Side): void {
  const status = ask.fields.oneOf('ReservationStatus', reservationStatuses);
  const instruction = ask.fields.filled('Instruction');
  const reading = ground.switches.statusWithInstruction;
  if (status && instruction && reading === 'refused') {
    throw badRequest('ReservationStatus and Instruction cannot be used together');
  }
  if (instruction && !(status && reading === 'status')) instruct(ground, reservation, ask.fields, side);
  else if (status) setStatus(ground, ask, reservation, status);
}

function setStatus(ground: Ground, ask: Ask, reservation: Reservation, status: ReservationStatus): void {
  const name = movesByRest[status];
  if (!name || !canMove(reservation.state, name)) throw wrongState(reservation, status);
  const activity = name === 'reject' ? ask.fields.filled('WorkerActivitySid') : undefined;
  const worker = ground.world.workers.get(reservation.workerSid);
  if (activity !== undefined && worker) {
    if (!ground.world.activities.get(activity)) throw badInstruction(40100, ground.switches.badInstruction);
    setActivity(ground, worker, activity);
  }
  move(ground, reservation, name);
}

const answer = (ground: Ground, ask: Ask, reservation: Reservation, side: Side): Answer => ({
  body: () => body(ground, ask, reservation, side),
  revision: () => reservation.revision,
});

function body(ground: Ground, ask: Ask, reservation: Reservation, side: Side) {
  const worker = urlOf(ground, ask, 'Workers', reservation.workerSid);
  const task = urlOf(ground, ask, 'Tasks', reservation.taskSid);
  return {
    ...shown(ground, reservation),
    reservation_status: statusOf(reservation),
    task_sid: reservation.taskSid,
    worker_sid: reservation.workerSid,
    worker_name: ground.world.workers.get(reservation.workerSid)?.friendlyName ?? null,
    url: `${side === 'worker' ? worker : task}/Reservations/${reservation.sid}`,
    links: { task, worker, workspace: urlOf(ground, ask) },
  };
}
