import { OrderedIndex } from './ordered-index';

interface Due {
  at: number;
  order: number;
}

export interface Timer extends Due {
  readonly run: () => void;
}

/** A day: setTimeout cannot wait longer than 2^31 ms. */
const LONGEST_SLEEP_MS = 86_400_000;

/**
 * Real time plus what was advanced by hand, in milliseconds since 1970. Timers fire in the order of their moments, and
 * while one fires, `now()` is not before its moment.
 */
export class Clock {
  private offset = 0;
  private order = 0;
  private alarm: NodeJS.Timeout | undefined;
  private advancing: Promise<unknown> = Promise.resolve();
  private readonly timers = new OrderedIndex<Due, Timer>((a, b) => a.at - b.at || a.order - b.order);

  constructor(private readonly realNow: () => number) {}

  now(): number {
    return this.realNow() + this.offset;
  }

  at(moment: number, run: () => void): Timer {
    this.order += 1;
    const timer = { at: moment, order: this.order, run };
    this.timers.add(timer);
    if (this.timers.first() === timer) this.setAlarm();
    return timer;
  }

  cancel(timer: Timer | undefined): void {
    if (timer) this.timers.remove(timer);
  }

  /** Fires what is due by now. Requests call it too: an event loop that lags must not let them see the past. */
  runDue(): void {
    for (let timer = this.timers.first(); timer && timer.at <= this.now(); timer = this.timers.first()) {
      this.timers.remove(timer);
      timer.run();
    }
  }

  /**
   * Moves time forward and fires, in order, every timer that comes due on the way, those that fired timers set
   * included. `settled` is awaited after each, so that what a timer sent out comes back before the next one fires.
   */
  advance(ms: number, settled: () => Promise<void>): Promise<void> {
    const run = async () => {
      const target = this.now() + ms;
      await settled();
      for (let timer = this.timers.first(); timer && timer.at <= target; timer = this.timers.first()) {
        this.timers.remove(timer);
        this.offset += Math.max(0, timer.at - this.now());
        timer.run();
        await settled();
      }
      this.offset += Math.max(0, target - this.now());
      this.setAlarm();
    };
    const done = this.advancing.then(run);
    this.advancing = done.catch(() => undefined);
    return done;
  }

  /** Forgets every timer and sets the time; to real time when no moment is given. */
  restart(now = this.realNow()): void {
    for (const timer of [...this.timers.after()]) this.timers.remove(timer);
    this.offset = now - this.realNow();
    this.setAlarm();
  }

  private ring(): void {
    this.runDue();
    this.setAlarm();
  }

  private setAlarm(): void {
    clearTimeout(this.alarm);
    const next = this.timers.first();
    if (!next) return;
    this.alarm = setTimeout(() => this.ring(), Math.min(Math.max(0, next.at - this.now()), LONGEST_SLEEP_MS));
    this.alarm.unref();
  }
}
