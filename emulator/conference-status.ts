import { recordingOf } from './call-status';
import type { Ground } from './ground';
import type { Outgoing } from './outgoing';
import type { Call } from './world-document';

const TIMEOUT_MS = 15_000;
const BY_DEFAULT = 'start end';

/** What is told when worker and caller come together, and when they part: the word subscribed to, and the event told. */
const told = {
  joined: [
    ['start', 'conference-start'],
    ['join', 'participant-join'],
  ],
  completed: [
    ['leave', 'participant-leave'],
    ['end', 'conference-end'],
  ],
} as const;

/** Reports a conference instruction's conference, and its recordings when it ends. */
export async function reportConference(
  ground: Ground,
  outgoing: Outgoing,
  call: Call,
  moment: keyof typeof told,
): Promise<void> {
  if (call.instruction !== 'conference' || !call.joined) return;
  const { world, clock } = ground;
  const parameter = (name: string) => [call.parameters[name] ?? []].flat().join(' ');
  const conferenceSid = call.sid.replace(/^CA/, 'CF');
  const post = (name: string, fields: Record<string, string>) => {
    const url = parameter(name);
    const method = parameter(`${name}Method`) || 'POST';
    return url === '' ? undefined : outgoing.request({ method, url, fields, timeoutMs: TIMEOUT_MS });
  };

  const wanted = (parameter('ConferenceStatusCallbackEvent') || BY_DEFAULT).split(/[,\s]+/);
  const reports = told[moment].map(([word, event], index) => {
    if (!wanted.includes(word)) return undefined;
    return post('ConferenceStatusCallback', {
      ConferenceSid: conferenceSid,
      // TaskRouter names a conference after its Task.
      FriendlyName: world.reservations.get(call.reservationSid)?.taskSid ?? '',
      AccountSid: world.accountSid,
      SequenceNumber: String((moment === 'joined' ? 1 : 3) + index),
      Timestamp: new Date(clock.now()).toUTCString(),
      StatusCallbackEvent: event,
      ...(event.startsWith('participant') && {
        CallSid: call.sid,
        Muted: parameter('Muted').toLowerCase() || 'false',
        Hold: 'false',
        Coaching: 'false',
        StartConferenceOnEnter: parameter('StartConferenceOnEnter').toLowerCase() || 'true',
        EndConferenceOnExit: parameter('EndConferenceOnExit').toLowerCase() || 'false',
      }),
      ...(event === 'participant-leave' && { ParticipantCallStatus: 'completed' }),
      ...(event === 'conference-end' && {
        CallSidEndingConference: call.sid,
        ReasonConferenceEnded: 'last-participant-left',
        Reason: 'Participant left',
      }),
    });
  });

  const seconds = call.answeredAt === null ? 0 : Math.round((clock.now() - call.answeredAt) / 1000);
  const recording = {
    AccountSid: world.accountSid,
    ConferenceSid: conferenceSid,
    ...recordingOf(world.accountSid, call.sid, seconds),
    RecordingStatus: 'completed',
    RecordingChannels: parameter('RecordingChannels') === 'dual' ? '2' : '1',
    RecordingStartTime: new Date(call.answeredAt ?? clock.now()).toUTCString(),
  };
  if (moment === 'completed' && /^(true|record-from-start)$/i.test(parameter('ConferenceRecord'))) {
    reports.push(post('ConferenceRecordingStatusCallback', { ...recording, RecordingSource: 'Conference' }));
  }
  if (moment === 'completed' && /^true$/i.test(parameter('Record'))) {
    reports.push(post('RecordingStatusCallback', { ...recording, CallSid: call.sid, RecordingSource: 'Participant' }));
  }
  await Promise.all(reports);
}
