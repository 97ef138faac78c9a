import type { Ground } from '../ground';
import { type Ask, found, iso, type Route, urlOf } from '../resource';

export const workspaces: Route[] = [
  {
    method: 'GET',
    path: '/v1/Workspaces/:Sid',
    answer: (ground, ask) => {
      found(ask, ask.params.Sid === ground.world.workspace.sid || undefined);
      return { body: () => workspaceBody(ground, ask) };
    },
  },
];

function workspaceBody(ground: Ground, ask: Ask) {
  const { workspace, activities, accountSid } = ground.world;
  const links = {
    activities: 'Activities',
    statistics: 'Statistics',
    real_time_statistics: 'RealTimeStatistics',
    cumulative_statistics: 'CumulativeStatistics',
    workers: 'Workers',
    workflows: 'Workflows',
    task_queues: 'TaskQueues',
    tasks: 'Tasks',
    task_channels: 'TaskChannels',
    events: 'Events',
  };
  return {
    sid: workspace.sid,
    account_sid: accountSid,
    friendly_name: workspace.friendlyName,
    date_created: iso(workspace.dateCreated),
    date_updated: iso(workspace.dateUpdated),
    default_activity_sid: workspace.defaultActivitySid,
    default_activity_name: activities.get(workspace.defaultActivitySid)?.friendlyName ?? null,
    timeout_activity_sid: workspace.timeoutActivitySid,
    timeout_activity_name: activities.get(workspace.timeoutActivitySid)?.friendlyName ?? null,
    event_callback_url: workspace.eventCallbackUrl || null,
    events_filter: workspace.eventsFilter || null,
    multi_task_enabled: true,
    prioritize_queue_order: workspace.prioritizeQueueOrder,
    url: urlOf(ground, ask),
    links: Object.fromEntries(Object.entries(links).map(([name, path]) => [name, urlOf(ground, ask, path)])),
  };
}
