import { Harness, refusal } from './harness';
import { departures } from './openapi';

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
beforeEach(() => harness.reset());
afterAll(() => harness.close());

/** The first conversation, through every operation there is; each says what it must see. */
const conversations: Record<string, () => Promise<void>> = {
  'a workspace is listed, fetched and updated': async () => {
    const { workspaces } = harness.client.taskrouter.v1;
    expect(await workspaces.list()).toHaveLength(1);
    const updated = await harness.workspace.update({
      eventCallbackUrl: 'http://127.0.0.1:9/events',
      eventsFilter: 'task.created',
      timeoutActivitySid: harness.activitySid('Unavailable'),
    });
    expect(updated).toMatchObject({ eventsFilter: 'task.created', timeoutActivityName: 'Unavailable' });
    expect((await harness.workspace.fetch()).eventCallbackUrl).toBe('http://127.0.0.1:9/events');
  },
  'activities are listed by name and availability, and fetched': async () => {
    const { activities } = harness.workspace;
    expect((await activities.list()).map((one) => one.friendlyName)).toEqual(['Available', 'Unavailable', 'Offline']);
    expect(await activities.list({ available: 'false' })).toHaveLength(2);
    expect(await activities.list({ friendlyName: 'Offline' })).toHaveLength(1);
    expect((await activities(harness.activitySid('Available')).fetch()).available).toBe(true);
  },
  'workers are listed by name and activity, fetched and updated': async () => {
    const { workers } = harness.workspace;
    const alice = workers(harness.workerSid('alice'));
    const updated = await alice.updateWithHttpInfo({
      activitySid: harness.activitySid('Unavailable'),
      attributes: '{"languages":["en"]}',
      ifMatch: '"0"',
    });
    expect(updated.body).toMatchObject({ activityName: 'Unavailable', available: false });
    expect(updated.headers).toMatchObject({ etag: '"1"' });
    expect((await alice.fetch()).attributes).toBe('{"languages":["en"]}');
    expect((await workers.list({ available: 'true' })).map((one) => one.friendlyName)).toEqual(['bob']);
    expect(await workers.list({ activityName: 'Unavailable' })).toHaveLength(1);
    expect(await workers.list({ activitySid: harness.activitySid('Offline') })).toHaveLength(0);
    expect(await workers.list({ friendlyName: 'bob' })).toHaveLength(1);
  },
  "a worker's channels are listed, fetched by SID or name, and updated": async () => {
    const channels = harness.workspace.workers(harness.workerSid('alice')).workerChannels;
    const [byDefault, voice] = await channels.list();
    expect([byDefault?.taskChannelUniqueName, voice?.taskChannelUniqueName]).toEqual(['default', 'voice']);
    expect((await channels(voice?.sid ?? '').fetch()).configuredCapacity).toBe(1);
    const updated = await channels('voice').update({ capacity: 4, available: false });
    expect(updated).toMatchObject({ configuredCapacity: 4, available: false, assignedTasks: 0 });
  },
  'task channels are listed, and fetched by SID or name': async () => {
    const channels = harness.workspace.taskChannels;
    expect(await channels.list()).toHaveLength(2);
    const { sid } = await channels('default').fetch();
    expect(sid).toBe(harness.world.taskChannelSid);
    expect((await channels(sid).fetch()).uniqueName).toBe('default');
  },
  'task queues are listed, fetched and updated': async () => {
    const { taskQueues } = harness.workspace;
    expect(await taskQueues.list({ friendlyName: 'Everyone' })).toHaveLength(1);
    const queue = taskQueues(harness.world.taskQueueSid);
    await queue.update({ maxReservedWorkers: 2, taskOrder: 'LIFO', targetWorkers: 'language == "en"' });
    expect(await queue.fetch()).toMatchObject({ maxReservedWorkers: 2, taskOrder: 'LIFO' });
  },
  'workflows are listed, fetched and updated': async () => {
    const { workflows } = harness.workspace;
    expect(await workflows.list({ friendlyName: 'To everyone' })).toHaveLength(1);
    const workflow = workflows(harness.world.workflowSid);
    await workflow.update({ assignmentCallbackUrl: 'http://127.0.0.1:9/', taskReservationTimeout: 30 });
    const url = { assignmentCallbackUrl: 'http://127.0.0.1:9/', fallbackAssignmentCallbackUrl: null };
    expect(await workflow.fetch()).toMatchObject({ ...url, taskReservationTimeout: 30 });
  },
  'a Task is created, listed by what it is, fetched, updated and deleted': async () => {
    const { tasks } = harness.workspace;
    const created = await tasks.createWithHttpInfo({
      attributes: '{"language":"en"}',
      priority: 7,
      taskChannel: 'voice',
      timeout: 600,
      workflowSid: harness.world.workflowSid,
      virtualStartTime: new Date('2024-02-03T04:05:06Z'),
    });
    expect(created.statusCode).toBe(201);
    const { sid } = created.body;
    expect(created.body).toMatchObject({ priority: 7, timeout: 600, taskChannelUniqueName: 'voice' });
    expect(created.body.virtualStartTime).toEqual(new Date('2024-02-03T04:05:06Z'));
    for (const filter of [
      { assignmentStatus: ['reserved'] },
      { assignmentStatus: ['pending', 'reserved'] },
      { priority: 7 },
      { workflowName: 'To everyone' },
      { workflowSid: harness.world.workflowSid },
      { taskQueueName: 'Everyone' },
      { taskQueueSid: harness.world.taskQueueSid },
    ]) {
      expect((await tasks.list(filter)).map((one) => one.sid)).toEqual([sid]);
    }
    expect(await tasks.list({ assignmentStatus: ['assigned'] })).toEqual([]);
    expect(await tasks.list({ priority: 6 })).toEqual([]);
    const updated = await tasks(sid).updateWithHttpInfo({ attributes: '{"language":"fr"}', priority: 1 });
    expect(updated.body).toMatchObject({ attributes: '{"language":"fr"}', priority: 1 });
    const { etag } = updated.headers as { etag: string };
    expect(await refusal(tasks(sid).remove({ ifMatch: '"0"' }))).toMatchObject({ status: 412, code: 20412 });
    expect(await tasks(sid).remove({ ifMatch: etag })).toBe(true);
    expect(await refusal(tasks(sid).fetch())).toMatchObject({ status: 404, code: 20404 });
  },
  'reservations are listed, fetched and updated through the worker and through the Task': async () => {
    const { task, sid, reservation } = await harness.offered({ worker: 'bob' });
    const theirs = harness.workspace.workers(harness.workerSid('bob')).reservations;
    const its = harness.workspace.tasks(task.sid).reservations;
    expect((await theirs.list({ reservationStatus: 'pending' })).map((one) => one.sid)).toEqual([sid]);
    expect(await its.list({ reservationStatus: 'accepted' })).toEqual([]);
    expect(await its.list({ workerSid: harness.workerSid('alice') })).toEqual([]);
    expect((await its(sid).fetch()).url).toBe(
      `${harness.emulator.url}/v1/Workspaces/${harness.world.workspaceSid}/Tasks/${task.sid}/Reservations/${sid}`,
    );
    expect((await its(sid).update({ reservationStatus: 'accepted' })).reservationStatus).toBe('accepted');
    expect((await reservation.fetch()).reservationStatus).toBe('accepted');
  },
};

test.each(Object.entries(conversations))('%s', (_title, conversation) => conversation());

test('all those requests and answers are as Twilio describes TaskRouter', async () => {
  const from = harness.exchanges.length;
  for (const conversation of Object.values(conversations)) {
    await harness.reset();
    await conversation();
  }
  const exchanges = harness.exchanges.slice(from);
  expect(exchanges.length).toBeGreaterThan(40);
  expect(exchanges.flatMap(departures)).toEqual([]);
});

test('the check against the description notices what departs from it', async () => {
  const { sid } = await harness.workspace.tasks.create({ priority: 1 });
  const exchange = harness.exchanges.at(-1);
  if (!exchange) throw new Error('nothing was said');
  expect(departures(exchange)).toEqual([]);
  const spoilt = (change: Partial<typeof exchange>) => departures({ ...exchange, ...change });
  expect(spoilt({ sent: { Priority: 'high' } })).toHaveLength(1);
  expect(spoilt({ sent: { Prioritty: '1' } })).toHaveLength(1);
  expect(spoilt({ status: 200 })).toHaveLength(1);
  expect(spoilt({ body: { ...(exchange.body as object), priority: '1' } })).toHaveLength(1);
  expect(spoilt({ body: { ...(exchange.body as object), assignment_status: 'lost' } })).toHaveLength(1);
  expect(spoilt({ body: { sid } }).length).toBeGreaterThan(10);
  expect(spoilt({ headers: {} }).length).toBeGreaterThan(3);
});

test('an empty URL takes a callback away', async () => {
  await harness.workspace.update({ eventCallbackUrl: 'http://127.0.0.1:9/' });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await harness.rest('', { method: 'POST', headers, body: 'EventCallbackUrl=' });
  expect(await response.json()).toMatchObject({ event_callback_url: null });
});

describe('pages', () => {
  test('follow one another in both directions and lose nothing', async () => {
    const made: string[] = [];
    for (let count = 0; count < 23; count += 1) made.push((await harness.offered({ worker: 'alice' })).sid);
    const { reservations } = harness.workspace.workers(harness.workerSid('alice'));
    expect((await reservations.list({ pageSize: 5 })).map((one) => one.sid)).toEqual(made);

    const seen: string[][] = [];
    let page = await reservations.page({ pageSize: 5, reservationStatus: 'pending' });
    for (;;) {
      seen.push(page.instances.map((one) => one.sid));
      const next = await page.nextPage();
      if (!next) break;
      page = next as typeof page;
    }
    expect(seen.map((sids) => sids.length)).toEqual([5, 5, 5, 5, 3]);
    const back: string[][] = [];
    for (;;) {
      back.unshift(page.instances.map((one) => one.sid));
      const previous = await page.previousPage();
      if (!previous) break;
      page = previous as typeof page;
    }
    expect(back).toEqual(seen);
  });

  test('stay whole while the list changes under them', async () => {
    const made: string[] = [];
    for (let count = 0; count < 6; count += 1) made.push((await harness.offered({ worker: 'alice' })).sid);
    const { reservations } = harness.workspace.workers(harness.workerSid('alice'));
    const page = await reservations.page({ pageSize: 3, reservationStatus: 'pending' });
    await reservations(made[0] ?? '').update({ reservationStatus: 'accepted' });
    const next = await page.nextPage();
    expect(next?.instances.map((one) => one.sid)).toEqual(made.slice(3));
  });

  test('by number alone are refused, as is a token that we never gave', async () => {
    const answer = async (query: string) => {
      const response = await harness.rest(`/Workers?${query}`);
      return [response.status, ((await response.json()) as { code: number }).code];
    };
    expect(await answer('Page=2')).toEqual([400, 40153]);
    expect(await answer('PageToken=nonsense')).toEqual([400, 20001]);
    expect(await answer('PageSize=many')).toEqual([400, 20001]);
  });

  test('never hold more than a thousand', async () => {
    const response = await harness.rest('/Workers?PageSize=5000');
    expect(await response.json()).toMatchObject({ meta: { page_size: 1000, key: 'workers' } });
  });
});
