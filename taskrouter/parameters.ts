import type { ReservationContextUpdateOptions } from 'twilio/lib/rest/taskrouter/v1/workspace/worker/reservation';

/** What every parameter says of itself: whether its value must never be shown again. */
interface Said {
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
 * library's names. What each is for stands in
 * `descriptions.ts`. The compiler holds the keys and kinds to the library's own type: a missing, an unknown or a wrongly
 * kinded one does not compile. Values, ranges and defaults are those of Twilio's documents
 * (https://www.twilio.com/docs/taskrouter/api/reservations); methods are GET and POST as their prose says.
 */
export const parameters = {
  ifMatch: { kind: 'revision' },
  reservationStatus: { kind: 'one of', values: RESERVATION_STATUSES },
  workerActivitySid: { kind: 'sid', prefix: 'WA' },
  instruction: { kind: 'one of', values: INSTRUCTIONS },

  dequeuePostWorkActivitySid: { kind: 'sid', prefix: 'WA' },
  dequeueFrom: { kind: 'address', shown: 'personal' },
  dequeueRecord: recorded,
  dequeueTimeout: ringing,
  dequeueTo: { kind: 'address', shown: 'personal' },
  dequeueStatusCallbackUrl: { kind: 'url' },
  dequeueStatusCallbackEvent: callEvents,

  callFrom: { kind: 'address', shown: 'personal' },
  callRecord: recorded,
  callTimeout: ringing,
  callTo: { kind: 'address', shown: 'personal' },
  callUrl: { kind: 'url' },
  callStatusCallbackUrl: { kind: 'url' },
  callAccept: { kind: 'boolean', default: false },

  redirectCallSid: { kind: 'sid', prefix: 'CA' },
  redirectAccept: { kind: 'boolean', default: false },
  redirectUrl: { kind: 'url' },

  to: { kind: 'address', shown: 'personal' },
  from: { kind: 'address', shown: 'personal' },
  statusCallback: { kind: 'url' },
  statusCallbackMethod: methods,
  statusCallbackEvent: callEvents,
  timeout: ringing,
  record: { kind: 'boolean', default: false },
  muted: { kind: 'boolean', default: false },
  beep: { kind: 'one of', values: ['true', 'false', 'onEnter', 'onExit'], default: 'true' },
  startConferenceOnEnter: { kind: 'boolean', default: true },
  endConferenceOnExit: { kind: 'boolean', default: false },
  waitUrl: { kind: 'url' },
  waitMethod: methods,
  earlyMedia: { kind: 'boolean', default: true },
  maxParticipants: { kind: 'integer', minimum: 2, maximum: 250, default: 250 },
  conferenceStatusCallback: { kind: 'url' },
  conferenceStatusCallbackMethod: methods,
  conferenceStatusCallbackEvent: { kind: 'list', values: ['start', 'end', 'join', 'leave', 'mute', 'hold', 'speaker'] },
  conferenceRecord: {
    kind: 'one of',
    values: ['true', 'false', 'record-from-start', 'do-not-record'],
    default: 'false',
  },
  conferenceTrim: { kind: 'one of', values: ['trim-silence', 'do-not-trim'], default: 'trim-silence' },
  recordingChannels: { kind: 'one of', values: ['mono', 'dual'], default: 'mono' },
  recordingStatusCallback: { kind: 'url' },
  recordingStatusCallbackMethod: methods,
  conferenceRecordingStatusCallback: { kind: 'url' },
  conferenceRecordingStatusCallbackMethod: methods,
  region: { kind: 'one of', values: ['us1', 'us2', 'ie1', 'de1', 'sg1', 'br1', 'au1', 'jp1'] },
  sipAuthUsername: { kind: 'text' },
  sipAuthPassword: { kind: 'text', shown: 'secret' },
  postWorkActivitySid: { kind: 'sid', prefix: 'WA' },
  endConferenceOnCustomerExit: { kind: 'boolean', default: false },
  beepOnCustomerEntrance: { kind: 'boolean', default: true },
  jitterBufferSize: { kind: 'one of', values: ['small', 'medium', 'large', 'off'] },
} as const satisfies {
  [Name in ParameterName]-?: KindFor<NonNullable<ReservationContextUpdateOptions[Name]>>;
};

/** `callFrom` -> `CallFrom`: the name on the wire, of Twilio's API and of ours. */
export function wireName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
