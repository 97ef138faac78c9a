import type { Action } from '../taskrouter/actions';
import { ask, type End } from '../taskrouter/execution';
import type { Gateway } from '../taskrouter/gateway';
import type { ReservationStatus } from '../taskrouter/parameters';
import { listReservations } from '../taskrouter/reservations';
import { listTaskReservations } from '../taskrouter/task-reservations';
import type { Deadline } from '../wire/deadline';
import type { Input } from './input';

/**
 * Finds the reservation that a request means without knowing its SID: a task's current one (in a worker's hands before
 * offered before ended, the newest of each), or a worker's newest one with a status.
 */
export async function search(_action: Action, input: Input, gateway: Gateway, deadline: Deadline): Promise<End> {
  const { workspaceSid, workerSid, taskSid } = input;
  const status = input.parameters.reservationStatus as ReservationStatus | undefined;
  const found = await ask(
    gateway,
    () =>
      taskSid === undefined
        ? listReservations(gateway, { workspaceSid, workerSid: workerSid ?? '' }, status)
        : listTaskReservations(gateway, workspaceSid, taskSid, {
            ...(workerSid ? { workerSid } : {}),
            ...(status ? { status } : {}),
          }),
    deadline,
  );
  if ('outcome' in found) return found;
  const [current] = found.value.sort((a, b) => rank(a.reservation_status) - rank(b.reservation_status));
  return current ? { outcome: 'done', reservation: current } : { outcome: 'not_found' };
}

const RANKS: readonly ReservationStatus[] = ['accepted', 'wrapping', 'pending'];

function rank(status: ReservationStatus): number {
  const at = RANKS.indexOf(status);
  return at === -1 ? RANKS.length : at;
}
