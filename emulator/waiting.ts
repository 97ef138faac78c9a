import { attributesOf } from './json';
import { OrderedIndex } from './ordered-index';
import type { Task } from './world-document';

type Rank = Pick<Task, 'priority' | 'queueEnteredAt' | 'seq'>;
const byRank = (a: Rank, b: Rank) => b.priority - a.priority || a.queueEnteredAt - b.queueEnteredAt || a.seq - b.seq;

/**
 * The Tasks that wait for a worker, the next one first, in groups whose members all fit the same workers: when the head
 * of a group finds nobody, nobody in the group does.
 */
export class Waiting {
  private readonly groups = new Map<string, OrderedIndex<Rank, Task>>();

  add(task: Task): void {
    const key = groupOf(task);
    const group = this.groups.get(key) ?? new OrderedIndex<Rank, Task>(byRank);
    group.add(task);
    this.groups.set(key, group);
  }

  remove(task: Task): void {
    const key = groupOf(task);
    const group = this.groups.get(key);
    group?.remove(task);
    if (group?.size === 0) this.groups.delete(key);
  }

  /** The first of every group, the next one first. */
  heads(): Task[] {
    return [...this.groups.values()].flatMap((group) => group.first() ?? []).sort(byRank);
  }
}

/** The SID or name of the one worker the Task is for, by `RoutingTarget` or by its attribute `worker`. */
export function onlyWorker(task: Task): string | undefined {
  if (task.routingTarget?.startsWith('WK')) return task.routingTarget;
  const { worker } = attributesOf(task);
  return typeof worker === 'string' ? worker : undefined;
}

function groupOf(task: Task): string {
  return JSON.stringify([task.taskChannelSid, task.taskQueueSid, task.ignoreCapacity, onlyWorker(task)]);
}
