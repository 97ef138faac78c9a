import { OrderedIndex } from './ordered-index';
import { newSid } from './sid';
import { Waiting } from './waiting';
import type {
  Activity,
  Call,
  Reservation,
  ReservationStatus,
  Task,
  TaskChannel,
  TaskQueue,
  Worker,
  Workflow,
  Workspace,
  WorldDocument,
} from './world-document';

interface Placed {
  seq: number;
}
export type List<T extends Placed> = OrderedIndex<Placed, T>;
export const newList = <T extends Placed>(): List<T> => new OrderedIndex<Placed, T>((a, b) => a.seq - b.seq);

/** Resources of one kind, by SID and in the order they were made. */
class Table<T extends Placed & { sid: string }> {
  readonly list = newList<T>();
  private readonly bySid = new Map<string, T>();

  get(sid: string): T | undefined {
    return this.bySid.get(sid);
  }

  add(item: T): void {
    this.bySid.set(item.sid, item);
    this.list.add(item);
  }

  remove(item: T): void {
    this.bySid.delete(item.sid);
    this.list.remove(item);
  }

  all(): T[] {
    return [...this.bySid.values()];
  }
}

/** Lists by a key made of strings; an empty list costs nothing. */
class Lists<T extends Placed> {
  private readonly byKey = new Map<string, List<T>>();

  of(...key: string[]): List<T> {
    return this.byKey.get(key.join(' ')) ?? newList();
  }

  add(item: T, ...key: string[]): void {
    const joined = key.join(' ');
    const list = this.byKey.get(joined) ?? newList<T>();
    list.add(item);
    this.byKey.set(joined, list);
  }

  remove(item: T, ...key: string[]): void {
    const joined = key.join(' ');
    const list = this.byKey.get(joined);
    list?.remove(item);
    if (list?.size === 0) this.byKey.delete(joined);
  }
}

/** What REST shows of a reservation's state. */
export function statusOf(reservation: Reservation): ReservationStatus {
  return reservation.state === 'onHold' ? 'pending' : reservation.state;
}

/** Whether the reservation still takes room on its worker. */
export const isOpen = (reservation: Reservation) =>
  ['pending', 'onHold', 'accepted', 'wrapping'].includes(reservation.state);

/**
 * The resources and the indexes over them; no rules. State that an index reads changes only through the methods here.
 */
export class World {
  readonly activities = new Table<Activity>();
  readonly taskChannels = new Table<TaskChannel>();
  readonly taskQueues = new Table<TaskQueue>();
  readonly workflows = new Table<Workflow>();
  readonly workers = new Table<Worker>();
  readonly tasks = new Table<Task>();
  readonly reservations = new Table<Reservation>();
  readonly calls = new Table<Call>();
  readonly accountSid: string;
  readonly authToken: string;
  readonly workspace: Workspace;
  readonly waiting = new Waiting();
  private readonly tasksByStatus = new Lists<Task>();
  private readonly reservationLists = new Lists<Reservation>();
  private readonly callLists = new Lists<Call>();
  private readonly consumed = new Map<string, number>();
  private seq = 0;

  /** Takes the document over: nothing else may hold on to it. */
  constructor(document: WorldDocument) {
    this.accountSid = document.accountSid;
    this.authToken = document.authToken;
    this.workspace = document.workspace;
    this.activities = filled(this.activities, document.activities);
    this.taskChannels = filled(this.taskChannels, document.taskChannels);
    this.taskQueues = filled(this.taskQueues, document.taskQueues);
    this.workflows = filled(this.workflows, document.workflows);
    this.workers = filled(this.workers, document.workers);
    for (const task of document.tasks) this.addTask(task);
    for (const reservation of document.reservations) this.addReservation(reservation);
    for (const call of document.calls) this.addCall(call);
    for (const { seq } of resourcesIn(document)) this.seq = Math.max(this.seq, seq);
  }

  /** What a new resource begins with. */
  made(prefix: string, now: number) {
    this.seq += 1;
    return { sid: newSid(prefix), seq: this.seq, revision: 0, dateCreated: now, dateUpdated: now };
  }

  document(at: number): WorldDocument {
    return {
      at,
      accountSid: this.accountSid,
      authToken: this.authToken,
      workspace: this.workspace,
      activities: this.activities.all(),
      taskChannels: this.taskChannels.all(),
      taskQueues: this.taskQueues.all(),
      workflows: this.workflows.all(),
      workers: this.workers.all(),
      tasks: this.tasks.all(),
      reservations: this.reservations.all(),
      calls: this.calls.all(),
    };
  }

  addTask(task: Task): void {
    this.tasks.add(task);
    this.listTask(task);
  }

  setTaskStatus(task: Task, status: Task['assignmentStatus']): void {
    this.changeTask(task, () => {
      task.assignmentStatus = status;
    });
  }

  /** Changes what lists and queues read: status, priority, attributes, queue, or channel. */
  changeTask(task: Task, change: () => void): void {
    const open = [...this.reservationsOfTask(task.sid).after()].filter(isOpen);
    for (const reservation of open) this.consume(reservation, -1);
    this.unlistTask(task);
    change();
    this.listTask(task);
    for (const reservation of open) this.consume(reservation, 1);
  }

  /** Takes the Task and its reservations out of the world. */
  removeTask(task: Task): void {
    for (const reservation of [...this.reservationsOfTask(task.sid).after()]) {
      this.unlist(reservation);
      for (const sid of [reservation.workerSid, reservation.taskSid]) this.reservationLists.remove(reservation, sid);
      this.reservations.remove(reservation);
    }
    this.unlistTask(task);
    this.tasks.remove(task);
  }

  tasksWithStatus(status: string): List<Task> {
    return this.tasksByStatus.of(status);
  }

  addReservation(reservation: Reservation): void {
    this.reservations.add(reservation);
    for (const sid of [reservation.workerSid, reservation.taskSid]) this.reservationLists.add(reservation, sid);
    this.enlist(reservation);
  }

  setReservationState(reservation: Reservation, state: Reservation['state']): void {
    this.unlist(reservation);
    reservation.state = state;
    this.enlist(reservation);
  }

  reservationsOfWorker(workerSid: string, status?: ReservationStatus): List<Reservation> {
    return status ? this.reservationLists.of(workerSid, status) : this.reservationLists.of(workerSid);
  }

  reservationsOfTask(taskSid: string, status?: ReservationStatus): List<Reservation> {
    return status ? this.reservationLists.of(taskSid, status) : this.reservationLists.of(taskSid);
  }

  addCall(call: Call): void {
    this.calls.add(call);
    this.callLists.add(call, call.reservationSid);
  }

  callsOfReservation(reservationSid: string): List<Call> {
    return this.callLists.of(reservationSid);
  }

  /** How much of the worker's room on a channel open reservations take. */
  consumedCapacity(workerSid: string, taskChannelSid: string): number {
    return this.consumed.get(`${workerSid} ${taskChannelSid}`) ?? 0;
  }

  private listTask(task: Task): void {
    this.tasksByStatus.add(task, task.assignmentStatus);
    if (task.assignmentStatus === 'pending') this.waiting.add(task);
  }

  private unlistTask(task: Task): void {
    this.tasksByStatus.remove(task, task.assignmentStatus);
    if (task.assignmentStatus === 'pending') this.waiting.remove(task);
  }

  private enlist(reservation: Reservation): void {
    for (const sid of [reservation.workerSid, reservation.taskSid]) {
      this.reservationLists.add(reservation, sid, statusOf(reservation));
    }
    if (isOpen(reservation)) this.consume(reservation, 1);
  }

  private unlist(reservation: Reservation): void {
    for (const sid of [reservation.workerSid, reservation.taskSid]) {
      this.reservationLists.remove(reservation, sid, statusOf(reservation));
    }
    if (isOpen(reservation)) this.consume(reservation, -1);
  }

  private consume(reservation: Reservation, by: number): void {
    const key = `${reservation.workerSid} ${this.tasks.get(reservation.taskSid)?.taskChannelSid}`;
    this.consumed.set(key, (this.consumed.get(key) ?? 0) + by);
  }
}

function filled<T extends Placed & { sid: string }>(table: Table<T>, items: T[]): Table<T> {
  for (const item of items) table.add(item);
  return table;
}

function* resourcesIn(document: WorldDocument): Generator<Placed> {
  yield document.workspace;
  yield* document.activities;
  yield* document.taskChannels;
  yield* document.taskQueues;
  yield* document.workflows;
  for (const worker of document.workers) yield* [worker, ...worker.channels];
  yield* document.tasks;
  yield* document.reservations;
  yield* document.calls;
}
