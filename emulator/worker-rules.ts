import type { Ground } from './ground';
import type { Worker } from './world-document';

/** Moves the worker to an activity; an unknown one, or the present one, changes nothing. */
export function setActivity(ground: Ground, worker: Worker, activitySid: string): void {
  if (worker.activitySid === activitySid || !ground.world.activities.get(activitySid)) return;
  const previous = worker.activitySid;
  const spent = ground.clock.now() - worker.dateStatusChanged;
  worker.activitySid = activitySid;
  worker.dateStatusChanged = ground.clock.now();
  ground.touch(worker);
  ground.routingDue = true;
  ground.tell('worker.activity.update', worker.sid, {
    WorkerPreviousActivitySid: previous,
    WorkerTimeInPreviousActivity: Math.floor(spent / 1000),
    WorkerTimeInPreviousActivityMs: spent,
  });
}
