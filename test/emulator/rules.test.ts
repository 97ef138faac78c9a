import type { ReservationStatus } from 'twilio/lib/rest/taskrouter/v1/workspace/worker/reservation';
import { Harness, refusal } from './harness';

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
beforeEach(() => harness.reset());
afterAll(() => harness.close());

type Offered = Awaited<ReturnType<Harness['offered']>>;

const statuses: ReservationStatus[] = [
  'pending',
  'accepted',
  'rejected',
  'timeout',
  'canceled',
  'rescinded',
  'wrapping',
  'completed',
];

/** How a reservation comes into each status. */
const ways: Record<ReservationStatus, (offered: Offered) => Promise<unknown>> = {
  pending: async () => undefined,
  accepted: ({ reservation }) => reservation.update({ reservationStatus: 'accepted' }),
  rejected: ({ reservation }) => reservation.update({ reservationStatus: 'rejected' }),
  timeout: () => harness.advance(120),
  canceled: ({ task }) => harness.workspace.tasks(task.sid).update({ assignmentStatus: 'canceled', reason: 'gone' }),
  rescinded: async ({ task, sid }) => {
    const siblings = await harness.workspace.tasks(task.sid).reservations.list();
    const other = siblings.find((one) => one.sid !== sid);
    await harness.workspace
      .tasks(task.sid)
      .reservations(other?.sid ?? '')
      .update({ reservationStatus: 'accepted' });
  },
  wrapping: async (offered) => {
    await ways.accepted(offered);
    await offered.reservation.update({ reservationStatus: 'wrapping' });
  },
  completed: async (offered) => {
    await ways.accepted(offered);
    await offered.reservation.update({ reservationStatus: 'completed' });
  },
};

async function reservationIn(status: ReservationStatus): Promise<Offered> {
  const { taskQueueSid } = harness.world;
  if (status === 'rescinded') await harness.workspace.taskQueues(taskQueueSid).update({ maxReservedWorkers: 2 });
  const offered = await harness.offered({}, {});
  await ways[status](offered);
  expect((await offered.reservation.fetch()).reservationStatus).toBe(status);
  return offered;
}

describe.each(statuses)('a reservation that is %s', (from) => {
  const allowed: Partial<Record<ReservationStatus, ReservationStatus[]>> = {
    pending: ['accepted', 'rejected'],
    accepted: ['wrapping', 'completed'],
    wrapping: ['completed'],
  };

  test.each(statuses)('answers an update to %s as TaskRouter would', async (to) => {
    const { reservation, sid } = await reservationIn(from);
    const answer = await refusal(reservation.update({ reservationStatus: to }));
    if (allowed[from]?.includes(to)) {
      expect(answer.status).toBe(200);
      expect((await reservation.fetch()).reservationStatus).toBe(to);
      return;
    }
    expect(answer).toEqual({
      status: 400,
      code: 20001,
      message: `Reservation ${sid} is already in state [${from}] and cannot be updated to [${to}]`,
    });
    expect((await reservation.fetch()).reservationStatus).toBe(from);
  });
});

describe('what becomes of the Task', () => {
  test.each<[ReservationStatus, string]>([
    ['pending', 'reserved'],
    ['accepted', 'assigned'],
    ['wrapping', 'wrapping'],
    ['completed', 'completed'],
    ['rejected', 'reserved'],
    ['timeout', 'reserved'],
    ['canceled', 'canceled'],
    ['rescinded', 'assigned'],
  ])('of a reservation that is %s: it is %s', async (status, expected) => {
    const { task } = await reservationIn(status);
    expect((await harness.workspace.tasks(task.sid).fetch()).assignmentStatus).toBe(expected);
  });

  test('it waits while nobody is available, and is offered when somebody is', async () => {
    const { workers, tasks } = harness.workspace;
    for (const name of ['alice', 'bob']) {
      await workers(harness.workerSid(name)).update({ activitySid: harness.activitySid('Offline') });
    }
    const low = await tasks.create({ taskChannel: 'voice' });
    const high = await tasks.create({ taskChannel: 'voice', priority: 9 });
    expect(low.assignmentStatus).toBe('pending');
    await workers(harness.workerSid('alice')).update({ activitySid: harness.activitySid('Available') });
    expect((await tasks(high.sid).fetch()).assignmentStatus).toBe('reserved');
    expect((await tasks(low.sid).fetch()).assignmentStatus).toBe('pending');
  });

  test('its time to live ends it, and the open reservation with it', async () => {
    await harness.workspace.workflows(harness.world.workflowSid).update({ taskReservationTimeout: 600 });
    const { task, reservation } = await harness.offered({}, { timeout: 300 });
    await harness.advance(299);
    expect((await reservation.fetch()).reservationStatus).toBe('pending');
    await harness.advance(1);
    const ended = await harness.workspace.tasks(task.sid).fetch();
    expect(ended).toMatchObject({ assignmentStatus: 'canceled', reason: 'Task TTL Exceeded' });
    expect((await reservation.fetch()).reservationStatus).toBe('canceled');
  });

  test('over, it is gone five minutes later, with its reservations', async () => {
    const { task, reservation } = await reservationIn('completed');
    await harness.advance(299);
    expect((await reservation.fetch()).reservationStatus).toBe('completed');
    await harness.advance(1);
    expect(await refusal(reservation.fetch())).toMatchObject({ status: 404, code: 20404 });
    expect(await refusal(harness.workspace.tasks(task.sid).fetch())).toMatchObject({ status: 404, code: 20404 });
  });

  test('assigned for a day, it is deleted by the system', async () => {
    const { task } = await reservationIn('accepted');
    await harness.advance(86_400);
    expect(await refusal(harness.workspace.tasks(task.sid).fetch())).toMatchObject({ status: 404, code: 20404 });
  });

  test('it is canceled after a thousand rejections', async () => {
    const { task } = await harness.offered();
    for (let count = 0; count < 1000; count += 1) {
      const [open] = await harness.workspace.tasks(task.sid).reservations.list({ reservationStatus: 'pending' });
      await harness.workspace
        .tasks(task.sid)
        .reservations(open?.sid ?? '')
        .update({ reservationStatus: 'rejected' });
    }
    expect((await harness.workspace.tasks(task.sid).fetch()).assignmentStatus).toBe('canceled');
  });

  test('assigned, it cannot be canceled', async () => {
    const { task } = await reservationIn('accepted');
    const cancel = harness.workspace.tasks(task.sid).update({ assignmentStatus: 'canceled', reason: 'no' });
    expect(await refusal(cancel)).toEqual({
      status: 400,
      code: 20001,
      message: `Cannot cancel task ${task.sid} because it is not pending or reserved.`,
    });
  });

  test('completed by REST, its reservation is completed', async () => {
    const { task, reservation } = await reservationIn('accepted');
    await harness.workspace.tasks(task.sid).update({ assignmentStatus: 'wrapping', reason: 'notes' });
    expect((await reservation.fetch()).reservationStatus).toBe('wrapping');
    await harness.workspace.tasks(task.sid).update({ assignmentStatus: 'completed', reason: 'done' });
    expect((await reservation.fetch()).reservationStatus).toBe('completed');
  });

  test('with several reservations it goes on only when all have come to nothing', async () => {
    await harness.workspace.taskQueues(harness.world.taskQueueSid).update({ maxReservedWorkers: 2 });
    const { task, reservation } = await harness.offered();
    const { reservations } = harness.workspace.tasks(task.sid);
    await reservation.update({ reservationStatus: 'rejected' });
    expect(await reservations.list()).toHaveLength(2);
    const [open] = await reservations.list({ reservationStatus: 'pending' });
    await reservations(open?.sid ?? '').update({ reservationStatus: 'rejected' });
    expect(await reservations.list({ reservationStatus: 'pending' })).toHaveLength(2);
    expect(await reservations.list()).toHaveLength(4);
  });
});

describe('what becomes of the worker', () => {
  const activityOf = async (name: string) =>
    (await harness.workspace.workers(harness.workerSid(name)).fetch()).activityName;

  test('a rejection moves it where WorkerActivitySid says, and nowhere without', async () => {
    const first = await harness.offered({ worker: 'alice' });
    await first.reservation.update({ reservationStatus: 'rejected' });
    expect(await activityOf('alice')).toBe('Available');
    const [second] = await harness.workspace.tasks(first.task.sid).reservations.list({ reservationStatus: 'pending' });
    await harness.workspace
      .workers(harness.workerSid('alice'))
      .reservations(second?.sid ?? '')
      .update({ reservationStatus: 'rejected', workerActivitySid: harness.activitySid('Unavailable') });
    expect(await activityOf('alice')).toBe('Unavailable');
    expect((await harness.workspace.tasks(first.task.sid).fetch()).assignmentStatus).toBe('pending');
  });

  test('a timeout moves it to the timeout activity of the workspace', async () => {
    await harness.workspace.update({ timeoutActivitySid: harness.activitySid('Unavailable') });
    await harness.offered({ worker: 'alice' });
    await harness.advance(120);
    expect(await activityOf('alice')).toBe('Unavailable');
    expect(await activityOf('bob')).toBe('Available');
  });

  test('wrapping holds its room on the channel, completing frees it', async () => {
    const { reservation } = await harness.offered({ worker: 'alice' }, { taskChannel: 'voice' });
    const next = await harness.workspace.tasks.create({ taskChannel: 'voice', attributes: '{"worker":"alice"}' });
    const { tasks } = harness.workspace;
    await reservation.update({ reservationStatus: 'accepted' });
    await reservation.update({ reservationStatus: 'wrapping' });
    expect((await tasks(next.sid).fetch()).assignmentStatus).toBe('pending');
    const voice = harness.workspace.workers(harness.workerSid('alice')).workerChannels('voice');
    expect(await voice.fetch()).toMatchObject({ assignedTasks: 1, availableCapacityPercentage: 0 });
    await reservation.update({ reservationStatus: 'completed' });
    expect((await tasks(next.sid).fetch()).assignmentStatus).toBe('reserved');
  });

  test('more room brings more work', async () => {
    await harness.offered({ worker: 'alice' }, { taskChannel: 'voice' });
    const next = await harness.workspace.tasks.create({ taskChannel: 'voice', attributes: '{"worker":"alice"}' });
    await harness.workspace.workers(harness.workerSid('alice')).workerChannels('voice').update({ capacity: 2 });
    expect((await harness.workspace.tasks(next.sid).fetch()).assignmentStatus).toBe('reserved');
  });

  test('a Task for one worker that ignores capacity is offered to it all the same', async () => {
    await harness.offered({ worker: 'alice' }, { taskChannel: 'voice' });
    const routingTarget = harness.workerSid('alice');
    const next = await harness.workspace.tasks.create({ taskChannel: 'voice', routingTarget, ignoreCapacity: 'true' });
    expect(next.assignmentStatus).toBe('reserved');
  });

  test('going away, it may reject what it was offered', async () => {
    const { reservation } = await harness.offered({ worker: 'alice' });
    const alice = harness.workspace.workers(harness.workerSid('alice'));
    const refused = refusal(alice.update({ rejectPendingReservations: true }));
    expect(await refused).toMatchObject({ status: 400, code: 20001 });
    await alice.update({ activitySid: harness.activitySid('Offline'), rejectPendingReservations: true });
    expect((await reservation.fetch()).reservationStatus).toBe('rejected');
  });
});

test('a Workflow says how long an offer stands', async () => {
  await harness.workspace.workflows(harness.world.workflowSid).update({ taskReservationTimeout: 15 });
  const { reservation } = await harness.offered();
  await harness.advance(14);
  expect((await reservation.fetch()).reservationStatus).toBe('pending');
  await harness.advance(1);
  expect((await reservation.fetch()).reservationStatus).toBe('timeout');
});

describe('what is refused', () => {
  const tasks = () => harness.workspace.tasks;
  test.each<[string, () => Promise<unknown>]>([
    ['attributes that are no JSON object', () => tasks().create({ attributes: '[1]' })],
    ['attributes of more than 4096 characters', () => tasks().create({ attributes: `{"a":"${'x'.repeat(4096)}"}` })],
    ['a time to live of more than two weeks', () => tasks().create({ timeout: 1_209_601 })],
    ['an unknown Workflow', () => tasks().create({ workflowSid: `WW${'9'.repeat(32)}` })],
    ['an unknown Task Queue', () => tasks().create({ taskQueueSid: `WQ${'9'.repeat(32)}` })],
    ['an unknown Task Channel', () => tasks().create({ taskChannel: 'telegraph' })],
    ['a virtual start in the future', () => tasks().create({ virtualStartTime: new Date('2999-01-01') })],
    ['to ignore capacity without a target', () => tasks().create({ ignoreCapacity: 'true' })],
    ['an unknown activity', () => harness.workspace.update({ timeoutActivitySid: `WA${'9'.repeat(32)}` })],
    ['a callback that is no URL', () => harness.workspace.update({ eventCallbackUrl: 'ftp://x' })],
    ['single-tasking', () => harness.workspace.update({ multiTaskEnabled: false })],
    [
      'an offer longer than a day',
      () => harness.workspace.workflows(harness.world.workflowSid).update({ taskReservationTimeout: 86_401 }),
    ],
  ])('%s', async (_what, ask) => {
    expect(await refusal(ask())).toMatchObject({ status: 400, code: 20001 });
  });
});
