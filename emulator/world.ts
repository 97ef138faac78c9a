import { newSid } from './sid';
import { type List, Lists, type Placed, Table } from './tables';
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
    for (const one of document.activities) this.activities.add(one);
    for (const one of document.taskChannels) this.taskChannels.add(one);
    for (const one of document.taskQueues) this.taskQueues.add(one);
    for (const one of document.workflows) this.workflows.add(one);
    for (const one of document.workers) this.workers.add(one);
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
