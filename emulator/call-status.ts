import type { Ground } from './ground';
import { attributesOf } from './json';
import type { Outgoing } from './outgoing';
import type { Call } from './world-document';

const TIMEOUT_MS = 15_000;

/** Which parameters of an instruction say where, how and of what its call is reported. */
const subscriptions: Record<
  string,
  { url: string; method?: string; events?: string; record?: string; byDefault: string }
> = {
  call: { url: 'CallStatusCallbackUrl', record: 'CallRecord', byDefault: 'GET' },
  dequeue: {
    url: 'DequeueStatusCallbackUrl',
    events: 'DequeueStatusCallbackEvent',
    record: 'DequeueRecord',
    byDefault: 'GET',
  },
  conference: {
    url: 'StatusCallback',
    method: 'StatusCallbackMethod',
    events: 'StatusCallbackEvent',
    record: 'Record',
    byDefault: 'POST',
  },
};
subscriptions.supervise = { ...subscriptions.conference, url: 'StatusCallback', byDefault: 'POST' };

/** What the call's status is when the event is told. */
const statusAt: Record<string, string> = { initiated: 'initiated', ringing: 'ringing', answered: 'in-progress' };

/** Reports a call's progress to where its instruction says; `event` is initiated, ringing, answered or completed. */
export async function reportCall(ground: Ground, outgoing: Outgoing, call: Call, event: string): Promise<void> {
  const sequence = call.told;
  call.told += 1;
  const subscription = subscriptions[call.instruction];
  const parameter = (name: string | undefined) => [call.parameters[name ?? ''] ?? []].flat().join(' ');
  const url = parameter(subscription?.url);
  if (!subscription || url === '') return;
  const wanted = parameter(subscription.events)
    .split(/[,\s]+/)
    .filter(Boolean);
  if (!(wanted.length > 0 ? wanted : ['completed']).includes(event)) return;

  const { world, clock } = ground;
  const task = world.tasks.get(world.reservations.get(call.reservationSid)?.taskSid ?? '');
  const { call_sid } = task ? attributesOf(task) : {};
  const seconds = call.answeredAt === null ? 0 : Math.round((clock.now() - call.answeredAt) / 1000);
  const isRecorded = /^(true|record-from-answer)$/i.test(parameter(subscription.record)) && call.answeredAt !== null;
  const fields: Record<string, string> = {
    CallSid: call.sid,
    AccountSid: world.accountSid,
    From: call.from,
    To: call.to,
    Caller: call.from,
    Called: call.to,
    CallStatus: statusAt[event] ?? call.status,
    ApiVersion: '2010-04-01',
    Direction: 'outbound-api',
    Timestamp: new Date(clock.now()).toUTCString(),
    CallbackSource: 'call-progress-events',
    SequenceNumber: String(sequence),
    ...(call.instruction !== 'conference' && typeof call_sid === 'string' && { taskCallSid: call_sid }),
    ...(event === 'completed' && { CallDuration: String(seconds) }),
    ...(event === 'completed' && isRecorded && recordingOf(world.accountSid, call.sid, seconds)),
  };
  const method = parameter(subscription.method) || subscription.byDefault;
  await outgoing.request({ method, url, fields, timeoutMs: TIMEOUT_MS });
}

/** What is told of a recording; there is nothing behind its URL. */
export function recordingOf(accountSid: string, callSid: string, seconds: number) {
  const sid = callSid.replace(/^CA/, 'RE');
  return {
    RecordingSid: sid,
    RecordingUrl: `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Recordings/${sid}`,
    RecordingDuration: String(seconds),
  };
}
