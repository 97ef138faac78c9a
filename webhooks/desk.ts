import { askTwilio, type FlexValidator, holderOfFlexToken } from '../access/flex-token';
import type { Holder, Refusal } from '../access/holder';
import { corsHeaders, isWelcome, preflightHeaders } from '../access/origin';
import { holderOfWorkerToken } from '../access/worker-token';
import type { Deadline } from '../wire/deadline';
import type { Endpoint } from '../wire/endpoint';
import { json, type Reply } from '../wire/reply';
import type { Request } from '../wire/request';
import { asJson, sorry } from './answer';
import { DESK_ROWS, issuesOfList, readAction, withoutStrangers } from './desk-input';
import { openReservations } from './open-reservations';
import { perform } from './reservation';
import { type Issue, isAbsent } from './value';

/** A Twilio Function is killed at 10 s; what is left of it is for sending the answer. */
const BUDGET_MS = 9_000;

/**
 * Any action, as the worker that a token names. The token comes as `Authorization: Bearer` or as the field `Token`, the
 * action as the field `Action`; the rest are that action's own fields. The answer is always JSON.
 */
export function desk(validateFlex: FlexValidator = askTwilio): Endpoint {
  return {
    name: 'desk',
    budgetMs: BUDGET_MS,
    async answer(request, deadline) {
      return readable(await answerOf(request, deadline, validateFlex), request);
    },
    apology: (why, request) => {
      const action = readAction(request.fields, []);
      const reads = action === undefined || action === 'list' || action === 'fetch';
      return readable(asJson(sorry(why, reads ? 'unavailable' : 'unknown')), request);
    },
    preflight: (request) => {
      const welcome = isWelcome(request);
      const noted = { outcome: welcome ? 'done' : 'forbidden' } as const;
      return { status: welcome ? 204 : 403, headers: preflightHeaders(request), body: '', noted };
    },
  };
}

/** The reply, such that a page of a welcome origin can read it. */
function readable(reply: Reply, request: Request): Reply {
  return { ...reply, headers: { ...reply.headers, ...corsHeaders(request) } };
}

async function answerOf(request: Request, deadline: Deadline, validateFlex: FlexValidator): Promise<Reply> {
  if (!isWelcome(request)) {
    return refused({ refused: 'forbidden', message: 'Pages of this origin may not use this desk; see DESK_ORIGINS.' });
  }
  const holder = await holderOf(request, deadline, validateFlex);
  if ('refused' in holder) return refused(holder);
  const { Token: _token, Action: _action, ...rest } = request.fields;
  const worker = workerOf(rest, holder, request.settings.TASKROUTER_WORKSPACE_SID);
  if ('refused' in worker) return refused(worker);

  const issues: Issue[] = [];
  const action = readAction(request.fields, issues);
  const fields = { ...withoutStrangers(rest, issues), ...worker };
  if (action === undefined) return asJson({ outcome: 'invalid', issues });
  if (action === 'list') return listed(fields, request, deadline, issues);
  return asJson(await perform(DESK_ROWS[action], { ...request, fields }, deadline, undefined, issues));
}

async function listed(
  fields: Asked & Record<string, unknown>,
  { settings }: Request,
  deadline: Deadline,
  strange: Issue[],
): Promise<Reply> {
  const issues = [...strange, ...issuesOfList(fields)];
  if (issues.length > 0) return asJson({ outcome: 'invalid', issues });
  const at = { workspaceSid: fields.WorkspaceSid, workerSid: String(fields.WorkerSid) };
  const { reservations, ...answer } = await openReservations(at, settings, deadline);
  const { noted, headers, ...reply } = asJson(answer);
  if (reservations === undefined) return { noted, headers, ...reply };
  return json(200, { outcome: 'done', worker_sid: at.workerSid, reservations }, noted, headers);
}

function refused({ refused: outcome, message, alarm }: Refusal): Reply {
  return asJson({ outcome, message, ...(alarm ? { failure: { kind: 'settings', message: alarm } } : {}) });
}

/** Longer than any token of Twilio's; what is longer is not looked at. */
const LONGEST_TOKEN = 8_000;

async function holderOf(request: Request, deadline: Deadline, validateFlex: FlexValidator): Promise<Holder | Refusal> {
  const { settings, fields, headers } = request;
  const bearer = /^Bearer +(.+)$/i.exec(headers.authorization ?? '')?.[1];
  const token = bearer ?? fields.Token;
  if (bearer !== undefined && !isAbsent(fields.Token) && fields.Token !== bearer) {
    return { refused: 'unauthenticated', message: 'Two different tokens came.' };
  }
  if (isAbsent(token)) {
    return { refused: 'unauthenticated', message: 'A token is missing: Authorization: Bearer, or the field Token.' };
  }
  if (typeof token !== 'string' || token.length > LONGEST_TOKEN || !/^[\w-]*(\.[\w-]*)+$/.test(token)) {
    return { refused: 'unauthenticated', message: 'What came as a token is none.' };
  }
  // A signed token has three parts; Flex's are encrypted and have five.
  return token.split('.').length === 3
    ? holderOfWorkerToken(token, settings, deadline.time.today())
    : holderOfFlexToken(token, settings, deadline, validateFlex);
}

/** The worker as fields: checked, unless a supervisor named one. */
interface Asked {
  WorkspaceSid: string;
  WorkerSid: unknown;
}

/** The worker that is meant: the token's own, or for a supervisor another of the same workspace. */
function workerOf(
  { WorkspaceSid, WorkerSid }: Request['fields'],
  { workspaceSid, workerSid, supervises }: Holder,
  served: string | undefined,
): Asked | Refusal {
  if (served !== undefined && served !== workspaceSid) {
    return { refused: 'forbidden', message: "The token is for another workspace than this deployment's." };
  }
  if (!agrees(WorkspaceSid, workspaceSid)) {
    return { refused: 'forbidden', message: 'WorkspaceSid is not the workspace of the token.' };
  }
  if (agrees(WorkerSid, workerSid)) return { WorkspaceSid: workspaceSid, WorkerSid: workerSid };
  if (supervises) return { WorkspaceSid: workspaceSid, WorkerSid };
  return { refused: 'forbidden', message: 'WorkerSid is not the worker of the token.' };
}

/** Whether a field says nothing, or the same. */
function agrees(field: unknown, own: string): boolean {
  return isAbsent(field) || [field].flat().every((one) => one === own);
}
