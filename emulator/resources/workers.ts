import type { Fields } from '../fields';
import type { Ground } from '../ground';
import { move } from '../lifecycle';
import { canMove } from '../machine';
import { page } from '../page';
import { badRequest } from '../problem';
import {
  type Ask,
  activitySid,
  checkRevision,
  found,
  iso,
  jsonText,
  type Route,
  shown,
  urlOf,
  WORKSPACE,
} from '../resource';
import { setActivity } from '../worker-rules';
import type { Worker } from '../world-document';

export const workers: Route[] = [
  {
    method: 'GET',
    path: `${WORKSPACE}/Workers`,
    answer: (ground, ask) => {
      const { activities, workers } = ground.world;
      const name = ask.fields.filled('FriendlyName');
      const activity = ask.fields.filled('ActivitySid');
      const activityName = ask.fields.filled('ActivityName');
      const available = ask.fields.boolean('Available');
      const keep = (worker: Worker) => {
        const present = activities.get(worker.activitySid);
        return (
          (name === undefined || worker.friendlyName === name) &&
          (activity === undefined || worker.activitySid === activity) &&
          (activityName === undefined || present?.friendlyName === activityName) &&
          (available === undefined || present?.available === available)
        );
      };
      return page(ask, 'workers', workers.list, (worker) => body(ground, ask, worker), keep);
    },
  },
  {
    method: 'GET',
    path: `${WORKSPACE}/Workers/:Sid`,
    answer: (ground, ask) => answer(ground, ask, named(ground, ask)),
  },
  {
    method: 'POST',
    path: `${WORKSPACE}/Workers/:Sid`,
    answer: (ground, ask) => {
      const worker = named(ground, ask);
      checkRevision(ground, ask, worker.revision);
      update(ground, ask.fields, worker);
      return answer(ground, ask, worker);
    },
  },
];

const named = (ground: Ground, ask: Ask) => found(ask, ground.world.workers.get(ask.params.Sid ?? ''));

function update(ground: Ground, fields: Fields, worker: Worker): void {
  const { world } = ground;
  const activity = activitySid(ground, fields, 'ActivitySid');
  const attributes = jsonText(fields, 'Attributes');
  const rejectsPending = fields.boolean('RejectPendingReservations');
  if (rejectsPending && world.activities.get(activity ?? worker.activitySid)?.available) {
    throw badRequest('RejectPendingReservations can only be used when the Worker goes to an unavailable activity');
  }
  const revision = worker.revision;
  worker.friendlyName = fields.filled('FriendlyName') ?? worker.friendlyName;
  worker.attributes = attributes ?? worker.attributes;
  if (activity !== undefined) setActivity(ground, worker, activity);
  // One update, one revision.
  worker.revision = revision;
  ground.touch(worker);
  ground.routingDue = true;
  if (!rejectsPending) return;
  for (const reservation of [...world.reservationsOfWorker(worker.sid, 'pending').after()]) {
    if (canMove(reservation.state, 'reject')) move(ground, reservation, 'reject');
  }
}

const answer = (ground: Ground, ask: Ask, worker: Worker) => ({
  body: () => body(ground, ask, worker),
  revision: () => worker.revision,
});

function body(ground: Ground, ask: Ask, worker: Worker) {
  const activity = ground.world.activities.get(worker.activitySid);
  const url = urlOf(ground, ask, 'Workers', worker.sid);
  return {
    ...shown(ground, worker),
    friendly_name: worker.friendlyName,
    attributes: worker.attributes,
    activity_sid: worker.activitySid,
    activity_name: activity?.friendlyName ?? null,
    available: activity?.available ?? false,
    date_status_changed: iso(worker.dateStatusChanged),
    url,
    links: {
      workspace: urlOf(ground, ask),
      activity: urlOf(ground, ask, 'Activities', worker.activitySid),
      worker_channels: `${url}/Channels`,
      channels: `${url}/Channels`,
      reservations: `${url}/Reservations`,
      worker_statistics: `${url}/Statistics`,
      statistics: `${url}/Statistics`,
      real_time_statistics: urlOf(ground, ask, 'Workers', 'RealTimeStatistics'),
      cumulative_statistics: urlOf(ground, ask, 'Workers', 'CumulativeStatistics'),
    },
  };
}
