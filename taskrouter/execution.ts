import type { ReservationContextUpdateOptions } from 'twilio/lib/rest/taskrouter/v1/workspace/worker/reservation';
import type { Deadline } from '../wire/deadline';
import type { Outcome } from '../wire/outcome';
import type { Failure } from './failure';
import type { Gateway, Result } from './gateway';
import { RESERVATION_STATUSES, type ReservationStatus } from './parameters';
import { type Address, fetchReservation, type Reservation, updateReservation } from './reservations';
import { persist } from './retry';
import { leavesOpen, targetOf, verdict, type Wish } from './verdict';

/** The true end of one request: an outcome, and what was seen of the reservation on the way. */
export interface End {
  outcome: Outcome;
  /** As TaskRouter last showed it. */
  reservation?: Reservation;
  etag?: string;
  /** What TaskRouter, or the way to it, said against it. */
  failure?: Failure;
}

/** Milliseconds kept back for one read after an update whose end is not known. */
const KEPT_FOR_READING_MS = 1_000;

/** Reads a reservation; a read may be repeated whatever happens. */
export async function read(gateway: Gateway, at: Address, deadline: Deadline): Promise<End> {
  const result = await ask(gateway, () => fetchReservation(gateway, at), deadline);
  return 'outcome' in result ? result : seen('done', result);
}

/** Any read of TaskRouter, repeated while it may help; its value, or its true end where there is none. */
export async function ask<Value>(
  gateway: Gateway,
  reading: () => Promise<Result<Value>>,
  deadline: Deadline,
): Promise<(Result<Value> & { ok: true }) | End> {
  const attempt = () => {
    gateway.until(shareOf(deadline));
    return reading();
  };
  const { result } = await persist(attempt, 'anything', deadline);
  return result.ok ? result : { outcome: withoutActing(result.failure), failure: result.failure };
}

/**
 * For one attempt at what may be repeated: half of what is left, so that an answer that never comes leaves time for another
 * attempt, but never so little that a merely slow TaskRouter is not heard.
 */
function shareOf(deadline: Deadline): Deadline {
  const left = deadline.left();
  return deadline.earlier(left - Math.max(left / 2, Math.min(left, SLOW_ANSWER_MS)));
}

/** Milliseconds that an attempt is given where there are so many. */
const SLOW_ANSWER_MS = 2_000;

/**
 * Updates a reservation and finds out what became of it. Only a change of status is sent again after an ambiguous end;
 * an instruction never is. What TaskRouter refused or left open is decided by one read, in time kept back for it.
 */
export async function update(
  gateway: Gateway,
  at: Address,
  wish: Wish,
  from: readonly ReservationStatus[],
  parameters: ReservationContextUpdateOptions,
  deadline: Deadline,
): Promise<End> {
  const acting = deadline.earlier(KEPT_FOR_READING_MS);
  const repeatable = 'sets' in wish;
  const attempt = () => {
    gateway.until(repeatable ? shareOf(acting) : acting);
    return updateReservation(gateway, at, parameters);
  };
  const { result, ambiguous } = await persist(attempt, repeatable ? 'anything' : 'unprocessed', acting);

  if (result.ok) {
    const end = endOfSuccess(wish, from, result);
    if (end) return end;
  } else if (!ambiguous && !DECIDED_BY_STATE.includes(result.failure.kind)) {
    return { outcome: withoutActing(result.failure), failure: result.failure };
  }
  const failure: Failure = result.ok
    ? { kind: 'ambiguous', message: `TaskRouter answered 200 and showed ${result.value.reservation_status}` }
    : result.failure;

  const now = await read(gateway, at, deadline);
  const mayHaveActed = ambiguous || result.ok;
  if (now.reservation === undefined) {
    if (now.outcome === 'not_found') return { outcome: 'not_found', failure };
    if (mayHaveActed) return { outcome: 'unknown', failure };
    const named = namedState(failure);
    return { outcome: named ? denied(wish, from, named, failure) : 'refused', failure };
  }
  const outcome = mayHaveActed
    ? settled(wish, from, now.reservation.reservation_status, failure)
    : denied(wish, from, now.reservation.reservation_status, failure);
  return { ...now, outcome, ...(outcome === 'done' || outcome === 'already' ? {} : { failure }) };
}

/** A refusal of the request as such may be a word about the state; the others are what they say. */
const DECIDED_BY_STATE: readonly Failure['kind'][] = ['refused', 'ambiguous'];

/** TaskRouter said yes: what its reply shows, or undefined where the reply does not show what was asked. */
function endOfSuccess(
  wish: Wish,
  from: readonly ReservationStatus[],
  result: Result<Reservation> & { ok: true },
): End | undefined {
  const status = result.value.reservation_status;
  if ('changes' in wish) return seen('done', result);
  if ('sets' in wish) return status === wish.sets ? seen('done', result) : undefined;
  if (status === 'pending') return seen('started', result);
  // An instruction that was taken may have run its course already.
  if (IN_HAND.includes(status)) return seen('done', result);
  return seen(verdict(wish, from, status) === 'lost' ? 'lost' : 'not_allowed', result);
}

const IN_HAND: readonly ReservationStatus[] = ['accepted', 'wrapping', 'completed'];

/** After an attempt that may have acted. */
function settled(wish: Wish, from: readonly ReservationStatus[], status: ReservationStatus, failure: Failure): Outcome {
  if (status === targetOf(wish)) return 'done';
  const end = verdict(wish, from, status);
  // What is still under way carries the same If-Match, and that one no longer holds.
  if (end === 'open') return failure.kind === 'stale' ? 'stale' : 'unknown';
  return leavesOpen(wish, status) ? 'unknown' : end;
}

/** After a refusal, with nothing ambiguous before it. */
function denied(wish: Wish, from: readonly ReservationStatus[], status: ReservationStatus, failure: Failure): Outcome {
  const end = verdict(wish, from, status);
  if (end !== 'open') return end;
  return SPEAKS_OF_STATE.test(failure.message) ? 'not_allowed' : 'refused';
}

/** TaskRouter's texts about a state, among them the one that names its internal onHold (taken from its users' reports). */
const SPEAKS_OF_STATE = /in state \[|in expected state|in a pending state/i;

/** The state that a refusal names, for when there was no time to read it. */
function namedState({ message }: Failure): ReservationStatus | undefined {
  const name = /in state \[(\w+)\]/i.exec(message)?.[1];
  return RESERVATION_STATUSES.find((status) => status === name);
}

/** The outcome of a failure after which nothing can have been changed. */
function withoutActing({ kind }: Failure): Outcome {
  return NOTHING_CHANGED[kind];
}

const NOTHING_CHANGED = {
  throttled: 'throttled',
  'not found': 'not_found',
  stale: 'stale',
  refused: 'refused',
  credentials: 'unavailable',
  settings: 'unavailable',
  unsent: 'unavailable',
  // Only reads come here with it: whatever happened to a read, nothing was changed.
  ambiguous: 'unavailable',
} as const satisfies Record<Failure['kind'], Outcome>;

function seen(outcome: Outcome, { value, etag }: { value: Reservation; etag?: string }): End {
  return { outcome, reservation: value, ...(etag === undefined ? {} : { etag }) };
}
