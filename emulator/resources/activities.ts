import type { Ground } from '../ground';
import { page } from '../page';
import { type Ask, found, type Route, shown, urlOf, WORKSPACE } from '../resource';
import type { Activity } from '../world-document';

export const activities: Route[] = [
  {
    method: 'GET',
    path: `${WORKSPACE}/Activities`,
    answer: (ground, ask) => {
      const name = ask.fields.filled('FriendlyName');
      const available = ask.fields.boolean('Available');
      return page(
        ask,
        'activities',
        ground.world.activities.list,
        (activity) => body(ground, ask, activity),
        (activity) =>
          (name === undefined || activity.friendlyName === name) &&
          (available === undefined || activity.available === available),
      );
    },
  },
  {
    method: 'GET',
    path: `${WORKSPACE}/Activities/:Sid`,
    answer: (ground, ask) => {
      const activity = found(ask, ground.world.activities.get(ask.params.Sid ?? ''));
      return { body: () => body(ground, ask, activity) };
    },
  },
];

function body(ground: Ground, ask: Ask, activity: Activity) {
  return {
    ...shown(ground, activity),
    friendly_name: activity.friendlyName,
    available: activity.available,
    url: urlOf(ground, ask, 'Activities', activity.sid),
    links: { workspace: urlOf(ground, ask) },
  };
}
