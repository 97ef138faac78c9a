import type { Route } from './resource';
import { activities } from './resources/activities';
import { reservations } from './resources/reservations';
import { taskChannels } from './resources/task-channels';
import { taskQueues } from './resources/task-queues';
import { tasks } from './resources/tasks';
import { workerChannels } from './resources/worker-channels';
import { workers } from './resources/workers';
import { workflows } from './resources/workflows';
import { workspaces } from './resources/workspaces';

/** Everything that REST knows. */
export const routes: Route[] = [
  ...workspaces,
  ...activities,
  ...workers,
  ...workerChannels,
  ...reservations,
  ...tasks,
  ...taskQueues,
  ...workflows,
  ...taskChannels,
];
