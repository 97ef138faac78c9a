import { complete, wrap } from '../taskrouter/actions';
import { read, update } from '../taskrouter/execution';
import { type Gateway, openGateway } from '../taskrouter/gateway';
import { readTimeoutActivity } from '../taskrouter/surroundings';
import { type Deadline, within } from '../wire/deadline';
import type { Endpoint } from '../wire/endpoint';
import { twiml } from '../wire/reply';
import type { Settings } from '../wire/settings';
import { type Answer, noted } from './answer';
import { type Leg, readLeg } from './leg';
import { reject } from './rejection';

const BUDGET_MS = 4_000;
/** Nobody hears it, so the library's VoiceResponse stays out of this bundle; a test holds it to what that writes. */
export const SILENCE = '<?xml version="1.0" encoding="UTF-8"?><Response/>';
/** Milliseconds for looking, so that time is left for acting. */
const LOOK_MS = 1_000;

/**
 * The status callback of a worker's call, a GET by TaskRouter's default: what was not taken is rejected, so that neither
 * the caller nor the worker waits for the timer; what was taken goes on as AFTER_CALL says.
 */
export const ended: Endpoint = {
  name: 'voice/ended',
  budgetMs: BUDGET_MS,
  async answer({ fields, settings }, deadline) {
    const leg = readLeg(fields, settings.TASKROUTER_WORKSPACE_SID);
    if (!leg) return twiml(SILENCE, noted({ outcome: 'invalid' }));
    if (UNDER_WAY.includes(fields.CallStatus)) return twiml(SILENCE, noted({ outcome: 'done' }));
    const gateway = openGateway(settings, deadline);
    const { alarm, ...answer } = await settle(gateway, leg, settings, deadline);
    const line = noted({ ...answer, attempts: gateway.attempts(), requestId: gateway.requestId() });
    return twiml(SILENCE, alarm === undefined ? line : { ...line, alarm });
  },
  apology: (why) => twiml(SILENCE, noted({ outcome: why === 'late' ? 'unknown' : 'unavailable' })),
};

/** A call that is told of more than its end: https://www.twilio.com/docs/voice/api/call-resource#call-status-values. */
const UNDER_WAY: readonly unknown[] = ['queued', 'initiated', 'ringing', 'in-progress'];

type Settled = Answer & { alarm?: string | undefined };

async function settle(gateway: Gateway, leg: Leg, settings: Settings, deadline: Deadline): Promise<Settled> {
  const seen = await read(gateway, leg, within(deadline, LOOK_MS));
  switch (seen.reservation?.reservation_status) {
    case 'pending':
      return missed(gateway, leg, settings, deadline);
    case 'accepted':
      return afterwards(gateway, leg, settings, deadline, seen);
    case 'wrapping':
      return settings.AFTER_CALL?.toLowerCase() === 'wrap' ? seen : afterwards(gateway, leg, settings, deadline, seen);
    default:
      return seen;
  }
}

/**
 * Nobody pressed 1 or 2. A worker who stayed available would be offered the same task again at once, and so on for ever;
 * so the worker goes where the timer would have sent them, unless the setting names another activity.
 */
async function missed(gateway: Gateway, leg: Leg, settings: Settings, deadline: Deadline): Promise<Settled> {
  let activity = settings.REJECT_ACTIVITY_SID;
  if (activity === undefined) {
    const found = await readTimeoutActivity(gateway, leg, within(deadline, LOOK_MS));
    // Not knowing where to send the worker, the timer is the better end.
    if (!found.ok) return found.end;
    activity = found.value;
  }
  const { end, alarm } = await reject(gateway, leg, activity, deadline);
  return { ...end, alarm };
}

async function afterwards(
  gateway: Gateway,
  leg: Leg,
  { AFTER_CALL = 'complete' }: Settings,
  deadline: Deadline,
  seen: Answer,
): Promise<Settled> {
  switch (AFTER_CALL.toLowerCase()) {
    case 'leave':
      return seen;
    case 'wrap':
      return update(gateway, leg, { sets: 'wrapping' }, wrap.from, { reservationStatus: 'wrapping' }, deadline);
    case 'complete':
      return update(gateway, leg, { sets: 'completed' }, complete.from, { reservationStatus: 'completed' }, deadline);
    default:
      return { ...seen, alarm: 'AFTER_CALL is none of complete, wrap and leave; the reservation was left as it is' };
  }
}
