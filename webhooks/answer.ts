import type { End } from '../taskrouter/execution';
import type { Reservation } from '../taskrouter/reservations';
import { isGood, OUTCOMES, type Outcome } from '../wire/outcome';
import { json, type Noted, type Reply, twiml } from '../wire/reply';
import type { Manner } from './manner';
import { phrasesFor } from './phrases';
import { spoken } from './spoken';
import type { Issue } from './value';

/** One action's result, before it is worded for whoever asked. */
export interface Answer extends End {
  issues?: readonly Issue[];
  /** Says more than the outcome's own words. */
  message?: string;
  /** Requests to TaskRouter that it took. */
  attempts?: number;
  /** Twilio's id of the last of them. */
  requestId?: string | undefined;
}

/** Words an answer as the request wanted it. */
export function word(answer: Answer, manner: Manner): Reply {
  if (manner.form === 'twiml') return asTwiml(answer, manner);
  const refusedAtTheDoor = answer.outcome === 'unauthenticated' || answer.outcome === 'forbidden';
  if (manner.form === 'json' || refusedAtTheDoor) return asJson(answer);
  const { status } = OUTCOMES[answer.outcome];
  return json(200, { ...BLANK, status, ...bodyOf(answer) }, noted(answer), headers(answer));
}

/** Words an answer as JSON; who never speaks needs no more, and his bundle does not carry the phrases. */
export function asJson(answer: Answer): Reply {
  return json(OUTCOMES[answer.outcome].status, bodyOf(answer), noted(answer), headers(answer));
}

function bodyOf(answer: Answer): object {
  return isGood(answer.outcome) ? success(answer) : error(answer);
}

function success({ outcome, reservation, etag }: Answer): object {
  return { ...reservation, outcome, etag: etag ?? null };
}

function error(answer: Answer): object {
  const { outcome, failure, issues, reservation } = answer;
  const code = failure?.code ?? OUTCOMES[outcome].code;
  return {
    code,
    message: messageOf(answer),
    more_info: failure?.moreInfo ?? (code === null ? null : `https://www.twilio.com/docs/errors/${code}`),
    status: OUTCOMES[outcome].status,
    outcome,
    ...(issues ? { issues } : {}),
    ...(reservation ? { reservation_status: reservation.reservation_status } : {}),
  };
}

function messageOf({ outcome, failure, issues, message }: Answer): string {
  if (message !== undefined) return message;
  if (issues) return `${issues.length} ${issues.length === 1 ? 'field is' : 'fields are'} at fault; issues lists them.`;
  const said = failure ? ` (${failure.message})` : '';
  return `${OUTCOMES[outcome].promises}${said}${outcome === 'unknown' ? HOW_TO_FIND_OUT : ''}`;
}

const HOW_TO_FIND_OUT = ' Read it with fetch in some seconds, and do not repeat an instruction before.';

/** Studio merges the results of repeated runs: a key that is not sent keeps its value of the last run. */
const BLANK: Record<keyof Reservation | 'outcome' | 'etag' | 'code' | 'message' | 'more_info' | 'issues', unknown> = {
  sid: '',
  reservation_status: '',
  task_sid: '',
  worker_sid: '',
  worker_name: '',
  workspace_sid: '',
  account_sid: '',
  date_created: '',
  date_updated: '',
  url: '',
  outcome: '',
  etag: '',
  code: '',
  message: '',
  more_info: '',
  issues: [],
};

function headers({ etag, requestId, failure }: Answer): Record<string, string> {
  const wait = failure?.retryAfterMs;
  return {
    ...(etag !== undefined && SENDABLE.test(etag) ? { ETag: etag } : {}),
    ...(requestId !== undefined && SENDABLE.test(requestId) ? { 'Twilio-Request-Id': requestId } : {}),
    ...(wait === undefined ? {} : { 'Retry-After': String(Math.ceil(wait / 1000)) }),
  };
}

/** What may stand in a header; anything else would make the runtime throw. */
const SENDABLE = /^[\x20-\x7e]{1,200}$/;

function asTwiml(answer: Answer, { language, next }: Manner): Reply {
  const phrases = phrasesFor(language);
  const { outcome } = answer;
  return twiml(spoken(phrases, phrases.outcomes[outcome], wayOn(next, outcome)), noted(answer));
}

/** Where the call goes on, told what came of it: a Studio flow that is returned to reads it as widgets.NAME.outcome. */
export function wayOn(next: string | undefined, outcome: Outcome): string | undefined {
  if (next === undefined) return undefined;
  const address = new URL(next);
  address.searchParams.set('outcome', outcome);
  return address.href;
}

/** What the log says of an answer. */
export function noted({ outcome, reservation, attempts, failure, requestId }: Answer): Noted {
  const wait = failure?.retryAfterMs;
  return {
    outcome,
    reservation_status: reservation?.reservation_status,
    attempts,
    twilio_code: failure?.code,
    retry_after: wait === undefined ? undefined : Math.ceil(wait / 1000),
    request_id: requestId,
    alarm: failure && ALARMING.includes(failure.kind) ? failure.message : undefined,
  };
}

/** Nothing but a person can mend these. */
const ALARMING: readonly string[] = ['credentials', 'settings'];

/** The answer to a request that could not be answered as it should: nothing of the cause is in it. */
export function apology(why: 'bug' | 'late', outcome: Outcome, manner: Manner): Reply {
  return word(sorry(why, outcome), manner);
}

/** The same, before it is worded. */
export function sorry(why: 'bug' | 'late', outcome: Outcome): Answer {
  const what = why === 'late' ? 'No answer was found in time.' : 'Something went wrong on our side.';
  return { outcome, message: what + HOW_TO_FIND_OUT };
}
