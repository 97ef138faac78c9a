import { isRecord, parsed } from './json';
import type { Answered } from './outgoing';

/** What an assignment callback's reply comes to: parameters under REST's names, and what Twilio would complain about. */
export interface Reading {
  /** Null where nothing is to be done now: the application decides later. */
  parameters: Record<string, string> | null;
  complaints: { code: number; message: string }[];
  /** Whether the fallback URL is asked instead. */
  failed?: true;
}

/** For each instruction, the reply's keys and the REST parameters they stand for. */
const keys: Record<string, Record<string, string>> = {
  accept: {},
  reject: { activity_sid: 'WorkerActivitySid' },
  call: {
    to: 'CallTo',
    from: 'CallFrom',
    url: 'CallUrl',
    accept: 'CallAccept',
    record: 'CallRecord',
    timeout: 'CallTimeout',
    status_callback_url: 'CallStatusCallbackUrl',
  },
  dequeue: {
    to: 'DequeueTo',
    from: 'DequeueFrom',
    post_work_activity_sid: 'DequeuePostWorkActivitySid',
    record: 'DequeueRecord',
    timeout: 'DequeueTimeout',
    status_callback_url: 'DequeueStatusCallbackUrl',
    status_callback_events: 'DequeueStatusCallbackEvent',
  },
  redirect: { call_sid: 'RedirectCallSid', url: 'RedirectUrl', accept: 'RedirectAccept' },
  conference: Object.fromEntries(
    [
      'To From PostWorkActivitySid Timeout Record Muted Beep StartConferenceOnEnter EndConferenceOnExit WaitUrl WaitMethod',
      'EarlyMedia MaxParticipants StatusCallback StatusCallbackMethod StatusCallbackEvent ConferenceStatusCallback',
      'ConferenceStatusCallbackMethod ConferenceStatusCallbackEvent ConferenceRecord ConferenceTrim RecordingChannels',
      'RecordingStatusCallback RecordingStatusCallbackMethod ConferenceRecordingStatusCallback',
      'ConferenceRecordingStatusCallbackMethod Region SipAuthUsername SipAuthPassword EndConferenceOnCustomerExit',
      'BeepOnCustomerEntrance JitterBufferSize',
    ]
      .flatMap((names) => names.split(' '))
      .map((name) => [name.replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase(), name]),
  ),
};
/** Strings by the documents' word; as JSON booleans they are ignored. */
const stringsOnly = ['conference_record', 'beep'];
const listsAsText = ['status_callback_events', 'status_callback_event', 'conference_status_callback_event'];

/** Reads a reply strictly, as the documents word it; null is no reply at all. */
export function readReply(answered: Answered | null): Reading {
  const failed = (code: number, message: string): Reading => ({
    parameters: null,
    complaints: [{ code, message }],
    failed: true,
  });
  if (!answered) return { parameters: null, complaints: [], failed: true };
  if (answered.status !== 200) return failed(11200, `The assignment callback answered ${answered.status}`);
  if (answered.text.trim() === '') return { parameters: null, complaints: [] };
  if (!/^application\/json\b/i.test(answered.contentType)) {
    return failed(40000, `The reply is not application/json but ${answered.contentType || 'of no type'}`);
  }
  const reply = parsed(answered.text);
  if (!isRecord(reply)) return failed(40001, 'The reply cannot be parsed as a JSON object');
  if (Object.keys(reply).length === 0) return { parameters: null, complaints: [] };
  return instructionIn(reply);
}

function instructionIn(reply: Record<string, unknown>): Reading {
  const { instruction } = reply;
  const nothing = (code: number, message: string): Reading => ({ parameters: null, complaints: [{ code, message }] });
  if (instruction === undefined) return nothing(40005, 'The reply has no instruction');
  const known = typeof instruction === 'string' && Object.hasOwn(keys, instruction) ? keys[instruction] : undefined;
  if (!known) return nothing(55555, `Unknown instruction ${JSON.stringify(instruction)}`);

  const complaints: Reading['complaints'] = [];
  const parameters: Record<string, string> = { Instruction: String(instruction) };
  for (const [key, value] of Object.entries(reply)) {
    const name = known[key];
    const listed = listsAsText.includes(key) && typeof value !== 'string';
    if (key === 'instruction' || value === null) continue;
    if (name === undefined) complaints.push({ code: 0, message: `${key} is no key of ${instruction}; ignored` });
    else if (typeof value === 'object' || listed || (stringsOnly.includes(key) && typeof value !== 'string')) {
      complaints.push({
        code: key === 'status_callback_events' ? 40134 : 0,
        message: `${key} must be a string; ignored`,
      });
    } else parameters[name] = String(value);
  }
  return { parameters, complaints };
}
