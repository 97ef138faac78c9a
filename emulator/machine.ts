import type { Reservation, TaskStatus } from './world-document';

export type State = Reservation['state'];
type Named = 'accepted' | 'rejected' | 'timeout' | 'canceled' | 'rescinded' | 'wrapup' | 'completed';

interface Move {
  from: readonly State[];
  to: State;
  /** What becomes of the Task; `again` sends it back to be offered anew once no sibling is open. */
  task?: TaskStatus | 'again';
  /** The event that tells of it; the wrapping event is named `wrapup`. */
  tells?: Named;
}

/** Every way a reservation can go. What is not here does not happen. */
export const moves = {
  accept: { from: ['pending'], to: 'accepted', task: 'assigned', tells: 'accepted' },
  reject: { from: ['pending'], to: 'rejected', task: 'again', tells: 'rejected' },
  expire: { from: ['pending'], to: 'timeout', task: 'again', tells: 'timeout' },
  hold: { from: ['pending'], to: 'onHold' },
  connect: { from: ['onHold'], to: 'accepted', task: 'assigned', tells: 'accepted' },
  fail: { from: ['onHold'], to: 'canceled', task: 'again', tells: 'canceled' },
  cancel: { from: ['pending', 'onHold'], to: 'canceled', tells: 'canceled' },
  rescind: { from: ['pending', 'onHold'], to: 'rescinded', tells: 'rescinded' },
  wrap: { from: ['accepted'], to: 'wrapping', task: 'wrapping', tells: 'wrapup' },
  complete: { from: ['accepted', 'wrapping'], to: 'completed', task: 'completed', tells: 'completed' },
} as const satisfies Record<string, Move>;

export type MoveName = keyof typeof moves;

export function canMove(state: State, name: MoveName): boolean {
  const from: readonly State[] = moves[name].from;
  return from.includes(state);
}

/** The moves REST can ask for, by the ReservationStatus that asks for them. */
export const movesByRest: Partial<Record<State, MoveName>> = {
  accepted: 'accept',
  rejected: 'reject',
  wrapping: 'wrap',
  completed: 'complete',
};
