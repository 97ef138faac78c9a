import type { Ground } from '../ground';
import { updateReservation } from '../instructions';
import { page } from '../page';
import { type Answer, type Ask, checkRevision, found, type Route, shown, urlOf, WORKSPACE } from '../resource';
import { statusOf } from '../world';
import { type Reservation, reservationStatuses } from '../world-document';

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
      updateReservation(ground, reservation, ask.fields, side);
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
