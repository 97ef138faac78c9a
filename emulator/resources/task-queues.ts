import type { Ground } from '../ground';
import { page } from '../page';
import { type Answer, type Ask, found, type Route, shown, urlOf, WORKSPACE } from '../resource';
import type { TaskQueue } from '../world-document';

/** How many workers one Task may be offered to at a time. */
const MOST_RESERVED = 50;

export const taskQueues: Route[] = [
  {
    method: 'GET',
    path: `${WORKSPACE}/TaskQueues`,
    answer: (ground, ask) => {
      const name = ask.fields.filled('FriendlyName');
      const keep = (queue: TaskQueue) => name === undefined || queue.friendlyName === name;
      return page(ask, 'task_queues', ground.world.taskQueues.list, (queue) => body(ground, ask, queue), keep);
    },
  },
  {
    method: 'GET',
    path: `${WORKSPACE}/TaskQueues/:Sid`,
    answer: (ground, ask) => answer(ground, ask, named(ground, ask)),
  },
  {
    method: 'POST',
    path: `${WORKSPACE}/TaskQueues/:Sid`,
    answer: (ground, ask) => {
      const queue = named(ground, ask);
      const most = ask.fields.integer('MaxReservedWorkers', 1, MOST_RESERVED);
      const order = ask.fields.oneOf('TaskOrder', ['FIFO', 'LIFO']);
      queue.friendlyName = ask.fields.filled('FriendlyName') ?? queue.friendlyName;
      queue.targetWorkers = ask.fields.text('TargetWorkers') ?? queue.targetWorkers;
      queue.maxReservedWorkers = most ?? queue.maxReservedWorkers;
      queue.taskOrder = order ?? queue.taskOrder;
      ground.touch(queue);
      return answer(ground, ask, queue);
    },
  },
];

const named = (ground: Ground, ask: Ask) => found(ask, ground.world.taskQueues.get(ask.params.Sid ?? ''));
const answer = (ground: Ground, ask: Ask, queue: TaskQueue): Answer => ({ body: () => body(ground, ask, queue) });

function body(ground: Ground, ask: Ask, queue: TaskQueue) {
  const url = urlOf(ground, ask, 'TaskQueues', queue.sid);
  return {
    ...shown(ground, queue),
    friendly_name: queue.friendlyName,
    target_workers: queue.targetWorkers,
    max_reserved_workers: queue.maxReservedWorkers,
    task_order: queue.taskOrder,
    assignment_activity_sid: null,
    assignment_activity_name: null,
    reservation_activity_sid: null,
    reservation_activity_name: null,
    url,
    links: {
      workspace: urlOf(ground, ask),
      statistics: `${url}/Statistics`,
      real_time_statistics: `${url}/RealTimeStatistics`,
      cumulative_statistics: `${url}/CumulativeStatistics`,
      list_statistics: urlOf(ground, ask, 'TaskQueues', 'Statistics'),
    },
  };
}
