import type { Ground } from '../ground';
import { page } from '../page';
import { badRequest } from '../problem';
import { type Ask, activitySid, callbackUrl, found, iso, type Route, urlOf } from '../resource';
import { newList } from '../tables';
import type { Workspace } from '../world-document';

export const workspaces: Route[] = [
  {
    method: 'GET',
    path: '/v1/Workspaces',
    answer: (ground, ask) => {
      const name = ask.fields.filled('FriendlyName');
      const list = newList<Workspace>();
      list.add(ground.world.workspace);
      const keep = (workspace: Workspace) => name === undefined || workspace.friendlyName === name;
      return page(ask, 'workspaces', list, () => body(ground, ask), keep);
    },
  },
  {
    method: 'GET',
    path: '/v1/Workspaces/:Sid',
    answer: (ground, ask) => {
      named(ground, ask);
      return { body: () => body(ground, ask) };
    },
  },
  {
    method: 'POST',
    path: '/v1/Workspaces/:Sid',
    answer: (ground, ask) => {
      const workspace = named(ground, ask);
      const { fields } = ask;
      if (fields.boolean('MultiTaskEnabled') === false) {
        throw badRequest('A multitasking workspace cannot be updated to single-tasking');
      }
      const byDefault = activitySid(ground, fields, 'DefaultActivitySid');
      const timeout = activitySid(ground, fields, 'TimeoutActivitySid');
      const events = callbackUrl(fields, 'EventCallbackUrl');
      const order = fields.oneOf('PrioritizeQueueOrder', ['FIFO', 'LIFO']);
      workspace.friendlyName = fields.filled('FriendlyName') ?? workspace.friendlyName;
      workspace.defaultActivitySid = byDefault ?? workspace.defaultActivitySid;
      workspace.timeoutActivitySid = timeout ?? workspace.timeoutActivitySid;
      workspace.eventCallbackUrl = events ?? workspace.eventCallbackUrl;
      workspace.eventsFilter = fields.text('EventsFilter') ?? workspace.eventsFilter;
      workspace.prioritizeQueueOrder = order ?? workspace.prioritizeQueueOrder;
      ground.touch(workspace);
      return { body: () => body(ground, ask) };
    },
  },
];

function named(ground: Ground, ask: Ask): Workspace {
  return found(ask, ask.params.Sid === ground.world.workspace.sid ? ground.world.workspace : undefined);
}

function body(ground: Ground, ask: Ask) {
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
