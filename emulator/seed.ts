import { seededSid } from './sid';
import type { WorldDocument } from './world-document';

/**
 * The world a fresh emulator starts with. Nothing in it changes between runs, so its SIDs may be written down. The
 * default channel has room for any number of Tasks, so that a Task is offered at once; voice has room for one call.
 */
export function seededWorld(): WorldDocument {
  let seq = 0;
  const made = Date.UTC(2024, 0, 1);
  const resource = (sid: string) => {
    seq += 1;
    return { sid, seq, revision: 0, dateCreated: made, dateUpdated: made };
  };
  const available = seededSid('WA', 'a');
  const unavailable = seededSid('WA', 'b');
  const offline = seededSid('WA', 'c');
  const byDefault = seededSid('TC', 'd');
  const voice = seededSid('TC', 'e');
  const everyone = seededSid('WQ', '1');

  const worker = (digits: string, friendlyName: string) => ({
    ...resource(seededSid('WK', digits)),
    friendlyName,
    attributes: JSON.stringify({ contact_uri: `client:${friendlyName}`, phone: { rings: 2, does: 'answer' } }),
    activitySid: available,
    dateStatusChanged: made,
    lastOffer: 0,
    channels: [
      { ...resource(seededSid('WC', `${digits}d`)), taskChannelSid: byDefault, available: true, capacity: 1_000_000 },
      { ...resource(seededSid('WC', `${digits}e`)), taskChannelSid: voice, available: true, capacity: 1 },
    ],
  });

  return {
    accountSid: seededSid('AC', 'acc'),
    authToken: '0123456789abcdef'.repeat(2),
    workspace: {
      ...resource(seededSid('WS', '5ace')),
      friendlyName: 'Emulated workspace',
      defaultActivitySid: offline,
      timeoutActivitySid: offline,
      eventCallbackUrl: '',
      eventsFilter: '',
      prioritizeQueueOrder: 'FIFO',
    },
    activities: [
      { ...resource(available), friendlyName: 'Available', available: true },
      { ...resource(unavailable), friendlyName: 'Unavailable', available: false },
      { ...resource(offline), friendlyName: 'Offline', available: false },
    ],
    taskChannels: [
      { ...resource(byDefault), friendlyName: 'Default', uniqueName: 'default', channelOptimizedRouting: false },
      { ...resource(voice), friendlyName: 'Voice', uniqueName: 'voice', channelOptimizedRouting: false },
    ],
    taskQueues: [
      {
        ...resource(everyone),
        friendlyName: 'Everyone',
        targetWorkers: '1==1',
        maxReservedWorkers: 1,
        taskOrder: 'FIFO',
      },
    ],
    workflows: [
      {
        ...resource(seededSid('WW', 'f')),
        friendlyName: 'To everyone',
        configuration: JSON.stringify({ task_routing: { filters: [], default_filter: { queue: everyone } } }),
        taskQueueSid: everyone,
        assignmentCallbackUrl: '',
        fallbackAssignmentCallbackUrl: '',
        taskReservationTimeout: 120,
      },
    ],
    workers: [worker('a11ce', 'alice'), worker('b0b', 'bob')],
    tasks: [],
    reservations: [],
    calls: [],
  };
}
