import type { RunningHost } from './hosts/host';
import { twilioRuntime } from './hosts/twilio-runtime';
import { staged } from './stage';

const CALL = { call_sid: `CA${'1'.repeat(32)}`, from: '+15550001111', to: '+15550002222' };

const on = staged(twilioRuntime);
beforeEach(async () => {
  await on.world.reset();
  await pointWorkflowAt(`${on.functions.url}/assignment`);
});

function pointWorkflowAt(assignmentCallbackUrl: string) {
  return on.world.workspace.workflows(on.world.world.workflowSid).update({ assignmentCallbackUrl });
}

function workerSid(name: string): string {
  return on.world.world.workers.find(({ friendlyName }) => friendlyName === name)?.sid ?? '';
}

/** What a worker's phone does. */
function phone(name: string, phone: object) {
  const attributes = JSON.stringify({ contact_uri: `client:${name}`, phone });
  return on.world.workspace.workers(workerSid(name)).update({ attributes });
}

function away(name: string) {
  const activitySid = on.world.world.activities.find(({ friendlyName }) => friendlyName === 'Unavailable')?.sid ?? '';
  return on.world.workspace.workers(workerSid(name)).update({ activitySid });
}

/** A caller in the queue, as `<Enqueue>` makes it a Task. */
async function caller() {
  const { sid } = await on.world.workspace.tasks.create({
    workflowSid: on.world.world.workflowSid,
    taskChannel: 'voice',
    attributes: JSON.stringify(CALL),
  });
  // What the Task sets off is under way until the clock has moved.
  await on.world.advance(0);
  return sid;
}

const task = (sid: string) => on.world.workspace.tasks(sid).fetch();
const reservations = async (taskSid: string) =>
  (await on.world.workspace.tasks(taskSid).reservations.list()).map(({ workerName, reservationStatus }) => [
    workerName,
    reservationStatus,
  ]);
const paths = async () => (await on.world.callbacks()).map(({ url }) => new URL(url).pathname);

test('a caller is asked for, rung for, accepted by digit 1 with one call, and the same worker takes the next', async () => {
  await away('bob');
  await phone('alice', { rings: 2, does: 'press 1', thinks: 1, talks: 30 });
  for (const round of [1, 2]) {
    const sid = await caller();
    expect(await reservations(sid)).toEqual([['alice', 'pending']]);
    await on.world.advance(4_000);
    expect(await reservations(sid)).toEqual([['alice', 'accepted']]);
    expect((await task(sid)).assignmentStatus).toBe('assigned');
    await on.world.advance(31_000);
    expect(await reservations(sid)).toEqual([['alice', 'completed']]);
    expect((await task(sid)).assignmentStatus).toBe('completed');
    expect((await on.world.calls()).map(({ instruction, status }) => [instruction, status])).toEqual(
      Array(round).fill(['call', 'completed']),
    );
  }
  const once = ['/assignment', '/voice/offer', '/voice/answer', '/voice/ended', '/voice/joined'];
  expect((await paths()).sort()).toEqual([...once, ...once].sort());
  expect((await on.world.callbacks()).map(({ status }) => status)).toEqual(Array(10).fill(200));
  expect(await on.world.notes()).toEqual([]);
});

test.each([
  ['does not answer', { does: 'no-answer' }],
  ['is busy', { does: 'busy' }],
  ['cannot be reached', { does: 'failed' }],
  ['is a voicemail that presses nothing', { does: 'answer' }],
  ['presses the wrong key three times', { does: 'press 3 4 9' }],
])('a worker whose phone %s is rung once, and the caller goes to the next', async (_title, does) => {
  await phone('alice', { rings: 1, ...does });
  await phone('bob', { rings: 1, does: 'press 1', talks: 5 });
  await away('bob');
  const sid = await caller();
  expect(await reservations(sid)).toEqual([['alice', 'pending']]);
  const available = on.world.world.activities.find(({ friendlyName }) => friendlyName === 'Available')?.sid ?? '';
  await on.world.workspace.workers(workerSid('bob')).update({ activitySid: available });
  await on.world.advance(60_000);
  await on.world.advance(60_000);
  expect((await reservations(sid)).sort()).toEqual([
    ['alice', 'rejected'],
    ['bob', 'completed'],
  ]);
  expect(await on.world.calls()).toHaveLength(2);
  expect(await on.world.notes()).toEqual([]);
});

test('with one worker who never answers, nobody rings for ever: the task waits for somebody else', async () => {
  await away('bob');
  await phone('alice', { does: 'no-answer' });
  const sid = await caller();
  for (let minute = 0; minute < 30; minute += 1) await on.world.advance(60_000);
  expect(await on.world.calls()).toHaveLength(1);
  expect(await reservations(sid)).toEqual([['alice', 'rejected']]);
  expect((await task(sid)).assignmentStatus).toBe('pending');
  expect((await on.world.workspace.workers(workerSid('alice')).fetch()).available).toBe(false);
});

test('a caller who hangs up before the digit is told to the worker, and nothing is accepted', async () => {
  await away('bob');
  await phone('alice', { rings: 1, does: 'press 1', thinks: 3 });
  const sid = await caller();
  await on.world.advance(2_000);
  await on.world.workspace.tasks(sid).update({ assignmentStatus: 'canceled' });
  await on.world.advance(10_000);
  expect(await reservations(sid)).toEqual([['alice', 'canceled']]);
  expect(await paths()).not.toContain('/voice/joined');
  expect((await on.world.workspace.workers(workerSid('alice')).fetch()).available).toBe(true);
  expect(await on.world.notes()).toEqual([]);
});

test('a worker who declines by 2 is sent away, and the other one takes it', async () => {
  await phone('alice', { rings: 1, does: 'press 2' });
  await phone('bob', { rings: 1, does: 'press 1', talks: 5 });
  await away('bob');
  const sid = await caller();
  expect(await reservations(sid)).toEqual([['alice', 'pending']]);
  const available = on.world.world.activities.find(({ friendlyName }) => friendlyName === 'Available')?.sid ?? '';
  await on.world.workspace.workers(workerSid('bob')).update({ activitySid: available });
  await on.world.advance(30_000);
  expect((await reservations(sid)).sort()).toEqual([
    ['alice', 'rejected'],
    ['bob', 'completed'],
  ]);
});

describe.each([
  ['no REJECT_ACTIVITY_SID', undefined],
  ['a REJECT_ACTIVITY_SID that is no SID', 'Offline'],
  ['a REJECT_ACTIVITY_SID that the workspace does not have', `WA${'9'.repeat(32)}`],
])('with %s', (_title, REJECT_ACTIVITY_SID) => {
  let functions: RunningHost;
  beforeAll(async () => {
    const named = REJECT_ACTIVITY_SID === undefined ? {} : { REJECT_ACTIVITY_SID };
    functions = await twilioRuntime.start({ ...on.world.settings, ...named });
  });
  afterAll(() => functions.stop());

  test.each([
    ['declines by 2', { does: 'press 2' }],
    ['does not answer', { does: 'no-answer' }],
    ['is a voicemail', { does: 'answer' }],
  ])('the only worker, who %s, is rung once in ten minutes, and the task waits', async (_title, does) => {
    await pointWorkflowAt(`${functions.url}/assignment`);
    await away('bob');
    await phone('alice', { rings: 1, ...does });
    const sid = await caller();
    for (let minute = 0; minute < 10; minute += 1) await on.world.advance(60_000);
    expect(await on.world.calls()).toHaveLength(1);
    expect(await reservations(sid)).toEqual([['alice', 'rejected']]);
    expect((await task(sid)).assignmentStatus).toBe('pending');
    expect((await on.world.workspace.workers(workerSid('alice')).fetch()).activityName).toBe('Offline');
  });
});

test('work that is no call is decided later: nobody is rung and no complaint is made', async () => {
  const { sid } = await on.world.workspace.tasks.create({ workflowSid: on.world.world.workflowSid, attributes: '{}' });
  await on.world.advance(1_000);
  expect((await reservations(sid))[0]?.[1]).toBe('pending');
  expect(await on.world.calls()).toEqual([]);
  expect(await on.world.notes()).toEqual([]);
});
