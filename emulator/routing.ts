import type { Ground } from './ground';
import { offer } from './lifecycle';
import { onlyWorker } from './waiting';
import { isOpen, type World } from './world';
import type { Task, Worker } from './world-document';

/**
 * Offers waiting Tasks to workers. Deliberately simple: the Task of the highest priority that waits longest goes to the
 * worker who is in an available activity, has room on the Task's channel, and whose last offer is longest ago. Workflow
 * filters and the expressions of queues are kept, not evaluated. A Task goes to one worker only if its `RoutingTarget`
 * is that worker's SID, or its attribute `worker` that worker's name or SID.
 */
export function route(ground: Ground): void {
  while (ground.routingDue) {
    ground.routingDue = false;
    // After an offer the next in rank may be another of the same group: look again.
    ground.routingDue = ground.world.waiting.heads().some((task) => offerTo(ground, task));
  }
}

function offerTo(ground: Ground, task: Task): boolean {
  const { world } = ground;
  const most = world.taskQueues.get(task.taskQueueSid)?.maxReservedWorkers ?? 1;
  for (let offers = 0; offers < most; offers += 1) {
    const worker = bestWorker(world, task);
    if (!worker) return offers > 0;
    offer(ground, task, worker);
  }
  return true;
}

function bestWorker(world: World, task: Task): Worker | undefined {
  const only = onlyWorker(task);
  let best: Worker | undefined;
  for (const worker of world.workers.list.after()) {
    if (only !== undefined && only !== worker.sid && only !== worker.friendlyName) continue;
    if (best && best.lastOffer <= worker.lastOffer) continue;
    if (canTake(world, worker, task)) best = worker;
  }
  return best;
}

function canTake(world: World, worker: Worker, task: Task): boolean {
  if (!world.activities.get(worker.activitySid)?.available) return false;
  const channel = worker.channels.find((one) => one.taskChannelSid === task.taskChannelSid);
  if (!channel?.available) return false;
  const room = channel.capacity - world.consumedCapacity(worker.sid, task.taskChannelSid);
  if (room <= 0 && !(task.ignoreCapacity && task.routingTarget)) return false;
  for (const reservation of world.reservationsOfTask(task.sid).after()) {
    if (reservation.workerSid === worker.sid && isOpen(reservation)) return false;
  }
  return true;
}
