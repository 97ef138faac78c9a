import { Clock, type Timer } from './clock';
import { Faults } from './faults';
import { Journal } from './journal';
import { defaultSwitches } from './uncertain';
import { World } from './world';
import type { WorldDocument } from './world-document';

/** Something that happened in the world, for those who are told of it. */
export interface Happening {
  type: string;
  /** The SID of the resource that it happened to. */
  sid: string;
  detail: Record<string, unknown>;
}

/** What everything stands on: one world in its time, what was seen of it, and what was asked to go wrong. */
export class Ground {
  readonly clock: Clock;
  readonly journal = new Journal();
  readonly faults = new Faults();
  world: World;
  switches = defaultSwitches();
  /** Set when a Task may have found a worker; read and cleared by routing. */
  routingDue = false;
  private readonly timers = new Map<string, Timer>();
  private readonly listeners: ((happening: Happening) => void)[] = [];
  private readonly restarts: (() => void)[] = [];
  private readonly afterwards: (() => void)[] = [];

  constructor(
    private readonly beginning: () => WorldDocument,
    realNow: () => number,
  ) {
    this.clock = new Clock(realNow);
    this.world = new World(beginning());
  }

  /** Back to the beginning, or on from a snapshot. */
  restart(document = this.beginning()): void {
    this.timers.clear();
    this.clock.restart(document.at);
    this.journal.clear();
    this.faults.clear();
    this.switches = defaultSwitches();
    this.world = new World(document);
    for (const restarted of this.restarts) restarted();
  }

  onRestart(restarted: () => void): void {
    this.restarts.push(restarted);
  }

  /** Runs something that may change the world, and then what follows from it: nobody sees the state in between. */
  act<T>(action: () => T): T {
    const result = action();
    for (const follow of this.afterwards) follow();
    return result;
  }

  afterEachAct(follow: () => void): void {
    this.afterwards.push(follow);
  }

  /** One timer per name: setting another, or none, takes the first away. */
  setTimer(name: string, at: number | null, run: () => void): void {
    this.clock.cancel(this.timers.get(name));
    this.timers.delete(name);
    if (at === null) return;
    const fire = () => {
      this.timers.delete(name);
      this.act(run);
    };
    this.timers.set(name, this.clock.at(at, fire));
  }

  /** Writes down what Twilio would tell its Debugger. */
  note(code: number, message: string, about: string): void {
    this.journal.notes.push({ at: this.clock.now(), code, message, about });
  }

  tell(type: string, sid: string, detail: Record<string, unknown> = {}): void {
    for (const listener of this.listeners) listener({ type, sid, detail });
  }

  onHappening(listener: (happening: Happening) => void): void {
    this.listeners.push(listener);
  }

  /** Notes that a resource changed. */
  touch(resource: { revision: number; dateUpdated: number }): void {
    resource.revision += 1;
    resource.dateUpdated = this.clock.now();
  }
}
