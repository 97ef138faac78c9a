import type { Ground } from '../ground';
import { page } from '../page';
import { type Ask, found, type Route, shown, urlOf, WORKSPACE } from '../resource';
import type { World } from '../world';
import type { TaskChannel } from '../world-document';

export const taskChannels: Route[] = [
  {
    method: 'GET',
    path: `${WORKSPACE}/TaskChannels`,
    answer: (ground, ask) =>
      page(ask, 'channels', ground.world.taskChannels.list, (channel) => body(ground, ask, channel)),
  },
  {
    method: 'GET',
    path: `${WORKSPACE}/TaskChannels/:Sid`,
    answer: (ground, ask) => {
      const channel = found(ask, taskChannelNamed(ground.world, ask.params.Sid));
      return { body: () => body(ground, ask, channel) };
    },
  },
];

/** The channel with that SID or unique name. */
export function taskChannelNamed(world: World, name = ''): TaskChannel | undefined {
  return world.taskChannels.get(name) ?? world.taskChannels.all().find((channel) => channel.uniqueName === name);
}

function body(ground: Ground, ask: Ask, channel: TaskChannel) {
  return {
    ...shown(ground, channel),
    friendly_name: channel.friendlyName,
    unique_name: channel.uniqueName,
    channel_optimized_routing: channel.channelOptimizedRouting,
    url: urlOf(ground, ask, 'TaskChannels', channel.sid),
    links: { workspace: urlOf(ground, ask) },
  };
}
