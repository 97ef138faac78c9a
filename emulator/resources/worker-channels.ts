import type { Ground } from '../ground';
import { page } from '../page';
import { type Answer, type Ask, found, type Route, shown, urlOf, WORKSPACE } from '../resource';
import { newList } from '../tables';
import type { Worker, WorkerChannel } from '../world-document';
import { taskChannelNamed } from './task-channels';

const LIST = `${WORKSPACE}/Workers/:WorkerSid/Channels`;
const MOST = 1_000_000;

export const workerChannels: Route[] = [
  {
    method: 'GET',
    path: LIST,
    answer: (ground, ask) => {
      const worker = named(ground, ask);
      const list = newList<WorkerChannel>();
      for (const channel of worker.channels) list.add(channel);
      return page(ask, 'channels', list, (channel) => body(ground, ask, worker, channel));
    },
  },
  {
    method: 'GET',
    path: `${LIST}/:Sid`,
    answer: (ground, ask) => answer(ground, ask),
  },
  {
    method: 'POST',
    path: `${LIST}/:Sid`,
    answer: (ground, ask) => {
      const channel = channelOf(ground, ask, named(ground, ask));
      const capacity = ask.fields.integer('Capacity', 0, MOST);
      channel.available = ask.fields.boolean('Available') ?? channel.available;
      channel.capacity = capacity ?? channel.capacity;
      ground.touch(channel);
      ground.routingDue = true;
      return answer(ground, ask);
    },
  },
];

const named = (ground: Ground, ask: Ask) => found(ask, ground.world.workers.get(ask.params.WorkerSid ?? ''));

/** A worker's channel goes by its own SID, or by the SID or unique name of the Task Channel. */
function channelOf(ground: Ground, ask: Ask, worker: Worker): WorkerChannel {
  const { Sid } = ask.params;
  const taskChannel = taskChannelNamed(ground.world, Sid);
  return found(
    ask,
    worker.channels.find((channel) => channel.sid === Sid || channel.taskChannelSid === taskChannel?.sid),
  );
}

function answer(ground: Ground, ask: Ask): Answer {
  const worker = named(ground, ask);
  const channel = channelOf(ground, ask, worker);
  return { body: () => body(ground, ask, worker, channel) };
}

function body(ground: Ground, ask: Ask, worker: Worker, channel: WorkerChannel) {
  const { world } = ground;
  const consumed = world.consumedCapacity(worker.sid, channel.taskChannelSid);
  const free = channel.capacity === 0 ? 0 : Math.max(0, (channel.capacity - consumed) / channel.capacity);
  return {
    ...shown(ground, channel),
    worker_sid: worker.sid,
    task_channel_sid: channel.taskChannelSid,
    task_channel_unique_name: world.taskChannels.get(channel.taskChannelSid)?.uniqueName ?? null,
    available: channel.available,
    assigned_tasks: consumed,
    configured_capacity: channel.capacity,
    available_capacity_percentage: Math.floor(free * 100),
    url: urlOf(ground, ask, 'Workers', worker.sid, 'Channels', channel.sid),
  };
}
