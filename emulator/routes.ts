import type { Route } from './resource';
import { activities } from './resources/activities';
import { tasks } from './resources/tasks';
import { workerReservations } from './resources/worker-reservations';
import { workers } from './resources/workers';
import { workspaces } from './resources/workspaces';

/** Everything that REST knows. */
export const routes: Route[] = [...workspaces, ...activities, ...workers, ...workerReservations, ...tasks];
