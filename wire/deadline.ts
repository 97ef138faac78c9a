/** Time, waiting and chance as an argument, so that tests can hold all three still. */
export interface Time {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Milliseconds since 1970, for dates that others wrote. */
  today(): number;
  sleep(ms: number): Promise<void>;
  /** From 0 up to, not including, 1. */
  random(): number;
}

export const realTime: Time = {
  // Not `performance`, a module that Node would load when it is first spoken of.
  now: () => process.uptime() * 1_000,
  today: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: () => Math.random(),
};

/** A moment to be done by. It is passed down, so that every wait and every attempt spends from one budget. */
export class Deadline {
  readonly #at: number;

  constructor(
    budgetMs: number,
    readonly time: Time = realTime,
  ) {
    this.#at = time.now() + budgetMs;
  }

  /** Milliseconds left, never below 0. */
  left(): number {
    return Math.max(0, this.#at - this.time.now());
  }

  /** The same clock, `ms` earlier: what is kept back for work that must still follow. */
  earlier(ms: number): Deadline {
    return new Deadline(this.left() - ms, this.time);
  }
}

/** At most `ms` of what is left. */
export function within(deadline: Deadline, ms: number): Deadline {
  return new Deadline(Math.min(ms, deadline.left()), deadline.time);
}
