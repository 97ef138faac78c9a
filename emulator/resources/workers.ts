import type { Ground } from '../ground';
import { page } from '../page';
import { type Ask, found, iso, type Route, shown, urlOf, WORKSPACE } from '../resource';
import type { Worker } from '../world-document';

export const workers: Route[] = [
  {
    method: 'GET',
    path: `${WORKSPACE}/Workers`,
    answer: (ground, ask) => {
      const { activities, workers } = ground.world;
      const name = ask.fields.filled('FriendlyName');
      const activitySid = ask.fields.filled('ActivitySid');
      const activityName = ask.fields.filled('ActivityName');
      const available = ask.fields.boolean('Available');
      const keep = (worker: Worker) => {
        const activity = activities.get(worker.activitySid);
        return (
          (name === undefined || worker.friendlyName === name) &&
          (activitySid === undefined || worker.activitySid === activitySid) &&
          (activityName === undefined || activity?.friendlyName === activityName) &&
          (available === undefined || activity?.available === available)
        );
      };
      return page(ask, 'workers', workers.list, (worker) => workerBody(ground, ask, worker), keep);
    },
  },
  {
    method: 'GET',
    path: `${WORKSPACE}/Workers/:Sid`,
    answer: (ground, ask) => answerWorker(ground, ask, found(ask, ground.world.workers.get(ask.params.Sid ?? ''))),
  },
];

const answerWorker = (ground: Ground, ask: Ask, worker: Worker) => ({
  body: () => workerBody(ground, ask, worker),
  revision: () => worker.revision,
});

function workerBody(ground: Ground, ask: Ask, worker: Worker) {
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
