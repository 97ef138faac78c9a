import { reject as row } from '../taskrouter/actions';
import { type End, update } from '../taskrouter/execution';
import type { Gateway } from '../taskrouter/gateway';
import { beforeUpdate, readTimeoutActivity, UPDATE_MS } from '../taskrouter/surroundings';
import type { Deadline } from '../wire/deadline';
import type { Settings } from '../wire/settings';
import { isSid } from '../wire/sid';
import type { Leg } from './leg';

/** How a rejection ended, and what a person must mend of it. */
interface Rejection {
  end: End;
  alarm?: string | undefined;
}

/** What becomes of the rejection where it is not known where to send the worker. */
type Homeless = 'reject all the same' | 'leave it to the timer';

/**
 * Rejects for a worker, who goes to REJECT_ACTIVITY_SID, else to where the timer would have sent them: a worker who
 * stayed available would be offered the same task again at once, and so on for ever. What is no activity, or is refused,
 * counts as not set. It must be an activity in which workers are not available: that is not looked up, since it would be
 * one more read for each rejection.
 */
export async function reject(
  gateway: Gateway,
  leg: Leg,
  settings: Settings,
  homeless: Homeless,
  deadline: Deadline,
): Promise<Rejection> {
  const send = (workerActivitySid?: string) => {
    const sent = { reservationStatus: 'rejected' as const, ...(workerActivitySid ? { workerActivitySid } : {}) };
    return update(gateway, leg, { sets: 'rejected' }, row.from, sent, deadline);
  };
  const named = settings.REJECT_ACTIVITY_SID;
  let alarm: string | undefined;

  if (isSid('WA', named)) {
    const end = await send(named);
    if (end.outcome !== 'refused') return { end };
    alarm = refusal(end, ' with REJECT_ACTIVITY_SID');
    if (tooLateFor(deadline)) return { end, alarm };
  } else if (named !== undefined) {
    alarm = 'REJECT_ACTIVITY_SID is not an activity SID; the timeout activity is taken instead';
  }

  const away = await readTimeoutActivity(gateway, leg, beforeUpdate(deadline));
  if (away.ok) {
    const end = await send(away.value);
    if (end.outcome !== 'refused') return { end, alarm };
    alarm ??= refusal(end);
    if (homeless === 'leave it to the timer' || tooLateFor(deadline)) return { end, alarm };
  } else if (homeless === 'leave it to the timer') {
    return { end: away.end, alarm };
  }
  const end = await send();
  return { end, alarm: alarm ?? (end.outcome === 'refused' ? refusal(end) : undefined) };
}

function refusal({ failure }: End, how = ''): string {
  return `TaskRouter refused the rejection${how}: ${failure?.message}`;
}

/** A change of status may be sent again, but an attempt that ends nowhere would hide the refusal. */
function tooLateFor(deadline: Deadline): boolean {
  return deadline.left() < UPDATE_MS;
}
