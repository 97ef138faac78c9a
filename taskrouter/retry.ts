import type { Deadline } from '../wire/deadline';
import type { Failure } from './failure';
import type { Result } from './gateway';

/** How a request may be repeated: `anything` changes nothing or ends the same twice; `unprocessed` might act twice. */
export type Repeats = 'anything' | 'unprocessed';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;
/** An attempt with less time than this is not begun. */
const SHORTEST_ATTEMPT_MS = 250;

/** Nothing was sent, so nothing was done. */
const TOO_LATE = { ok: false, failure: { kind: 'unsent', message: 'no time was left to ask TaskRouter' } } as const;

/** What came of it, and whether an attempt on the way may have acted without saying so. */
export interface Persisted<Value> {
  result: Result<Value>;
  ambiguous: boolean;
}

/**
 * Attempts until it succeeds, must not be repeated, or no time is left. Repeats 429 always, since TaskRouter did not
 * process it; lost and failed requests only where `repeats` says `anything`. A request that could not leave is not
 * repeated: whoever waits learns at once that TaskRouter is out of reach. `Retry-After` is the least that is
 * waited; our own waits are exponential with full jitter. A wait that would outlive the deadline is not begun.
 */
export async function persist<Value>(
  attempt: () => Promise<Result<Value>>,
  repeats: Repeats,
  deadline: Deadline,
): Promise<Persisted<Value>> {
  let ambiguous = false;
  if (deadline.left() < SHORTEST_ATTEMPT_MS) return { result: TOO_LATE, ambiguous };
  for (let round = 0; ; round += 1) {
    const result = await attempt();
    if (result.ok) return { result, ambiguous };
    const { failure } = result;
    ambiguous ||= failure.kind === 'ambiguous';
    // At least what TaskRouter asks for; that alone could be nothing, again and again.
    const wait = Math.max(failure.retryAfterMs ?? 0, waitBefore(round, deadline.time.random()));
    if (!mayRepeat(failure, repeats) || wait + SHORTEST_ATTEMPT_MS > deadline.left()) return { result, ambiguous };
    await deadline.time.sleep(wait);
  }
}

function mayRepeat(failure: Failure, repeats: Repeats): boolean {
  if (failure.kind === 'throttled') return true;
  return repeats === 'anything' && failure.kind === 'ambiguous';
}

/** Milliseconds, with full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/. */
function waitBefore(round: number, chance: number): number {
  return chance * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** round);
}
