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

/** What may come after a status; whatever is not named here is final. */
const LATER: Readonly<Partial<Record<ReservationStatus, readonly ReservationStatus[]>>> = {
  pending: ['accepted', 'rejected', 'timeout', 'canceled', 'rescinded', 'wrapping', 'completed'],
  accepted: ['wrapping', 'completed'],
  wrapping: ['completed'],
};

/**
 * Whether a wish that may have been carried out, or may still be, could lie behind or ahead of the status seen: another
 * client may have moved the reservation on since. Where no status shows the wish, none rules it out either.
 */
export function leavesOpen(wish: Wish, seen: ReservationStatus): boolean {
  const target = targetOf(wish);
  if (target === undefined) return true;
  return (LATER[target] ?? []).includes(seen) || (LATER[seen] ?? []).includes(target);
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
