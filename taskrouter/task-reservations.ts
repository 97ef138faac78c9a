import { ReservationListInstance } from 'twilio/lib/rest/taskrouter/v1/workspace/task/reservation';
import type { Gateway, Result } from './gateway';
import type { ReservationStatus } from './parameters';
import { newestFirst, type Reservation, reservationOf } from './reservations';

/** Which of a task's reservations are meant. */
export interface TaskReservationsFilter {
  workerSid?: string;
  status?: ReservationStatus;
}

/** A task's reservations, newest first; one page, so at most the 100 that TaskRouter lists first. */
export function listTaskReservations(
  gateway: Gateway,
  workspaceSid: string,
  taskSid: string,
  { workerSid, status }: TaskReservationsFilter,
): Promise<Result<Reservation[]>> {
  return gateway.ask(async (v1) => {
    const { instances } = await ReservationListInstance(v1, workspaceSid, taskSid).page({
      pageSize: 100,
      ...(workerSid ? { workerSid } : {}),
      ...(status ? { reservationStatus: status } : {}),
    });
    return newestFirst(instances.map(reservationOf));
  });
}
