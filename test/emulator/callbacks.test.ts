import type { Note } from '../../emulator/journal';
import { Harness } from './harness';
import { json, twiml, WebhookServer } from './webhook-server';

let harness: Harness;
let webhooks: WebhookServer;
beforeAll(async () => {
  harness = await Harness.start();
  webhooks = await WebhookServer.start(harness.world.authToken);
});
beforeEach(async () => {
  await harness.reset();
  webhooks.clear();
});
afterEach(() => expect(webhooks.heard.filter((one) => !one.isSigned)).toEqual([]));
afterAll(async () => {
  await harness.close();
  await webhooks.close();
});

const CALL_SID = `CA${'0'.repeat(32)}`;
const caller = { worker: 'alice', call_sid: CALL_SID, from: '+15551112222', to: '+15551230000' };
const at = (path: string) => `${webhooks.url}${path}`;
const notes = async () => (await harness.control<Note[]>('notes')).map((note) => note.code);
const calls = () => harness.control<{ sid: string; status: string }[]>('calls');
const quiet = () => harness.advance(0);
const statusOf = async (offered: Awaited<ReturnType<Harness['offered']>>) =>
  (await offered.reservation.fetch()).reservationStatus;

async function assignmentAt(assignment: string, fallback?: string) {
  await harness.workspace.workflows(harness.world.workflowSid).update({
    assignmentCallbackUrl: at(assignment),
    ...(fallback && { fallbackAssignmentCallbackUrl: at(fallback) }),
  });
}

/** A reservation of alice, once the assignment callback has had its say. */
async function assigned(attributes: object = caller) {
  const offered = await harness.offered(attributes);
  await quiet();
  return offered;
}

test('nobody is called until a URL is set', async () => {
  await assigned();
  expect(await harness.control('callbacks')).toEqual([]);
});

describe('the assignment callback', () => {
  test('is asked with the documented fields', async () => {
    await assignmentAt('/assign');
    webhooks.answers['/assign'] = json({});
    const { task, sid } = await assigned();
    expect(webhooks.at('/assign')).toHaveLength(1);
    expect(webhooks.at('/assign')[0]?.method).toBe('POST');
    const fields = webhooks.at('/assign')[0]?.fields ?? {};
    expect(fields).toMatchObject({
      AccountSid: harness.world.accountSid,
      WorkspaceSid: harness.world.workspaceSid,
      WorkflowSid: harness.world.workflowSid,
      TaskQueueSid: harness.world.taskQueueSid,
      TaskSid: task.sid,
      TaskAge: '0',
      TaskPriority: '0',
      WorkerSid: harness.workerSid('alice'),
      ReservationSid: sid,
      TaskChannelUniqueName: 'default',
    });
    expect(JSON.parse(fields.TaskAttributes ?? '')).toEqual(caller);
    expect(JSON.parse(fields.WorkerAttributes ?? '')).toMatchObject({ contact_uri: 'client:alice' });
    expect(Number(fields.Timestamp)).toBeGreaterThan(1_700_000_000);
    expect(await notes()).toEqual([]);
  });

  test('is asked without the undocumented fields when that reading is chosen', async () => {
    await assignmentAt('/assign');
    await harness.control('switches', { assignmentExtras: 'absent' });
    await assigned();
    expect(Object.keys(webhooks.at('/assign')[0]?.fields ?? {})).not.toContain('TaskChannelUniqueName');
  });

  const url = 'http://127.0.0.1:9/';
  test.each<[object, string, number]>([
    [{ instruction: 'accept' }, 'accepted', 0],
    [{ instruction: 'call', from: '+15551230000', url, timeout: 20, accept: false }, 'pending', 1],
    [{ instruction: 'call', from: '+15551230000', url, accept: true }, 'accepted', 1],
    [{ instruction: 'dequeue', from: '+15551230000', status_callback_events: 'ringing,answered' }, 'pending', 1],
    [{ instruction: 'conference', from: '+15551230000', end_conference_on_exit: true, record: 'true' }, 'pending', 1],
    [{ instruction: 'redirect', call_sid: CALL_SID, url: 'http://127.0.0.1:9/', accept: true }, 'accepted', 0],
    [{}, 'pending', 0],
  ])('that replies %j leaves the reservation %s', async (reply, status, placed) => {
    await assignmentAt('/assign');
    webhooks.answers['/assign'] = json(reply);
    const offered = await assigned();
    expect(await statusOf(offered)).toBe(status);
    expect(await calls()).toHaveLength(placed);
    expect((await notes()).filter((code) => code !== 11205)).toEqual([]);
  });

  test('that replies reject moves the worker and offers the Task to the next', async () => {
    await assignmentAt('/assign');
    const activity_sid = harness.activitySid('Offline');
    webhooks.answers['/assign'] = ({ fields }) =>
      json(
        fields.WorkerSid === harness.workerSid('alice')
          ? { instruction: 'reject', activity_sid }
          : { instruction: 'accept' },
      );
    const { task } = await assigned({});
    const reservations = await harness.workspace.tasks(task.sid).reservations.list();
    expect(reservations.map((one) => [one.workerName, one.reservationStatus])).toEqual([
      ['alice', 'rejected'],
      ['bob', 'accepted'],
    ]);
  });

  test.each<[string, Parameters<typeof json>[0], number]>([
    ['has no instruction', { accept: true }, 40005],
    ['has an unknown instruction', { instruction: 'acept' }, 55555],
    ['calls from nobody', { instruction: 'call', url }, 40111],
    ['calls without a URL', { instruction: 'call', from: '+15551230000' }, 40112],
    ['redirects no call', { instruction: 'redirect', url }, 40121],
    ['dequeues with an unknown event', { instruction: 'dequeue', status_callback_events: 'hangup' }, 40134],
    ['dequeues with a list of events', { instruction: 'dequeue', status_callback_events: ['ringing'] }, 40134],
    ['confers with an unknown activity', { instruction: 'conference', post_work_activity_sid: 'WA1' }, 40139],
    ['holds a key that it does not take', { instruction: 'accept', timeout: 3 }, 0],
    ['holds conference_record as a boolean', { instruction: 'conference', conference_record: true }, 0],
  ])('whose reply %s is noted with its code', async (_what, reply, code) => {
    await assignmentAt('/assign', '/fallback');
    webhooks.answers['/assign'] = json(reply);
    await assigned();
    expect(await notes()).toEqual([code]);
    expect(webhooks.at('/fallback')).toEqual([]);
  });

  test('whose instruction comes too late is noted', async () => {
    await assignmentAt('/assign');
    webhooks.answers['/assign'] = async () => {
      const { workspace } = harness;
      const [open] = await workspace.workers(harness.workerSid('alice')).reservations.list();
      await workspace
        .workers(harness.workerSid('alice'))
        .reservations(open?.sid ?? '')
        .update({ reservationStatus: 'accepted' });
      return json({ instruction: 'conference' });
    };
    await assigned();
    expect(await notes()).toEqual([40136]);
  });

  test.each<[string, object, number]>([
    ['an error', { status: 500 }, 11200],
    ['a redirect', { status: 302 }, 11200],
    ['text', { body: '{"instruction":"accept"}' }, 40000],
    ['broken JSON', { type: 'application/json', body: '{"instruction":' }, 40001],
    ['JSON in a JSON string', json(JSON.stringify({ instruction: 'accept' })), 40001],
  ])('that answers with %s turns to the fallback, once', async (_what, reply, code) => {
    await assignmentAt('/assign', '/fallback');
    webhooks.answers['/assign'] = reply;
    webhooks.answers['/fallback'] = json({ instruction: 'accept' });
    const offered = await assigned();
    expect(await statusOf(offered)).toBe('accepted');
    expect(await notes()).toEqual([code]);
    expect(webhooks.at('/fallback')).toHaveLength(1);
  });

  test('that does not answer within five seconds turns to the fallback', async () => {
    await assignmentAt('/assign', '/fallback');
    webhooks.answers['/assign'] = { ...json({ instruction: 'reject' }), delayMs: 5400 };
    webhooks.answers['/fallback'] = json({ instruction: 'accept' });
    const offered = await assigned();
    expect(await statusOf(offered)).toBe('accepted');
    expect(await notes()).toEqual([11200]);
  });

  test('on another machine is not called', async () => {
    await harness.workspace
      .workflows(harness.world.workflowSid)
      .update({ assignmentCallbackUrl: 'http://assignment.example.com/' });
    await assigned();
    expect(await notes()).toEqual([11200]);
    expect(await harness.control('callbacks')).toEqual([]);
  });

  test('that answers after a reset changes nothing in the new world', async () => {
    await assignmentAt('/assign');
    webhooks.answers['/assign'] = { ...json({ instruction: 'accept' }), delayMs: 200 };
    await harness.offered(caller);
    await harness.reset();
    await quiet();
    expect(await harness.workspace.tasks.list()).toEqual([]);
    expect(await notes()).toEqual([]);
  });
});

describe('the event callback', () => {
  test('is told of everything, in the documented words', async () => {
    await harness.workspace.update({ eventCallbackUrl: at('/events') });
    const { reservation, sid, task } = await harness.offered(caller);
    await reservation.update({ reservationStatus: 'accepted' });
    await reservation.update({ reservationStatus: 'wrapping' });
    await reservation.update({ reservationStatus: 'completed' });
    await quiet();
    const events = webhooks.at('/events').map((one) => one.fields);
    expect(events.map((one) => one.EventType).toSorted()).toEqual(
      [
        'task.created',
        'reservation.created',
        'reservation.accepted',
        'reservation.wrapup',
        'task.wrapup',
        'reservation.completed',
        'task.completed',
      ].toSorted(),
    );
    expect(events.find((one) => one.EventType === 'reservation.accepted')).toMatchObject({
      WorkspaceName: 'Emulated workspace',
      ResourceType: 'reservation',
      ResourceSid: sid,
      TaskSid: task.sid,
      WorkerName: 'alice',
      TaskQueueName: 'Everyone',
      WorkerChannelConsumedCapacity: '1',
    });
  });

  test('is told only what its filter names', async () => {
    await harness.workspace.update({
      eventCallbackUrl: at('/events'),
      eventsFilter: 'reservation.timeout,worker.activity.update,task.deleted',
    });
    const { task } = await harness.offered(caller);
    await harness.advance(120);
    await harness.workspace.tasks(task.sid).remove();
    await quiet();
    const events = webhooks.at('/events').map((one) => one.fields);
    expect(events.map((one) => one.EventType)).toEqual([
      'worker.activity.update',
      'reservation.timeout',
      'task.deleted',
    ]);
    expect(events[0]).toMatchObject({ WorkerPreviousActivitySid: harness.activitySid('Available') });
  });
});

describe('what an instruction reports', () => {
  const status = { statusCallback: at, url: '/status' };

  test('a dequeue: the events asked for, by GET, with taskCallSid', async () => {
    await harness.setPhone('alice', { rings: 3, talks: 60 });
    const { reservation } = await harness.offered(caller);
    await reservation.update({
      instruction: 'dequeue',
      dequeueStatusCallbackUrl: at('/status?mine=1'),
      dequeueStatusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
      dequeueRecord: 'record-from-answer',
    });
    await harness.advance(63);
    const told = webhooks.at('/status');
    expect(
      told
        .map((one) => [one.method, one.fields.CallStatus, one.fields.SequenceNumber])
        .toSorted((a, b) => Number(a[2]) - Number(b[2])),
    ).toEqual([
      ['GET', 'initiated', '0'],
      ['GET', 'ringing', '1'],
      ['GET', 'in-progress', '2'],
      ['GET', 'completed', '3'],
    ]);
    const last = told.find((one) => one.fields.CallStatus === 'completed')?.fields;
    expect(last).toMatchObject({
      mine: '1',
      taskCallSid: CALL_SID,
      CallDuration: '60',
      RecordingDuration: '60',
      To: 'client:alice',
      From: '+15551230000',
      CallbackSource: 'call-progress-events',
    });
  });

  test('a call that nobody takes: its end alone', async () => {
    await harness.setPhone('alice', { does: 'no-answer' });
    const { reservation } = await harness.offered(caller);
    await reservation.update({
      instruction: 'call',
      callFrom: '+15551230000',
      callUrl: at('/twiml'),
      callTimeout: 20,
      callStatusCallbackUrl: at(status.url),
    });
    await harness.advance(20);
    expect(webhooks.heard.map((one) => [one.path, one.method, one.fields.CallStatus])).toEqual([
      ['/status', 'GET', 'no-answer'],
    ]);
  });

  test('a conference: its call, its conference and its recordings', async () => {
    await harness.setPhone('alice', { rings: 2, talks: 30 });
    const { reservation, task } = await harness.offered(caller);
    await reservation.update({
      instruction: 'conference',
      statusCallback: at('/call'),
      statusCallbackMethod: 'GET',
      statusCallbackEvent: ['answered'],
      conferenceStatusCallback: at('/conference'),
      conferenceStatusCallbackEvent: ['start', 'join', 'leave', 'end'],
      conferenceRecord: 'record-from-start',
      conferenceRecordingStatusCallback: at('/recording'),
      record: true,
      recordingStatusCallback: at('/leg-recording'),
    });
    await harness.advance(32);
    expect(webhooks.at('/call').map((one) => [one.method, one.fields.CallStatus])).toEqual([['GET', 'in-progress']]);
    const conference = webhooks.at('/conference').map((one) => one.fields);
    const inOrder = conference.toSorted((a, b) => Number(a.SequenceNumber) - Number(b.SequenceNumber));
    expect(inOrder.map((one) => one.StatusCallbackEvent)).toEqual([
      'conference-start',
      'participant-join',
      'participant-leave',
      'conference-end',
    ]);
    expect(new Set(conference.map((one) => one.FriendlyName))).toEqual(new Set([task.sid]));
    const recording = { RecordingStatus: 'completed', RecordingDuration: '30' };
    expect(webhooks.at('/recording')[0]?.fields).toMatchObject({ ...recording, RecordingSource: 'Conference' });
    expect(webhooks.at('/leg-recording')[0]?.fields).toMatchObject(recording);
  });
});

describe("a worker's phone", () => {
  /** Calls alice, who does as told, and lets so much time pass. */
  async function called(phone: object, seconds: number, attributes: object = caller) {
    await harness.setPhone('alice', phone);
    const offered = await harness.offered(attributes);
    await offered.reservation.update({
      instruction: 'call',
      callFrom: '+15551230000',
      callUrl: `${at('/offer')}?ReservationSid=${offered.sid}`,
      callStatusCallbackUrl: at('/ended'),
    });
    await harness.advance(seconds);
    return offered;
  }
  const paths = () => webhooks.heard.map((one) => one.path);
  const gather = twiml('<Gather numDigits="1" timeout="4" action="/answer"><Say>Press 1</Say></Gather><Say>Bye</Say>');

  test('presses 1, talks to the caller, and is free again', async () => {
    webhooks.answers['/offer'] = gather;
    const offered = await called({ rings: 2, does: 'press 1', thinks: 2, talks: 30 }, 0);
    webhooks.answers['/answer'] = twiml(`<Dial action="/joined"><Queue reservationSid="${offered.sid}"/></Dial>`);
    webhooks.answers['/joined'] = twiml('<Hangup/>');
    await harness.advance(4);
    expect(webhooks.at('/offer')[0]).toMatchObject({
      method: 'POST',
      fields: {
        ReservationSid: offered.sid,
        From: '+15551230000',
        To: 'client:alice',
        CallStatus: 'in-progress',
        Direction: 'outbound-api',
        ApiVersion: '2010-04-01',
        AccountSid: harness.world.accountSid,
        CallSid: (await calls())[0]?.sid,
      },
    });
    expect(webhooks.at('/answer')[0]?.fields.Digits).toBe('1');
    expect(await statusOf(offered)).toBe('accepted');
    await harness.advance(30);
    expect(webhooks.at('/joined')[0]?.fields).toMatchObject({ DialCallStatus: 'completed', DialCallDuration: '30' });
    expect(await statusOf(offered)).toBe('wrapping');
    expect(webhooks.at('/ended')[0]).toMatchObject({ method: 'GET', fields: { CallStatus: 'completed' } });
    expect(await calls()).toMatchObject([{ status: 'completed' }]);
    expect(await notes()).toEqual([]);
  });

  test('that presses nothing hears the rest and hangs up', async () => {
    webhooks.answers['/offer'] = gather;
    const offered = await called({ rings: 2, does: 'answer' }, 5.9);
    expect(await calls()).toMatchObject([{ status: 'in-progress' }]);
    await harness.advance(0.1);
    expect(paths()).toEqual(['/offer', '/ended']);
    expect(await statusOf(offered)).toBe('pending');
  });

  test('that presses too late has pressed nothing', async () => {
    webhooks.answers['/offer'] = gather;
    await called({ does: 'press 1', thinks: 5 }, 20);
    expect(paths()).toEqual(['/offer', '/ended']);
  });

  test('that presses more than is asked for gives the first digits, and none after #', async () => {
    webhooks.answers['/offer'] = gather;
    webhooks.answers['/answer'] = twiml('<Gather action="/again"/>');
    webhooks.answers['/again'] = twiml('');
    await called({ does: 'press 12 34#5' }, 20);
    expect(webhooks.at('/answer')[0]?.fields.Digits).toBe('1');
    expect(webhooks.at('/again')[0]?.fields.Digits).toBe('34');
  });

  test('follows a redirect and waits out a pause', async () => {
    webhooks.answers['/offer'] = twiml('<Pause length="3"/><Redirect method="GET">/next?a=1&amp;b=2</Redirect>');
    webhooks.answers['/next'] = twiml('<Play>http://127.0.0.1:9/x.mp3</Play><Hangup/><Redirect>/never</Redirect>');
    await called({}, 4.9);
    expect(paths()).toEqual(['/offer']);
    await harness.advance(1);
    expect(paths()).toEqual(['/offer', '/next', '/ended']);
    expect(webhooks.at('/next')[0]).toMatchObject({ method: 'GET', fields: { a: '1', b: '2' } });
  });

  test('sends an empty answer only where that is asked for', async () => {
    webhooks.answers['/offer'] = twiml('<Gather actionOnEmptyResult="true" timeout="1" action="/answer"/>');
    webhooks.answers['/answer'] = twiml('');
    await called({}, 10);
    expect(webhooks.at('/answer')[0]?.fields.Digits).toBe('');
  });

  test.each<[string, object, number]>([
    ['an error', { status: 500 }, 11200],
    ['no XML', { type: 'text/xml', body: '<Response><Say>' }, 12100],
    ['another document', { type: 'text/xml', body: '<Html/>' }, 12100],
    ['JSON', json({}), 12300],
    ['a verb that it does not follow', twiml('<Enqueue>x</Enqueue>'), 12200],
  ])('that meets %s has it noted, and hangs up', async (_what, reply, code) => {
    webhooks.answers['/offer'] = reply;
    await called({}, 10);
    expect(await notes()).toEqual([code]);
    expect(paths()).toEqual(['/offer', '/ended']);
  });

  test.each<[string, (sid: string) => Promise<unknown>, number]>([
    ['was accepted by REST', (sid) => reservationOf(sid).update({ reservationStatus: 'accepted' }), 14215],
    ['was rejected', (sid) => reservationOf(sid).update({ reservationStatus: 'rejected' }), 14215],
    ['timed out', () => harness.advance(120), 14215],
  ])('cannot join the caller when the reservation %s', async (_what, spoil, code) => {
    webhooks.answers['/offer'] = twiml('<Pause length="130"/><Redirect>/answer</Redirect>');
    const offered = await called({ does: 'answer' }, 3);
    webhooks.answers['/answer'] = twiml(`<Dial action="/joined"><Queue reservationSid="${offered.sid}"/></Dial>`);
    webhooks.answers['/joined'] = twiml('');
    await spoil(offered.sid);
    await harness.advance(130);
    expect(await notes()).toEqual([code]);
    expect(webhooks.at('/joined')[0]?.fields.DialCallStatus).toBe('failed');
  });

  test('goes where postWorkActivitySid says once the talk is over', async () => {
    webhooks.answers['/offer'] = twiml('<Redirect>/answer</Redirect>');
    const offered = await called({ rings: 2, talks: 10 }, 1);
    const queue = `<Queue reservationSid="${offered.sid}" postWorkActivitySid="${harness.activitySid('Unavailable')}"/>`;
    webhooks.answers['/answer'] = twiml(`<Dial>${queue}</Dial>`);
    const activity = async () => (await harness.workspace.workers(harness.workerSid('alice')).fetch()).activityName;
    await harness.advance(10);
    expect([await statusOf(offered), await activity()]).toEqual(['accepted', 'Available']);
    await harness.advance(1);
    expect([await statusOf(offered), await activity()]).toEqual(['wrapping', 'Unavailable']);
    expect(await calls()).toMatchObject([{ status: 'completed' }]);
  });

  test('cannot join a caller who is gone', async () => {
    webhooks.answers['/offer'] = twiml('<Pause length="30"/><Redirect>/answer</Redirect>');
    const offered = await called({ does: 'answer' }, 3);
    webhooks.answers['/answer'] = twiml(`<Dial><Queue reservationSid="${offered.sid}"/></Dial><Say>Sorry</Say>`);
    await harness.workspace.tasks(offered.task.sid).update({ assignmentStatus: 'canceled', reason: 'hung up' });
    await harness.advance(40);
    expect(await notes()).toEqual([14217]);
  });

  test('joins a conference, with or without a reservation', async () => {
    webhooks.answers['/offer'] = twiml('<Dial action="/joined"><Conference>room</Conference></Dial>');
    webhooks.answers['/joined'] = twiml('');
    const offered = await called({ talks: 10 }, 20);
    expect(await statusOf(offered)).toBe('pending');
    expect(webhooks.at('/joined')[0]?.fields.DialCallStatus).toBe('completed');
  });

  test('that rings while the emulator is reset rings no more', async () => {
    webhooks.answers['/offer'] = gather;
    await called({ rings: 2 }, 1);
    await harness.reset();
    await harness.advance(60);
    expect(webhooks.heard).toEqual([]);
  });

  const reservationOf = (sid: string) => harness.workspace.workers(harness.workerSid('alice')).reservations(sid);
});

test('a redirected caller follows the document it is given', async () => {
  const { reservation } = await harness.offered(caller);
  webhooks.answers['/moved'] = twiml('<Say>Hold on</Say>');
  await reservation.update({ instruction: 'redirect', redirectCallSid: CALL_SID, redirectUrl: at('/moved') });
  await quiet();
  expect(webhooks.at('/moved')[0]?.fields).toMatchObject({
    CallSid: CALL_SID,
    From: caller.from,
    Direction: 'inbound',
  });
});
