/**
 * TaskRouter as small as it can be told: two workers, one Task to one worker, everything found by looking through lists.
 * Written from the documents, not from the emulator.
 */
export interface ModelReservation {
  task: ModelTask;
  worker: ModelWorker;
  status: string;
  onHold: boolean;
}
export interface ModelTask {
  status: string;
  priority: number;
  channel: 'default' | 'voice';
  born: number;
}
export interface ModelWorker {
  name: string;
  available: boolean;
  /** Seconds of ringing until it answers, or `busy` after two. */
  phone: number | 'busy';
  lastOffer: number;
}
interface Event {
  at: number;
  happen: () => void;
}

const OFFER_S = 120;
const TTL_S = 86_400;
const GONE_S = 300;
const open = (one: ModelReservation) => ['pending', 'accepted', 'wrapping'].includes(one.status);

export class Model {
  now = 0;
  readonly tasks: ModelTask[] = [];
  readonly reservations: ModelReservation[] = [];
  private readonly timers: Event[] = [];
  private offers = 0;

  constructor(readonly workers: ModelWorker[]) {}

  create(channel: ModelTask['channel'], priority: number): ModelTask {
    const task = { status: 'pending', priority, channel, born: this.now };
    this.tasks.push(task);
    this.at(TTL_S, () => {
      if (task.status === 'pending' || task.status === 'reserved') this.cancel(task);
    });
    this.route();
    return task;
  }

  /** Whether REST may set this status now; does it, if so. */
  setStatus(reservation: ModelReservation, status: string): boolean {
    const allowed: Record<string, string[]> = {
      pending: ['accepted', 'rejected'],
      accepted: ['wrapping', 'completed'],
      wrapping: ['completed'],
    };
    if (reservation.onHold || !allowed[reservation.status]?.includes(status)) return false;
    reservation.status = status;
    if (status === 'rejected') reservation.task.status = 'pending';
    else if (status === 'accepted') this.assign(reservation.task);
    else reservation.task.status = status;
    if (status === 'completed') this.bury(reservation.task);
    this.route();
    return true;
  }

  conference(reservation: ModelReservation): boolean {
    if (reservation.status !== 'pending' || reservation.onHold) return false;
    reservation.onHold = true;
    const { phone } = reservation.worker;
    this.at(phone === 'busy' ? 2 : phone, () => {
      if (!reservation.onHold) return;
      reservation.onHold = false;
      reservation.status = phone === 'busy' ? 'canceled' : 'accepted';
      if (phone === 'busy') reservation.task.status = 'pending';
      else this.assign(reservation.task);
      this.route();
    });
    return true;
  }

  setAvailable(worker: ModelWorker, available: boolean): void {
    worker.available = available;
    this.route();
  }

  /** Ends the Task as REST may: canceled while nobody has it, completed while somebody does. */
  end(task: ModelTask, status: 'canceled' | 'completed'): boolean {
    const from = status === 'canceled' ? ['pending', 'reserved'] : ['assigned', 'wrapping'];
    if (!from.includes(task.status)) return false;
    if (status === 'canceled') this.cancel(task);
    else {
      for (const one of this.reservationsOf(task)) if (open(one)) one.status = 'completed';
      task.status = 'completed';
      this.bury(task);
    }
    this.route();
    return true;
  }

  remove(task: ModelTask): void {
    for (const one of this.reservationsOf(task)) this.reservations.splice(this.reservations.indexOf(one), 1);
    for (const one of this.reservationsOf(task)) one.onHold = false;
    if (this.tasks.includes(task)) this.tasks.splice(this.tasks.indexOf(task), 1);
    task.status = 'gone';
    this.route();
  }

  advance(seconds: number): void {
    const target = this.now + seconds;
    for (;;) {
      // Of those at the same moment, the first set comes first.
      const next = this.timers.filter((one) => one.at <= target).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers.splice(this.timers.indexOf(next), 1);
      this.now = next.at;
      next.happen();
    }
    this.now = target;
  }

  private at(seconds: number, happen: () => void): void {
    this.timers.push({ at: this.now + seconds, happen });
  }

  private reservationsOf = (task: ModelTask) => this.reservations.filter((one) => one.task === task);

  private assign(task: ModelTask): void {
    task.status = 'assigned';
    this.at(TTL_S, () => {
      if (task.status === 'assigned' || task.status === 'wrapping') this.remove(task);
    });
  }

  private cancel(task: ModelTask): void {
    for (const one of this.reservationsOf(task)) {
      if (one.status !== 'pending') continue;
      one.status = 'canceled';
      one.onHold = false;
    }
    task.status = 'canceled';
    this.bury(task);
    this.route();
  }

  private bury(task: ModelTask): void {
    this.at(GONE_S, () => this.remove(task));
  }

  private route(): void {
    for (;;) {
      const offered = this.tasks
        .filter((task) => task.status === 'pending')
        .sort((a, b) => b.priority - a.priority || a.born - b.born)
        .some((task) => this.offer(task));
      if (!offered) return;
    }
  }

  private offer(task: ModelTask): boolean {
    const worker = this.workers
      .filter((one) => one.available && (task.channel === 'default' || !this.isOnTheLine(one)))
      .sort((a, b) => a.lastOffer - b.lastOffer)[0];
    if (!worker) return false;
    this.offers += 1;
    worker.lastOffer = this.offers;
    const reservation = { task, worker, status: 'pending', onHold: false };
    this.reservations.push(reservation);
    task.status = 'reserved';
    this.at(OFFER_S, () => {
      if (reservation.status !== 'pending' || reservation.onHold || !this.reservations.includes(reservation)) return;
      worker.available = false;
      reservation.status = 'timeout';
      task.status = 'pending';
      this.route();
    });
    return true;
  }

  private isOnTheLine = (worker: ModelWorker) =>
    this.reservations.some((one) => one.worker === worker && one.task.channel === 'voice' && open(one));
}
