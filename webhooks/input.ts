import { distance } from 'fastest-levenshtein';
import type { ReservationContextUpdateOptions } from 'twilio/lib/rest/taskrouter/v1/workspace/worker/reservation';
import type { Action } from '../taskrouter/actions';
import { type ParameterName, parameters, wireName } from '../taskrouter/parameters';
import type { Request } from '../wire/request';
import { isSid } from '../wire/sid';
import { CONTROLS, isVoiceWebhook } from './manner';
import { expectedOf, type Issue, isAbsent, readField, received, sidHint, single } from './value';

/** What a request asks for, checked: safe to put into a URL and to send to TaskRouter. */
export interface Input {
  workspaceSid: string;
  workerSid?: string;
  reservationSid?: string;
  taskSid?: string;
  /** By the library's names, ready for it. */
  parameters: ReservationContextUpdateOptions;
}

type Fields = Request['fields'];

/** The input of one action, or every issue with it at once. */
export function readInput(action: Action, request: Request): { input: Input } | { issues: Issue[] } {
  const { fields, settings } = request;
  const issues: Issue[] = [];
  const sids = readSids(action, fields, settings.TASKROUTER_WORKSPACE_SID, issues);
  const given = isTwilioWebhook(fields) ? withoutParameters(action, issues) : readParameters(action, fields, issues);
  if (finds(action)) issues.push(...unfindable(fields));
  const { workspaceSid, ...rest } = sids;
  if (issues.length > 0 || workspaceSid === undefined) return { issues };
  return { input: { workspaceSid, ...rest, parameters: given as ReservationContextUpdateOptions } };
}

/**
 * A request that is itself one of Twilio's webhooks (of a call, an event, a conference, a recording): its own From, To or
 * StatusCallbackEvent are not parameters.
 */
function isTwilioWebhook(fields: Fields): boolean {
  return isVoiceWebhook(fields) || ['EventType', 'ConferenceSid', 'RecordingSid'].some((field) => field in fields);
}

type Given = Partial<Record<ParameterName, unknown>>;

function readParameters(action: Action, fields: Fields, issues: Issue[]): Given {
  const given: Given = {};
  for (const name of ownParameters(action)) {
    const field = wireName(name);
    const value = readField(field, fields, parameters[name], issues);
    if (value !== undefined) given[name] = value;
    else if (action.requires.includes(name) && isAbsent(fields[field])) issues.push(missing(name));
  }
  issues.push(...unexpected(fields, action), ...contradictions(action, given, fields));
  return given;
}

function withoutParameters(action: Action, issues: Issue[]): Given {
  const hint = 'a request that is itself a webhook of Twilio gives SIDs, Reply, Language and Next only';
  issues.push(...action.requires.map((name) => ({ ...missing(name), hint })));
  return {};
}

/** What an action takes beside the SIDs: its parameters, and If-Match where it changes something. */
export function ownParameters(action: Action): readonly ParameterName[] {
  return 'reads' in action.does ? action.takes : ['ifMatch', ...action.takes];
}

function missing(name: ParameterName): Issue {
  return { field: wireName(name), received: 'nothing', expected: expectedOf(parameters[name]) };
}

const SIDS = {
  WorkspaceSid: { name: 'workspaceSid', prefix: 'WS', of: 'a workspace' },
  WorkerSid: { name: 'workerSid', prefix: 'WK', of: 'a worker' },
  ReservationSid: { name: 'reservationSid', prefix: 'WR', of: 'a reservation' },
  TaskSid: { name: 'taskSid', prefix: 'WT', of: 'a task' },
} as const;
type SidField = keyof typeof SIDS;
type Sids = Partial<Record<(typeof SIDS)[SidField]['name'], string>>;

function readSids(action: Action, fields: Fields, workspace: string | undefined, issues: Issue[]): Sids {
  const sids: Sids = {};
  for (const field of sidFieldsOf(action)) {
    const { name, prefix, of } = SIDS[field];
    const came = isAbsent(fields[field]) && field === 'WorkspaceSid' ? workspace : fields[field];
    const sid = single(came);
    if (isSid(prefix, sid)) sids[name] = sid;
    else if (!isAbsent(came) || !finds(action) || field === 'WorkspaceSid') {
      const unset = isAbsent(came) && field === 'WorkspaceSid' ? 'or set TASKROUTER_WORKSPACE_SID' : undefined;
      const hint = unset ?? (typeof sid === 'string' ? sidHint(sid) : undefined);
      issues.push({
        field,
        received: received(came, undefined),
        expected: `the SID of ${of}: ${prefix} and 32 hexadecimal digits`,
        ...(hint === undefined ? {} : { hint }),
      });
    }
  }
  return sids;
}

/** The SIDs that an action is addressed by. */
export function sidFieldsOf(action: Action): readonly SidField[] {
  return finds(action) ? ['WorkspaceSid', 'WorkerSid', 'TaskSid'] : ['WorkspaceSid', 'WorkerSid', 'ReservationSid'];
}

/** Whether an action looks for its reservation, by the task or by the worker. */
export function finds({ does }: Action): boolean {
  return 'reads' in does && does.reads === 'current';
}

/** `find` goes by the task, or by the worker and a status. */
function unfindable(fields: Fields): Issue[] {
  if (!isAbsent(fields.TaskSid)) return [];
  const worker = !isAbsent(fields.WorkerSid);
  const status = !isAbsent(fields.ReservationStatus);
  if (worker && status) return [];
  const field = worker ? 'ReservationStatus' : status ? 'WorkerSid' : 'TaskSid';
  return [{ field, received: 'nothing', expected: 'TaskSid, or WorkerSid with ReservationStatus' }];
}

/** Fields that belong to nobody here: a misspelt one, or a parameter of another action. */
function unexpected(fields: Fields, action: Action): Issue[] {
  const own = [...sidFieldsOf(action), ...Object.keys(CONTROLS), ...ownParameters(action).map(wireName)];
  return Object.keys(fields)
    .filter((field) => !own.includes(field) && !SENT_BY_TWILIO.has(field))
    .slice(0, MOST_REPORTED)
    .map((field) => {
      const hint = ELSEWHERE.has(field) ? 'it belongs to another action' : nearest(field, own);
      return {
        field: received(field, undefined),
        received: 'a field of this name',
        expected: `no such field for ${action.name}`,
        ...(hint === undefined ? {} : { hint }),
      };
    });
}

const MOST_REPORTED = 100;
const ELSEWHERE: ReadonlySet<string> = new Set(Object.keys(parameters).map(wireName));

function nearest(field: string, own: readonly string[]): string | undefined {
  if (field.length > 60) return undefined;
  const [near] = own
    .map((known) => ({ known, far: distance(known.toLowerCase(), field.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  return near && near.far <= 3 ? `did you mean ${near.known}?` : undefined;
}

/** Fields of Twilio's own requests (the assignment callback, a signature) that may come along and are not read. */
const SENT_BY_TWILIO: ReadonlySet<string> = new Set([
  'AccountSid',
  'ApiVersion',
  'CallSid',
  'FlowSid',
  'TaskSid',
  'TaskAge',
  'TaskAttributes',
  'TaskChannelSid',
  'TaskChannelUniqueName',
  'TaskPriority',
  'TaskQueueSid',
  'Timestamp',
  'WorkerAttributes',
  'WorkerName',
  'WorkflowSid',
  'bodySHA256',
]);

/** What TaskRouter would refuse late, or what no document says the end of. */
function contradictions(action: Action, given: Given, fields: Fields): Issue[] {
  const issues: Issue[] = [];
  if ('sends' in action.does) {
    const both = given.reservationStatus !== undefined && given.instruction !== undefined;
    if (both) {
      const expected = 'a status or an instruction, not both';
      issues.push({ field: 'Instruction', received: String(given.instruction), expected });
    }
    if (action.takes.every((name) => isAbsent(fields[wireName(name)]))) {
      issues.push({ field: 'ReservationStatus', received: 'nothing', expected: 'at least one parameter to update' });
    }
  }
  const { dequeueTo, dequeueTimeout } = given;
  if (typeof dequeueTo === 'string' && /^sips?:/i.test(dequeueTo) && Number(dequeueTimeout) > 600) {
    const expected = 'at most 600 where DequeueTo is a SIP address';
    issues.push({ field: 'DequeueTimeout', received: String(dequeueTimeout), expected });
  }
  return issues;
}
