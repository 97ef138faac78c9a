import type { ReservationContextUpdateOptions } from 'twilio/lib/rest/taskrouter/v1/workspace/task/reservation';
import { readings } from '../../emulator/uncertain';
import { Harness, refusal } from './harness';
import { departures } from './openapi';

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
beforeEach(() => harness.reset());
afterAll(() => harness.close());

type Options = ReservationContextUpdateOptions;
const CALL_SID = `CA${'0'.repeat(32)}`;
const from = '+15551230000';
const call: Options = { instruction: 'call', callFrom: from, callUrl: 'http://127.0.0.1:9/twiml' };
const dequeue: Options = { instruction: 'dequeue', dequeueFrom: from };
const conference: Options = { instruction: 'conference', from };
const redirect: Options = {
  instruction: 'redirect',
  redirectCallSid: CALL_SID,
  redirectUrl: 'http://127.0.0.1:9/twiml',
};

/** A reservation of alice for a caller in a queue. */
const enqueued = () => harness.offered({ worker: 'alice', call_sid: CALL_SID, from: '+15551112222', to: from });
const calls = () => harness.control<Record<string, string>[]>('calls');
const setPhone = (phone: object) => harness.setPhone('alice', phone);

describe.each([
  ['conference', conference],
  ['dequeue', dequeue],
] as const)('the %s instruction', (name, options) => {
  test('rings the worker, and accepts when the worker answers', async () => {
    const { reservation, task, sid } = await enqueued();
    expect((await reservation.update(options)).reservationStatus).toBe('pending');
    const placed = { reservationSid: sid, instruction: name, to: 'client:alice', from };
    expect(await calls()).toEqual([{ sid: expect.stringMatching(/^CA[0-9a-f]{32}$/), ...placed, status: 'ringing' }]);
    await harness.advance(1.9);
    expect((await reservation.fetch()).reservationStatus).toBe('pending');
    await harness.advance(0.1);
    expect((await reservation.fetch()).reservationStatus).toBe('accepted');
    expect((await harness.workspace.tasks(task.sid).fetch()).assignmentStatus).toBe('assigned');
    expect(await calls()).toMatchObject([{ status: 'in-progress' }]);
  });

  test.each(['busy', 'no-answer', 'failed'])('cancels on %s, and the Task is offered anew', async (does) => {
    await setPhone({ rings: 2, does });
    const { reservation, task } = await enqueued();
    await reservation.update(options);
    await harness.advance(does === 'no-answer' ? 60 : 2);
    expect((await reservation.fetch()).reservationStatus).toBe('canceled');
    expect(await calls()).toMatchObject([{ status: does }]);
    const [, second] = await harness.workspace.tasks(task.sid).reservations.list();
    expect(second).toMatchObject({ reservationStatus: 'pending' });
  });

  test('lets nothing else happen to the reservation while the phone rings', async () => {
    await setPhone({ rings: 30 });
    const { reservation, sid } = await enqueued();
    await reservation.update(options);
    const message = `Reservation ${sid} not in expected state [pending] and cannot be updated to [onHold]`;
    for (const next of [{ reservationStatus: 'accepted' }, conference, call] as Options[]) {
      expect(await refusal(reservation.update(next))).toEqual({ status: 400, code: 20001, message });
    }
    expect(await calls()).toHaveLength(1);
  });

  test('stops the reservation timer for as long as it takes', async () => {
    await setPhone({ rings: 50 });
    const { reservation } = await enqueued();
    await harness.advance(100);
    await reservation.update(options);
    await harness.advance(40);
    expect((await reservation.fetch()).reservationStatus).toBe('pending');
    await harness.advance(10);
    expect((await reservation.fetch()).reservationStatus).toBe('accepted');
  });

  test('ends with the Task: the phone stops ringing', async () => {
    const { reservation, task } = await enqueued();
    await reservation.update(options);
    await harness.workspace.tasks(task.sid).update({ assignmentStatus: 'canceled', reason: 'caller gone' });
    expect((await reservation.fetch()).reservationStatus).toBe('canceled');
    await harness.advance(10);
    expect(await calls()).toMatchObject([{ status: 'canceled' }]);
  });

  test('leads to wrapping when the worker hangs up', async () => {
    await setPhone({ rings: 2, talks: 30 });
    const { reservation } = await enqueued();
    await reservation.update(options);
    await harness.advance(31);
    expect((await reservation.fetch()).reservationStatus).toBe('accepted');
    await harness.advance(1);
    expect((await reservation.fetch()).reservationStatus).toBe('wrapping');
    expect(await calls()).toMatchObject([{ status: 'completed' }]);
  });
});

describe('the call instruction', () => {
  test.each(['answer', 'busy', 'no-answer', 'failed'])(
    'leaves the reservation pending when the phone does %s',
    async (does) => {
      await setPhone({ rings: 2, does });
      const { reservation } = await enqueued();
      expect((await reservation.update({ ...call, callTimeout: 10 })).reservationStatus).toBe('pending');
      await harness.advance(60);
      expect((await reservation.fetch()).reservationStatus).toBe('pending');
      const status = does === 'answer' ? expect.any(String) : does;
      expect(await calls()).toMatchObject([{ instruction: 'call', status }]);
    },
  );

  test.each(['answer', 'busy'])('with CallAccept accepts at once, though the phone does %s', async (does) => {
    await setPhone({ rings: 2, does });
    const { reservation } = await enqueued();
    expect((await reservation.update({ ...call, callAccept: true })).reservationStatus).toBe('accepted');
    await harness.advance(60);
    expect((await reservation.fetch()).reservationStatus).toBe('accepted');
  });

  test("writes the worker's call into the Task, as dequeue does", async () => {
    const { reservation, task } = await enqueued();
    await reservation.update(call);
    const { attributes } = await harness.workspace.tasks(task.sid).fetch();
    const [placed] = await calls();
    expect(JSON.parse(attributes)).toMatchObject({ call_sid: CALL_SID, worker_call_sid: placed?.sid });
  });

  test('does not hold the reservation: the worker may press 1 and accept', async () => {
    const { reservation } = await enqueued();
    await reservation.update(call);
    expect((await reservation.update({ reservationStatus: 'accepted' })).reservationStatus).toBe('accepted');
  });
});

test.each([
  [true, 'accepted'],
  [false, 'pending'],
])(
  'the redirect instruction with RedirectAccept %s leaves the reservation %s and rings nobody',
  async (redirectAccept, status) => {
    const { reservation } = await enqueued();
    expect((await reservation.update({ ...redirect, redirectAccept })).reservationStatus).toBe(status);
    expect(await calls()).toEqual([]);
  },
);

describe('a supervisor', () => {
  test('joins work that is under way, by the Task endpoint', async () => {
    const { reservation, task, sid } = await enqueued();
    const supervise = harness.workspace.tasks(task.sid).reservations(sid);
    const options: Options = {
      instruction: 'supervise',
      supervisor: harness.workerSid('bob'),
      supervisorMode: 'whisper',
    };
    expect(await refusal(supervise.update(options))).toMatchObject({ status: 400, code: 40146 });
    await reservation.update({ reservationStatus: 'accepted' });
    expect((await supervise.update(options)).reservationStatus).toBe('accepted');
    expect(await calls()).toMatchObject([{ instruction: 'supervise', to: 'client:bob', from: '+15551112222' }]);
    const nobody = supervise.update({ ...options, supervisor: `WK${'9'.repeat(32)}` });
    expect(await refusal(nobody)).toMatchObject({ status: 400, code: 40147 });
    expect(await refusal(reservation.update({ instruction: 'supervise' }))).toMatchObject({ status: 400, code: 55555 });
  });
});

test.each([
  ['Call', call],
  ['Dequeue', dequeue],
  ['Conference', conference],
  ['Redirect', redirect],
])('%s on a reservation that is not pending is refused in the words of TaskRouter', async (title, options) => {
  const { reservation, sid } = await enqueued();
  await reservation.update({ reservationStatus: 'accepted' });
  expect(await refusal(reservation.update(options))).toEqual({
    status: 400,
    code: 20001,
    message: `Unable to execute ${title} instruction. Reservation ${sid} is not currently in a Pending state.`,
  });
});

describe('bad parameters', () => {
  const WA = `WA${'9'.repeat(32)}`;
  const cases: [string, Options, number][] = [
    ['call without CallFrom', { ...call, callFrom: '' }, 40111],
    ['call without CallUrl', { ...call, callUrl: '' }, 40112],
    ['call to no address', { ...call, callTo: 'alice' }, 40110],
    ['call with a status callback that is no URL', { ...call, callStatusCallbackUrl: 'x' }, 40158],
    ['call with an endless timeout', { ...call, callTimeout: 1000 }, 20001],
    ['redirect without a URL', { ...redirect, redirectUrl: '' }, 40120],
    ['redirect of no call', { ...redirect, redirectCallSid: 'CA1' }, 40121],
    ['dequeue with an unknown activity', { ...dequeue, dequeuePostWorkActivitySid: WA }, 40130],
    ['dequeue to no address', { ...dequeue, dequeueTo: '?' }, 40131],
    ['dequeue with an unknown event', { ...dequeue, dequeueStatusCallbackEvent: ['hangup'] }, 40134],
    ['dequeue with a status callback that is no URL', { ...dequeue, dequeueStatusCallbackUrl: 'x' }, 40157],
    ['conference to no address', { ...conference, to: '?' }, 40137],
    ['conference with an unknown activity', { ...conference, postWorkActivitySid: WA }, 40139],
    ['conference with a callback that is no URL', { ...conference, conferenceStatusCallback: 'x' }, 40159],
    ['conference with an endless timeout', { ...conference, timeout: 1000 }, 14233],
    ['conference of one', { ...conference, maxParticipants: 1 }, 20001],
    ['conference with an unknown instruction', { instruction: 'conferense' }, 55555],
  ];

  test.each(cases)('%s', async (_title, options, code) => {
    const { reservation } = await enqueued();
    expect(await refusal(reservation.update(options))).toMatchObject({ status: 400, code });
    expect((await reservation.fetch()).reservationStatus).toBe('pending');
    expect(await calls()).toEqual([]);
  });

  test('of a Task that no call belongs to', async () => {
    const { reservation } = await harness.offered();
    expect(await refusal(reservation.update(dequeue))).toMatchObject({ status: 400, code: 40140 });
    expect(await refusal(reservation.update(conference))).toMatchObject({ status: 400, code: 40142 });
  });

  test('of a worker whom nobody can call', async () => {
    await harness.workspace.workers(harness.workerSid('alice')).update({ attributes: '{}' });
    const { reservation } = await enqueued();
    expect(await refusal(reservation.update(call))).toMatchObject({ status: 400, code: 40110 });
    expect((await reservation.update({ ...call, callTo: '+15559990000' })).reservationStatus).toBe('pending');
  });

  test('have the general code when that reading is chosen', async () => {
    await harness.control('switches', { badInstruction: 'general' });
    const { reservation } = await enqueued();
    expect(await refusal(reservation.update({ ...call, callFrom: '' }))).toMatchObject({ status: 400, code: 20001 });
  });
});

test('a conference with every parameter is taken, and is as Twilio describes it', async () => {
  const { reservation } = await enqueued();
  const url = 'http://127.0.0.1:9/status';
  await reservation.update({
    ...conference,
    to: 'client:alice',
    statusCallback: url,
    statusCallbackMethod: 'POST',
    statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
    timeout: 30,
    record: true,
    muted: false,
    beep: 'onEnter',
    startConferenceOnEnter: true,
    endConferenceOnExit: true,
    waitUrl: url,
    waitMethod: 'GET',
    earlyMedia: false,
    maxParticipants: 10,
    conferenceStatusCallback: url,
    conferenceStatusCallbackMethod: 'GET',
    conferenceStatusCallbackEvent: ['start', 'end', 'join', 'leave', 'mute', 'hold', 'speaker'],
    conferenceRecord: 'record-from-start',
    conferenceTrim: 'do-not-trim',
    recordingChannels: 'dual',
    recordingStatusCallback: url,
    recordingStatusCallbackMethod: 'POST',
    conferenceRecordingStatusCallback: url,
    conferenceRecordingStatusCallbackMethod: 'POST',
    region: 'us1',
    sipAuthUsername: 'user',
    sipAuthPassword: 'not a secret',
    postWorkActivitySid: harness.activitySid('Unavailable'),
    endConferenceOnCustomerExit: true,
    beepOnCustomerEntrance: false,
    jitterBufferSize: 'small',
  });
  const exchange = harness.exchanges.at(-1);
  expect(exchange && departures(exchange)).toEqual([]);
  expect(Object.keys(exchange?.sent ?? {})).toHaveLength(33);
});

describe('what nobody knows has switches', () => {
  const etagAfter = async (options: Options) => {
    const { reservation } = await enqueued();
    return (await reservation.updateWithHttpInfo(options)).headers as { etag?: string };
  };

  test('whether an instruction raises the revision', async () => {
    expect((await etagAfter(call)).etag).toBe('"1"');
    expect((await etagAfter(conference)).etag).toBe('"1"');
    await harness.control('switches', { instructionRaisesRevision: false });
    expect((await etagAfter(call)).etag).toBe('"0"');
    expect((await etagAfter(conference)).etag).toBe('"0"');
    expect((await etagAfter({ reservationStatus: 'accepted' })).etag).toBe('"1"');
  });

  test.each([
    ['quoted', '"0"'],
    ['bare', '0'],
    ['none', null],
  ])('how ETag is sent: %s', async (etag, expected) => {
    await harness.control('switches', { etag });
    const response = await harness.rest(`/Workers/${harness.workerSid('alice')}`);
    expect(response.headers.get('etag')).toBe(expected);
  });

  test('whether If-Match is honoured', async () => {
    const { reservation } = await enqueued();
    await harness.control('switches', { ifMatch: 'ignored' });
    const updated = await reservation.update({ reservationStatus: 'accepted', ifMatch: '99' });
    expect(updated.reservationStatus).toBe('accepted');
  });

  test.each([
    ['refused', 400, 'pending', 0],
    ['status', 200, 'accepted', 0],
    ['instruction', 200, 'pending', 1],
  ])('a status together with an instruction: %s', async (reading, status, state, placed) => {
    await harness.control('switches', { statusWithInstruction: reading });
    const { reservation } = await enqueued();
    const answer = await refusal(reservation.update({ ...call, reservationStatus: 'accepted' }));
    expect(answer.status).toBe(status);
    expect((await reservation.fetch()).reservationStatus).toBe(state);
    expect(await calls()).toHaveLength(placed);
  });

  test('an unknown switch or reading is refused, and reset takes all back', async () => {
    await expect(harness.control('switches', { etag: 'maybe' })).rejects.toThrow('400');
    await expect(harness.control('switches', { weather: 'fine' })).rejects.toThrow('400');
    await harness.control('switches', { etag: 'none' });
    await harness.reset();
    const ours = Object.fromEntries(Object.entries(readings).map(([name, [first]]) => [name, first]));
    expect(await harness.control('switches')).toEqual(ours);
  });
});
