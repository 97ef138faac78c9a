import type { RunningHost } from './hosts/host';
import { twilioRuntime } from './hosts/twilio-runtime';
import { startWorld, type TestWorld } from './world';

const CALL = { call_sid: `CA${'1'.repeat(32)}`, from: '+15550001111', to: '+15550002222' };

let world: TestWorld;
let functions: RunningHost;

beforeAll(async () => {
  world = await startWorld();
  functions = await twilioRuntime.start(world.settings);
});
afterAll(async () => {
  await functions.stop();
  await world.stop();
});
beforeEach(async () => {
  await world.reset();
  await pointWorkflowAt(`${functions.url}/assignment`);
});

function pointWorkflowAt(assignmentCallbackUrl: string) {
  return world.workspace.workflows(world.world.workflowSid).update({ assignmentCallbackUrl });
}

function workerSid(name: string): string {
  return world.world.workers.find(({ friendlyName }) => friendlyName === name)?.sid ?? '';
}

/** What a worker's phone does. */
function phone(name: string, phone: object) {
  const attributes = JSON.stringify({ contact_uri: `client:${name}`, phone });
  return world.workspace.workers(workerSid(name)).update({ attributes });
}

function away(name: string) {
  const activitySid = world.world.activities.find(({ friendlyName }) => friendlyName === 'Unavailable')?.sid ?? '';
  return world.workspace.workers(workerSid(name)).update({ activitySid });
}

/** A caller in the queue, as `<Enqueue>` makes it a Task. */
async function caller() {
  const { sid } = await world.workspace.tasks.create({
    workflowSid: world.world.workflowSid,
    taskChannel: 'voice',
    attributes: JSON.stringify(CALL),
  });
  // What the Task sets off is under way until the clock has moved.
  await world.advance(0);
  return sid;
}

const task = (sid: string) => world.workspace.tasks(sid).fetch();
const reservations = async (taskSid: string) =>
  (await world.workspace.tasks(taskSid).reservations.list()).map(({ workerName, reservationStatus }) => [
    workerName,
    reservationStatus,
  ]);
const paths = async () => (await world.callbacks()).map(({ url }) => new URL(url).pathname);

test('a caller is asked for, rung for, accepted by digit 1 with one call, and the same worker takes the next', async () => {
  await away('bob');
  await phone('alice', { rings: 2, does: 'press 1', thinks: 1, talks: 30 });
  for (const round of [1, 2]) {
    const sid = await caller();
    expect(await reservations(sid)).toEqual([['alice', 'pending']]);
    await world.advance(4_000);
    expect(await reservations(sid)).toEqual([['alice', 'accepted']]);
    expect((await task(sid)).assignmentStatus).toBe('assigned');
    await world.advance(31_000);
    expect(await reservations(sid)).toEqual([['alice', 'completed']]);
    expect((await task(sid)).assignmentStatus).toBe('completed');
    expect((await world.calls()).map(({ instruction, status }) => [instruction, status])).toEqual(
      Array(round).fill(['call', 'completed']),
    );
  }
  const once = ['/assignment', '/voice/offer', '/voice/answer', '/voice/ended', '/voice/joined'];
  expect((await paths()).sort()).toEqual([...once, ...once].sort());
  expect((await world.callbacks()).map(({ status }) => status)).toEqual(Array(10).fill(200));
  expect(await world.notes()).toEqual([]);
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
  const available = world.world.activities.find(({ friendlyName }) => friendlyName === 'Available')?.sid ?? '';
  await world.workspace.workers(workerSid('bob')).update({ activitySid: available });
  await world.advance(60_000);
  await world.advance(60_000);
  expect((await reservations(sid)).sort()).toEqual([
    ['alice', 'rejected'],
    ['bob', 'completed'],
  ]);
  expect(await world.calls()).toHaveLength(2);
  expect(await world.notes()).toEqual([]);
});

test('with one worker who never answers, nobody rings for ever: the task waits for somebody else', async () => {
  await away('bob');
  await phone('alice', { does: 'no-answer' });
  const sid = await caller();
  for (let minute = 0; minute < 30; minute += 1) await world.advance(60_000);
  expect(await world.calls()).toHaveLength(1);
  expect(await reservations(sid)).toEqual([['alice', 'rejected']]);
  expect((await task(sid)).assignmentStatus).toBe('pending');
  expect((await world.workspace.workers(workerSid('alice')).fetch()).available).toBe(false);
});

test('a caller who hangs up before the digit is told to the worker, and nothing is accepted', async () => {
  await away('bob');
  await phone('alice', { rings: 1, does: 'press 1', thinks: 3 });
  const sid = await caller();
  await world.advance(2_000);
  await world.workspace.tasks(sid).update({ assignmentStatus: 'canceled' });
  await world.advance(10_000);
  expect(await reservations(sid)).toEqual([['alice', 'canceled']]);
  expect(await paths()).not.toContain('/voice/joined');
  expect((await world.workspace.workers(workerSid('alice')).fetch()).available).toBe(true);
  expect(await world.notes()).toEqual([]);
});

test('a worker who declines by 2 is left alone, and the other one takes it', async () => {
  await phone('alice', { rings: 1, does: 'press 2' });
  await phone('bob', { rings: 1, does: 'press 1', talks: 5 });
  const sid = await caller();
  await world.advance(30_000);
  const all = await reservations(sid);
  expect(all).toContainEqual(['bob', 'completed']);
  expect(all.every(([name, status]) => (name === 'alice' ? status === 'rejected' : status === 'completed'))).toBe(true);
});

test('work that is no call is decided later: nobody is rung and no complaint is made', async () => {
  const { sid } = await world.workspace.tasks.create({ workflowSid: world.world.workflowSid, attributes: '{}' });
  await world.advance(1_000);
  expect((await reservations(sid))[0]?.[1]).toBe('pending');
  expect(await world.calls()).toEqual([]);
  expect(await world.notes()).toEqual([]);
});
