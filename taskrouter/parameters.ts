import type { ReservationContextUpdateOptions } from 'twilio/lib/rest/taskrouter/v1/workspace/worker/reservation';

/** What every parameter says of itself: a sentence for people, and whether its value must never be shown again. */
interface Said {
  description: string;
  /** `secret` is never echoed or logged; `personal` (numbers, addresses) is described instead of echoed. */
  shown?: 'personal' | 'secret';
}
interface Text extends Said {
  kind: 'text';
}
/** Where a phone, a client or a SIP user is reached, or what a caller id shows. Caller ids are not forced into E.164. */
interface Address extends Said {
  kind: 'address';
  shown: 'personal';
}
interface Url extends Said {
  kind: 'url';
}
interface Sid extends Said {
  kind: 'sid';
  prefix: 'WA' | 'CA';
}
interface OneOf extends Said {
  kind: 'one of';
  values: readonly string[];
  default?: string;
}
interface Revision extends Said {
  kind: 'revision';
}
interface Integer extends Said {
  kind: 'integer';
  minimum: number;
  maximum: number;
  default?: number;
}
interface Boolean extends Said {
  kind: 'boolean';
  default?: boolean;
}
interface List extends Said {
  kind: 'list';
  values: readonly string[];
}

/** One parameter of *update worker reservation*, as data: validation, OpenAPI, forms and tests read it. */
export type Parameter = Text | Address | Url | Sid | OneOf | Revision | Integer | Boolean | List;

type KindFor<Value> = Value extends boolean
  ? Boolean
  : Value extends number
    ? Integer
    : Value extends readonly unknown[]
      ? List
      : Text | Address | Url | Sid | OneOf | Revision;

/** The library's option names; the wire name is the same with a capital first letter. */
export type ParameterName = keyof ReservationContextUpdateOptions;

export const RESERVATION_STATUSES = [
  'pending',
  'accepted',
  'rejected',
  'timeout',
  'canceled',
  'rescinded',
  'wrapping',
  'completed',
] as const;

/** A status of the reservation as TaskRouter's REST API words it. */
export type ReservationStatus = (typeof RESERVATION_STATUSES)[number];

export const INSTRUCTIONS = ['call', 'dequeue', 'conference', 'redirect'] as const;

/** An instruction that the worker endpoint takes. */
export type Instruction = (typeof INSTRUCTIONS)[number];

const methods = { kind: 'one of', values: ['GET', 'POST'], default: 'POST' } as const;
const ringing = { kind: 'integer', minimum: 1, maximum: 999, default: 60 } as const;
const callEvents = { kind: 'list', values: ['initiated', 'ringing', 'answered', 'completed'] } as const;
const recorded = {
  kind: 'one of',
  values: ['record-from-answer', 'do-not-record'],
  default: 'do-not-record',
} as const;

/**
 * The 52 body parameters of `POST /v1/Workspaces/{}/Workers/{}/Reservations/{}` and its `If-Match` header, by the
 * library's names. The compiler holds the keys and kinds to the library's own type: a missing, an unknown or a wrongly
 * kinded one does not compile. Values, ranges and defaults are those of Twilio's documents
 * (https://www.twilio.com/docs/taskrouter/api/reservations); methods are GET and POST as their prose says.
 */
export const parameters = {
  ifMatch: {
    kind: 'revision',
    description: 'Act only while the reservation is at this revision (the etag of an earlier answer).',
  },
  reservationStatus: {
    kind: 'one of',
    values: RESERVATION_STATUSES,
    description: 'The status that the reservation shall have.',
  },
  workerActivitySid: {
    kind: 'sid',
    prefix: 'WA',
    description: 'The activity that the worker goes to when the reservation is rejected.',
  },
  instruction: {
    kind: 'one of',
    values: INSTRUCTIONS,
    description: 'What TaskRouter shall do with the telephony of the task.',
  },

  dequeuePostWorkActivitySid: {
    kind: 'sid',
    prefix: 'WA',
    description: 'The activity that the worker goes to after the dequeued call.',
  },
  dequeueFrom: { kind: 'address', shown: 'personal', description: 'The caller id that the worker sees.' },
  dequeueRecord: { ...recorded, description: 'Whether both legs are recorded from the answer on.' },
  dequeueTimeout: { ...ringing, description: 'Seconds that the worker may let it ring (SIP: at most 600).' },
  dequeueTo: {
    kind: 'address',
    shown: 'personal',
    description: "Where the worker is reached; without it, the worker's contact_uri.",
  },
  dequeueStatusCallbackUrl: { kind: 'url', description: 'Told of the progress of the call to the worker.' },
  dequeueStatusCallbackEvent: { ...callEvents, description: 'Which moments of that call are told.' },

  callFrom: { kind: 'address', shown: 'personal', description: 'The caller id that the worker sees.' },
  callRecord: { ...recorded, description: 'Whether both legs are recorded from the answer on.' },
  callTimeout: { ...ringing, description: 'Seconds that the worker may let it ring.' },
  callTo: {
    kind: 'address',
    shown: 'personal',
    description: "Where the worker is reached; without it, the worker's contact_uri.",
  },
  callUrl: { kind: 'url', description: 'The TwiML that runs when the worker answers.' },
  callStatusCallbackUrl: { kind: 'url', description: 'Told when the call to the worker is over.' },
  callAccept: { kind: 'boolean', default: false, description: 'Also accept the reservation, before anyone answers.' },

  redirectCallSid: { kind: 'sid', prefix: 'CA', description: 'The waiting call that is redirected.' },
  redirectAccept: { kind: 'boolean', default: false, description: 'Also accept the reservation.' },
  redirectUrl: { kind: 'url', description: 'The TwiML that the waiting call goes on with.' },

  to: {
    kind: 'address',
    shown: 'personal',
    description: "Where the worker is reached; without it, the worker's contact_uri.",
  },
  from: { kind: 'address', shown: 'personal', description: 'The caller id that the worker sees.' },
  statusCallback: { kind: 'url', description: "Told of the progress of the worker's leg." },
  statusCallbackMethod: { ...methods, description: 'How StatusCallback is called.' },
  statusCallbackEvent: { ...callEvents, description: 'Which moments of that leg are told.' },
  timeout: { ...ringing, description: 'Seconds that the worker may let it ring.' },
  record: { kind: 'boolean', default: false, description: "Record the worker's leg and what follows on it." },
  muted: { kind: 'boolean', default: false, description: 'The worker joins muted.' },
  beep: {
    kind: 'one of',
    values: ['true', 'false', 'onEnter', 'onExit'],
    default: 'true',
    description: 'When a beep is heard as the worker joins or leaves.',
  },
  startConferenceOnEnter: {
    kind: 'boolean',
    default: true,
    description: 'The conference starts as the worker joins; otherwise it waits for somebody else.',
  },
  endConferenceOnExit: {
    kind: 'boolean',
    default: false,
    description: 'The conference ends when the worker leaves.',
  },
  waitUrl: { kind: 'url', description: 'What is heard until the conference starts.' },
  waitMethod: { ...methods, description: 'How WaitUrl is called; GET lets a static file be cached.' },
  earlyMedia: { kind: 'boolean', default: true, description: 'The worker hears the ringing of an outbound call.' },
  maxParticipants: {
    kind: 'integer',
    minimum: 2,
    maximum: 250,
    default: 250,
    description: 'How many may be in the conference.',
  },
  conferenceStatusCallback: {
    kind: 'url',
    description: "Told of the conference's events; only the first participant's value counts.",
  },
  conferenceStatusCallbackMethod: { ...methods, description: 'How ConferenceStatusCallback is called.' },
  conferenceStatusCallbackEvent: {
    kind: 'list',
    values: ['start', 'end', 'join', 'leave', 'mute', 'hold', 'speaker'],
    description: 'Which events of the conference are told.',
  },
  conferenceRecord: {
    kind: 'one of',
    values: ['true', 'false', 'record-from-start', 'do-not-record'],
    default: 'false',
    description: 'Whether the conference is recorded, and from when.',
  },
  conferenceTrim: {
    kind: 'one of',
    values: ['trim-silence', 'do-not-trim'],
    default: 'trim-silence',
    description: 'Whether silence is cut from both ends of the recording.',
  },
  recordingChannels: {
    kind: 'one of',
    values: ['mono', 'dual'],
    default: 'mono',
    description: 'The channels of the recording.',
  },
  recordingStatusCallback: { kind: 'url', description: "Told of the recording of the worker's leg." },
  recordingStatusCallbackMethod: { ...methods, description: 'How RecordingStatusCallback is called.' },
  conferenceRecordingStatusCallback: { kind: 'url', description: "Told of the conference's recording." },
  conferenceRecordingStatusCallbackMethod: {
    ...methods,
    description: 'How ConferenceRecordingStatusCallback is called.',
  },
  region: {
    kind: 'one of',
    values: ['us1', 'us2', 'ie1', 'de1', 'sg1', 'br1', 'au1', 'jp1'],
    description: 'Where the audio is mixed.',
  },
  sipAuthUsername: { kind: 'text', description: "The user name that the worker's SIP endpoint asks for." },
  sipAuthPassword: {
    kind: 'text',
    shown: 'secret',
    description: "The password that the worker's SIP endpoint asks for.",
  },
  postWorkActivitySid: {
    kind: 'sid',
    prefix: 'WA',
    description: 'The activity after the conference; deprecated by Twilio, invalid in multitasking workspaces.',
  },
  endConferenceOnCustomerExit: {
    kind: 'boolean',
    default: false,
    description: 'The conference ends when the customer leaves.',
  },
  beepOnCustomerEntrance: { kind: 'boolean', default: true, description: 'A beep is heard as the customer joins.' },
  jitterBufferSize: {
    kind: 'one of',
    values: ['small', 'medium', 'large', 'off'],
    description: "The jitter buffer on the worker's leg.",
  },
} as const satisfies {
  [Name in ParameterName]-?: KindFor<NonNullable<ReservationContextUpdateOptions[Name]>>;
};

/** `callFrom` -> `CallFrom`: the name on the wire, of Twilio's API and of ours. */
export function wireName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
