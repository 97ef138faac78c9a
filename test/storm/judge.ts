import type { RequestEntry } from '../../emulator/journal';
import type { ReservationStatus } from '../../taskrouter/parameters';
import { type Traces, tracing } from './evidence';
import type { Asked, Plan } from './plan';
import type { Answer } from './policies';
import type { Evidence } from './world';

/** An answer as the storm's client got it. */
export interface Answered extends Answer {
  asked: Asked;
  /** From asking to the whole answer. */
  ms: number;
  /** When it was there, in ms since 1970. */
  at: number;
}

/** What can be wrong with an answer, or with what was done for it. */
export const WRONGS = [
  /** More than one phone call was placed for it. */
  'double call',
  /** More than one update with its instruction was sent, those answered 429 not counted. */
  'double instruction',
  /** It claims a success, and neither the reservation's end nor the journal bears it out. */
  'false success',
  /** It claims a failure, and its own update was carried out and came true. */
  'false failure',
  /** It came after a Twilio Function is killed. */
  'late answer',
  /** It says that nothing was done by it, and something was. */
  'untrue denial',
  /** It came later than an action's deadline allows. */
  'past the deadline',
  /** There was none, or none of the vocabulary. */
  'no answer',
] as const;
export type Wrong = (typeof WRONGS)[number];

/** An answer and what the journals hold of its request. */
export interface Examined {
  answered: Answered;
  traces: Traces;
}

export interface Finding extends Examined {
  wrong: Wrong;
}

/** How many answers a read decides, and those that were unknown all the same. */
export interface Decidable {
  all: number;
  unknown: Examined[];
}

/** A Twilio Function is killed at 10 s. */
const KILLED_MS = 10_000;
/**
 * An action's deadline is 9 s, and 250 ms for the way to the answer. The rest is this machine's: client, emulator and
 * functions share its processors, and the client's clock runs on while it waits for one.
 */
const DEADLINE_MS = 9_000 + 250 + 250;

/** All that is wrong with the answers, by the emulator's journals and the final states. */
export function judge(plan: Pick<Plan, 'jobs'>, answers: Answered[], evidence: Evidence): Finding[] {
  const tracesOf = tracing(plan, evidence);
  return answers.flatMap((answered) => {
    const traces = tracesOf(answered.asked);
    return WRONGS.filter((wrong) => holds[wrong](answered, traces)).map((wrong) => ({ wrong, answered, traces }));
  });
}

const holds: Record<Wrong, (answered: Answered, traces: Traces) => boolean> = {
  'double call': (_answered, { calls }) => calls > 1,
  'double instruction': ({ asked: { wish } }, { updates = [] }) =>
    'gives' in wish && updates.filter(({ status }) => status !== 429).length > 1,
  'false success': (answered, traces) => isSuccess(answered) && !isTrue(answered, traces),
  'false failure': ({ claim, asked }, traces) => claim === 'failed' && cameTrue(asked, traces),
  'late answer': ({ ms }) => ms > KILLED_MS,
  'untrue denial': ({ outcome }, traces) => DENIALS.includes(outcome) && wasCarriedOut(traces),
  'past the deadline': ({ ms }) => ms > DEADLINE_MS,
  'no answer': ({ claim }) => claim === undefined,
};

/** The outcomes that promise that the request itself changed nothing. */
const DENIALS = ['already', 'invalid', 'not_found', 'stale', 'refused', 'throttled', 'unavailable'];

function isSuccess({ claim }: Answer): boolean {
  return claim === 'so' || claim === 'taken' || claim === 'well';
}

/** What a success claims: the asked state, now or on the way to the final one; or that the instruction was taken. */
function isTrue({ claim, shows, asked: { wish } }: Answered, traces: Traces): boolean {
  const { final } = traces;
  if (final === undefined) return false;
  if ('reads' in wish) return shows !== undefined && followsFrom(shows, final);
  if ('sets' in wish) return followsFrom(wish.sets, final);
  if (claim !== 'so' && wasCarriedOut(traces)) return true;
  return claim !== 'taken' && (wish.accepts || claim === 'so') && followsFrom('accepted', final);
}

function wasCarriedOut({ updates = [] }: Traces): boolean {
  return updates.some(({ acted }) => acted);
}

/** Its own update was carried out, and what was to come of it came: a phone that did not answer is no success. */
function cameTrue({ wish }: Asked, traces: Traces): boolean {
  if (!wasCarriedOut(traces) || traces.final === undefined) return false;
  return 'gives' in wish && wish.accepts ? followsFrom('accepted', traces.final) : true;
}

const LATER: Partial<Record<ReservationStatus, readonly ReservationStatus[]>> = {
  pending: ['accepted', 'rejected', 'timeout', 'canceled', 'rescinded', 'wrapping', 'completed'],
  accepted: ['wrapping', 'completed'],
  wrapping: ['completed'],
};

function followsFrom(status: ReservationStatus, final: ReservationStatus): boolean {
  return status === final || (LATER[status] ?? []).includes(final);
}

/**
 * The answers that a read decides: those to a request whose own update was carried out before the answer, shows in the
 * status at once (a status, or an instruction that accepts at once), and had its reply lost, spoilt, or held back past
 * the deadline, on a reservation that no other client touched. `unknown` holds those of them that did not find out.
 * Not among them: an update that was not carried out, since a read shows no change and the change may still arrive; and
 * one on which another client may have built since.
 */
export function decidable(plan: Pick<Plan, 'jobs'>, answers: Answered[], evidence: Evidence): Decidable {
  const tracesOf = tracing(plan, evidence);
  const clients = new Map<string, number>();
  for (const sid of plan.jobs.flatMap((job) => [...new Set(job.map(({ ReservationSid }) => ReservationSid))])) {
    clients.set(sid, (clients.get(sid) ?? 0) + 1);
  }
  const decided = answers.filter(({ asked, at }) => {
    const acted = (tracesOf(asked).updates ?? []).filter((update) => update.acted && at > whenActed(update));
    const alone = clients.get(asked.ReservationSid) === 1;
    return alone && showsAtOnce(asked) && acted.length > 0 && acted.every(isHidden);
  });
  const unknown = decided.filter(({ claim }) => claim === 'open');
  return { all: decided.length, unknown: unknown.map((answered) => ({ answered, traces: tracesOf(answered.asked) })) };
}

function showsAtOnce({ wish }: Asked): boolean {
  if ('sets' in wish) return true;
  return 'gives' in wish && wish.accepts && (wish.gives === 'call' || wish.gives === 'redirect');
}

function whenActed({ at, fault }: RequestEntry): number {
  return at + (fault?.stallMs ?? 0);
}

function isHidden({ fault }: RequestEntry): boolean {
  if (!fault) return false;
  const { acts, drop, garbage, cutAfter, delayMs = 0, trickleMs = 0 } = fault;
  return Boolean(acts || drop || garbage) || cutAfter !== undefined || delayMs > 9_000 || trickleMs >= 20;
}
