import type { Route } from './resource';
import { activities } from './resources/activities';
import { reservations } from './resources/reservations';
import { tasks } from './resources/tasks';
import { workers } from './resources/workers';
import { workspaces } from './resources/workspaces';

/** Everything that REST knows. */
export const routes: Route[] = [...workspaces, ...activities, ...workers, ...reservations, ...tasks];
