import {
  type Instruction,
  type ParameterName,
  parameters,
  RESERVATION_STATUSES,
  type ReservationStatus,
} from './parameters';

/** What an action does to a reservation; how it may be repeated and what its end means follow from this. */
export type Does =
  | { sets: ReservationStatus }
  | { gives: Instruction }
  /** Whatever comes: TaskRouter has the verdict. */
  | { sends: 'anything' }
  | { reads: 'one' | 'current' };

/** One row of the table. The function, the Lambda export, OpenAPI, the console, the assignment and the tests read it. */
export interface Action<Takes extends ParameterName = ParameterName, Doing extends Does = Does> {
  readonly name: string;
  readonly summary: string;
  readonly does: Doing;
  readonly takes: readonly Takes[];
  readonly requires: readonly Takes[];
  /** The key of each parameter in a reply to TaskRouter's assignment callback, where it has one. */
  readonly answers: Readonly<Partial<Record<Takes, string>>>;
  /** The statuses that it may start from; the reservation's own state machine is TaskRouter's. */
  readonly from: readonly ReservationStatus[];
  /** A working set of parameters, as a caller would send them. */
  readonly example: Readonly<Partial<Record<Takes, string | number | boolean | readonly string[]>>>;
}

/* @__NO_SIDE_EFFECTS__ */
function action<const Takes extends ParameterName, const Doing extends Does>(
  row: Action<Takes, Doing>,
): Action<Takes, Doing> {
  return row;
}

function bodyParameters() {
  return (Object.keys(parameters) as ParameterName[]).filter((name) => name !== 'ifMatch');
}

/** `statusCallback` -> `status_callback`: how a reply to the assignment callback names it. */
function underscored<Name extends string>(names: readonly Name[]): Record<Name, string> {
  const pairs = names.map((name) => [name, name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]);
  return Object.fromEntries(pairs);
}

export const accept = action({
  name: 'accept',
  summary: 'The worker takes the reservation.',
  does: { sets: 'accepted' },
  takes: [],
  requires: [],
  answers: {},
  from: ['pending'],
  example: {},
});

export const reject = action({
  name: 'reject',
  summary: 'The worker declines the reservation and, if an activity is named, goes to it.',
  does: { sets: 'rejected' },
  takes: ['workerActivitySid'],
  requires: [],
  answers: { workerActivitySid: 'activity_sid' },
  from: ['pending'],
  example: { workerActivitySid: 'WA00000000000000000000000000000001' },
});

export const call = action({
  name: 'call',
  summary:
    'Calls the worker and runs TwiML when the worker answers; the TwiML decides what becomes of the reservation.',
  does: { gives: 'call' },
  takes: ['callFrom', 'callUrl', 'callTo', 'callAccept', 'callTimeout', 'callRecord', 'callStatusCallbackUrl'],
  requires: ['callFrom', 'callUrl'],
  answers: {
    callFrom: 'from',
    callUrl: 'url',
    callTo: 'to',
    callAccept: 'accept',
    callTimeout: 'timeout',
    callRecord: 'record',
    callStatusCallbackUrl: 'status_callback_url',
  },
  from: ['pending'],
  example: {
    callFrom: '+15550001000',
    callUrl: 'https://voice.example.com/voice/offer',
    callTo: 'client:alice',
    callTimeout: 20,
  },
});

export const dequeue = action({
  name: 'dequeue',
  summary: 'Calls the worker and joins the waiting call to that leg; accepted once the worker answers.',
  does: { gives: 'dequeue' },
  takes: [
    'dequeueFrom',
    'dequeueTo',
    'dequeueTimeout',
    'dequeueRecord',
    'dequeuePostWorkActivitySid',
    'dequeueStatusCallbackUrl',
    'dequeueStatusCallbackEvent',
  ],
  requires: [],
  answers: {
    dequeueFrom: 'from',
    dequeueTo: 'to',
    dequeueTimeout: 'timeout',
    dequeueRecord: 'record',
    dequeuePostWorkActivitySid: 'post_work_activity_sid',
    dequeueStatusCallbackUrl: 'status_callback_url',
    dequeueStatusCallbackEvent: 'status_callback_events',
  },
  from: ['pending'],
  example: {
    dequeueFrom: '+15550001000',
    dequeueTo: 'client:alice',
    dequeueTimeout: 20,
    dequeueStatusCallbackUrl: 'https://voice.example.com/calls',
    dequeueStatusCallbackEvent: ['answered', 'completed'],
  },
});

const CONFERENCE = [
  'to',
  'from',
  'statusCallback',
  'statusCallbackMethod',
  'statusCallbackEvent',
  'timeout',
  'record',
  'muted',
  'beep',
  'startConferenceOnEnter',
  'endConferenceOnExit',
  'waitUrl',
  'waitMethod',
  'earlyMedia',
  'maxParticipants',
  'conferenceStatusCallback',
  'conferenceStatusCallbackMethod',
  'conferenceStatusCallbackEvent',
  'conferenceRecord',
  'conferenceTrim',
  'recordingChannels',
  'recordingStatusCallback',
  'recordingStatusCallbackMethod',
  'conferenceRecordingStatusCallback',
  'conferenceRecordingStatusCallbackMethod',
  'region',
  'sipAuthUsername',
  'sipAuthPassword',
  'postWorkActivitySid',
  'endConferenceOnCustomerExit',
  'beepOnCustomerEntrance',
  'jitterBufferSize',
] as const;

export const conference = action({
  name: 'conference',
  summary: 'Calls the worker and joins caller and worker in a conference; accepted once the worker answers.',
  does: { gives: 'conference' },
  takes: CONFERENCE,
  requires: [],
  answers: /* @__PURE__ */ underscored(CONFERENCE),
  from: ['pending'],
  example: {
    from: '+15550001000',
    to: 'client:alice',
    timeout: 20,
    endConferenceOnExit: true,
    conferenceRecord: 'record-from-start',
    conferenceStatusCallback: 'https://voice.example.com/conferences',
    conferenceStatusCallbackEvent: ['start', 'end'],
  },
});

export const redirect = action({
  name: 'redirect',
  summary: 'Sends the waiting call on to other TwiML.',
  does: { gives: 'redirect' },
  takes: ['redirectCallSid', 'redirectUrl', 'redirectAccept'],
  requires: ['redirectCallSid', 'redirectUrl'],
  answers: { redirectCallSid: 'call_sid', redirectUrl: 'url', redirectAccept: 'accept' },
  from: ['pending'],
  example: {
    redirectCallSid: 'CA00000000000000000000000000000001',
    redirectUrl: 'https://voice.example.com/voicemail',
    redirectAccept: true,
  },
});

export const wrap = action({
  name: 'wrap',
  summary: 'The contact is over and the worker does what remains; the capacity stays taken.',
  does: { sets: 'wrapping' },
  takes: [],
  requires: [],
  answers: {},
  from: ['accepted'],
  example: {},
});

export const complete = action({
  name: 'complete',
  summary: 'The work is done and the worker is free again.',
  does: { sets: 'completed' },
  takes: [],
  requires: [],
  answers: {},
  from: ['accepted', 'wrapping'],
  example: {},
});

export const update = action({
  name: 'update',
  summary: "Any update, with all of its parameters; the verdict is TaskRouter's.",
  does: { sends: 'anything' },
  takes: /* @__PURE__ */ bodyParameters(),
  requires: [],
  answers: {},
  from: RESERVATION_STATUSES,
  example: { reservationStatus: 'accepted' },
});

export const fetch = action({
  name: 'fetch',
  summary: 'Reads the reservation as it is now.',
  does: { reads: 'one' },
  takes: [],
  requires: [],
  answers: {},
  from: RESERVATION_STATUSES,
  example: {},
});

export const find = action({
  name: 'find',
  summary: "Finds a task's current reservation, or a worker's newest one with a status, where its SID is not known.",
  does: { reads: 'current' },
  takes: ['reservationStatus'],
  requires: [],
  answers: {},
  from: RESERVATION_STATUSES,
  example: {},
});

/** THE TABLE. */
export const actions = {
  accept,
  reject,
  call,
  dequeue,
  conference,
  redirect,
  wrap,
  complete,
  update,
  fetch,
  find,
} as const satisfies Record<string, Action>;

export type ActionName = keyof typeof actions;
