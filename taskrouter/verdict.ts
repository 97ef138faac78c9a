import type { Instruction, ReservationStatus } from './parameters';

/** What a request wants of a reservation: a status, or an instruction that may or may not accept it. */
export type Wish =
  | { sets: ReservationStatus }
  | { gives: Instruction; accepts: boolean }
  /** A raw update with neither a status nor an instruction. */
  | { changes: 'other' };

/** The status that shows that the wish came true; undefined where no status shows it. */
export function targetOf(wish: Wish): ReservationStatus | undefined {
  if ('sets' in wish) return wish.sets;
  return 'gives' in wish && wish.accepts ? 'accepted' : undefined;
}

const GONE: readonly ReservationStatus[] = ['timeout', 'canceled', 'rescinded'];

/**
 * What is to be said of a wish that TaskRouter did not carry out, with the reservation seen in `seen`: `open` means that
 * this state does not stand in its way. `from` is the action's row: the statuses it may start from.
 */
export function verdict(
  wish: Wish,
  from: readonly ReservationStatus[],
  seen: ReservationStatus,
): 'already' | 'lost' | 'not_allowed' | 'open' {
  if ('sets' in wish && wish.sets === seen) return 'already';
  if (GONE.includes(seen)) return 'lost';
  return from.includes(seen) ? 'open' : 'not_allowed';
}
