import { reject as row } from '../taskrouter/actions';
import { type End, update } from '../taskrouter/execution';
import type { Gateway } from '../taskrouter/gateway';
import type { Address } from '../taskrouter/reservations';
import type { Deadline } from '../wire/deadline';

/** How a rejection ended, and what a person must mend of it. */
export interface Rejection {
  end: End;
  alarm?: string | undefined;
}

/** Rejects for a worker, who goes to `activitySid` if one is given. */
export async function reject(
  gateway: Gateway,
  at: Address,
  activitySid: string | undefined,
  deadline: Deadline,
): Promise<Rejection> {
  const usable = activitySid !== undefined && /^WA[0-9a-fA-F]{32}$/.test(activitySid);
  const sent = { reservationStatus: 'rejected' as const, ...(usable ? { workerActivitySid: activitySid } : {}) };
  const end = await update(gateway, at, { sets: 'rejected' }, row.from, sent, deadline);
  if (end.outcome === 'refused') return { end, alarm: `TaskRouter refused the rejection: ${end.failure?.message}` };
  const unusable = activitySid !== undefined && !usable;
  return { end, alarm: unusable ? 'REJECT_ACTIVITY_SID is not an activity SID; it was left out' : undefined };
}
