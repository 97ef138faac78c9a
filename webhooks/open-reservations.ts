import { ask } from '../taskrouter/execution';
import { openGateway } from '../taskrouter/gateway';
import type { ReservationStatus } from '../taskrouter/parameters';
import { listReservations, newestFirst, type Reservation } from '../taskrouter/reservations';
import type { Deadline } from '../wire/deadline';
import type { Settings } from '../wire/settings';
import type { Answer } from './answer';

const OPEN: readonly ReservationStatus[] = ['pending', 'accepted', 'wrapping'];

/**
 * A worker's open reservations, newest first. TaskRouter filters by one status at a time, so it is asked three times at
 * once, each through a gateway of its own. The SIDs have been checked by pattern.
 */
export async function openReservations(
  at: { workspaceSid: string; workerSid: string },
  settings: Settings,
  deadline: Deadline,
): Promise<Answer & { reservations?: Reservation[] }> {
  const asked = OPEN.map(async (status) => {
    const gateway = openGateway(settings, deadline);
    const list = await ask(gateway, () => listReservations(gateway, at, status), deadline);
    return { list, attempts: gateway.attempts(), requestId: gateway.requestId() };
  });
  const ends = await Promise.all(asked);
  const attempts = ends.reduce((sum, end) => sum + end.attempts, 0);
  const reservations: Reservation[] = [];
  for (const { list, requestId } of ends) {
    if ('outcome' in list) return { ...list, attempts, requestId };
    reservations.push(...list.value);
  }
  return { outcome: 'done', attempts, reservations: newestFirst(reservations) };
}
