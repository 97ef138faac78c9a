import type { Ground } from '../ground';
import { move, wrongState } from '../lifecycle';
import { canMove, movesByRest } from '../machine';
import { page } from '../page';
import { type Answer, type Ask, checkRevision, found, type Route, shown, urlOf, WORKSPACE } from '../resource';
import { statusOf } from '../world';
import { type Reservation, reservationStatuses } from '../world-document';

const LIST = `${WORKSPACE}/Workers/:WorkerSid/Reservations`;

export const workerReservations: Route[] = [
  {
    method: 'GET',
    path: LIST,
    answer: (ground, ask) => {
      const worker = found(ask, ground.world.workers.get(ask.params.WorkerSid ?? ''));
      const status = ask.fields.oneOf('ReservationStatus', reservationStatuses);
      const list = ground.world.reservationsOfWorker(worker.sid, status);
      return page(ask, 'reservations', list, (one) => workerReservationBody(ground, ask, one));
    },
  },
  {
    method: 'GET',
    path: `${LIST}/:Sid`,
    answer: (ground, ask) => answer(ground, ask, theirs(ground, ask)),
  },
  {
    method: 'POST',
    path: `${LIST}/:Sid`,
    answer: (ground, ask) => {
      const reservation = theirs(ground, ask);
      checkRevision(ground, ask, reservation.revision);
      const asked = ask.fields.oneOf('ReservationStatus', reservationStatuses);
      if (asked) {
        const name = movesByRest[asked];
        if (!name || !canMove(reservation.state, name)) throw wrongState(reservation, asked);
        move(ground, reservation, name);
      }
      return answer(ground, ask, reservation);
    },
  },
];

/** The reservation named in the path, if it is this worker's. */
function theirs(ground: Ground, ask: Ask): Reservation {
  const reservation = ground.world.reservations.get(ask.params.Sid ?? '');
  return found(ask, reservation?.workerSid === ask.params.WorkerSid ? reservation : undefined);
}

const answer = (ground: Ground, ask: Ask, reservation: Reservation): Answer => ({
  body: () => workerReservationBody(ground, ask, reservation),
  revision: () => reservation.revision,
});

function workerReservationBody(ground: Ground, ask: Ask, reservation: Reservation) {
  return {
    ...shown(ground, reservation),
    reservation_status: statusOf(reservation),
    task_sid: reservation.taskSid,
    worker_sid: reservation.workerSid,
    worker_name: ground.world.workers.get(reservation.workerSid)?.friendlyName ?? null,
    url: urlOf(ground, ask, 'Workers', reservation.workerSid, 'Reservations', reservation.sid),
    links: {
      task: urlOf(ground, ask, 'Tasks', reservation.taskSid),
      worker: urlOf(ground, ask, 'Workers', reservation.workerSid),
      workspace: urlOf(ground, ask),
    },
  };
}
