import { complete, wrap } from '../taskrouter/actions';
import { read, update } from '../taskrouter/execution';
import { type Gateway, openGateway } from '../taskrouter/gateway';
import { beforeUpdate } from '../taskrouter/surroundings';
import type { Deadline } from '../wire/deadline';
import type { Endpoint } from '../wire/endpoint';
import type { Outcome } from '../wire/outcome';
import { type Reply, twiml } from '../wire/reply';
import type { Settings } from '../wire/settings';
import { type Answer, noted } from './answer';
import { type Leg, readLeg } from './leg';
import { reject } from './rejection';

const BUDGET_MS = 4_000;
/** Nobody hears it, so the library's VoiceResponse stays out of this bundle; a test holds it to what that writes. */
export const SILENCE = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

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
    const asked = { attempts: gateway.attempts(), requestId: gateway.requestId() };
    return silence({ ...answer, ...asked }, leg.reservationSid, alarm);
  },
  apology: (why, { fields, settings }) => {
    const leg = readLeg(fields, settings.TASKROUTER_WORKSPACE_SID);
    return silence({ outcome: why === 'late' ? 'unknown' : 'unavailable' }, leg?.reservationSid);
  },
};

/** Nobody hears how it went, and TaskRouter does not ask again: what was not settled is known from the log alone. */
function silence(answer: Answer, reservationSid = 'unknown', alarm?: string): Reply {
  const line = noted(answer);
  const open = UNSETTLED.includes(answer.outcome) ? `reservation ${reservationSid} may need a hand` : undefined;
  const alarms = [open, alarm, line.alarm].filter((one) => one !== undefined);
  return twiml(SILENCE, alarms.length === 0 ? line : { ...line, alarm: alarms.join('; ') });
}

/** The call is over and the reservation may still be as it was. */
const UNSETTLED: readonly Outcome[] = ['unavailable', 'unknown', 'throttled', 'refused'];

/** A call that is told of more than its end: https://www.twilio.com/docs/voice/api/call-resource#call-status-values. */
const UNDER_WAY: readonly unknown[] = ['queued', 'initiated', 'ringing', 'in-progress'];

type Settled = Answer & { alarm?: string | undefined };

async function settle(gateway: Gateway, leg: Leg, settings: Settings, deadline: Deadline): Promise<Settled> {
  const seen = await read(gateway, leg, beforeUpdate(deadline));
  switch (seen.reservation?.reservation_status) {
    case 'pending': {
      const { end, alarm } = await reject(gateway, leg, settings, 'leave it to the timer', deadline);
      return { ...end, alarm };
    }
    case 'accepted':
      return afterwards(gateway, leg, settings, deadline, seen);
    case 'wrapping':
      return settings.AFTER_CALL?.toLowerCase() === 'wrap' ? seen : afterwards(gateway, leg, settings, deadline, seen);
    default:
      return seen;
  }
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
