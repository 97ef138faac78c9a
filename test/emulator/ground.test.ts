import { startEmulator } from '../../emulator/emulator';
import type { RequestEntry } from '../../emulator/journal';
import { Harness, refusal } from './harness';

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
beforeEach(() => harness.reset());
afterAll(() => harness.close());

const aliceOffered = () => harness.offered({ worker: 'alice' });

test('the seeded world is the same in every emulator', async () => {
  const other = await Harness.start();
  expect(other.world).toEqual(harness.world);
  await other.close();
});

test('a Task is offered by the time its creation is answered, and accepting it assigns it', async () => {
  const { task, reservation } = await aliceOffered();
  expect((await reservation.fetch()).reservationStatus).toBe('pending');
  const accepted = await reservation.updateWithHttpInfo({ reservationStatus: 'accepted' });
  expect(accepted.body).toMatchObject({ reservationStatus: 'accepted', taskSid: task.sid, workerName: 'alice' });
  expect(accepted.headers).toMatchObject({ etag: '"1"', 'x-rate-limit-limit': '60' });
  expect((await harness.workspace.tasks(task.sid).fetch()).assignmentStatus).toBe('assigned');
});

test('a second accept is refused in the words of TaskRouter', async () => {
  const { reservation } = await aliceOffered();
  const { sid } = await reservation.update({ reservationStatus: 'accepted' });
  expect(await refusal(reservation.update({ reservationStatus: 'accepted' }))).toEqual({
    status: 400,
    code: 20001,
    message: `Reservation ${sid} is already in state [accepted] and cannot be updated to [accepted]`,
  });
});

test('an If-Match that no longer holds is refused, quoted or not', async () => {
  const { reservation } = await aliceOffered();
  for (const ifMatch of ['7', '"7"', 'W/"7"']) {
    const refused = await refusal(reservation.update({ ifMatch, reservationStatus: 'accepted' }));
    expect(refused).toMatchObject({ status: 412, code: 20412 });
  }
  const accepted = await reservation.update({ ifMatch: '"0"', reservationStatus: 'accepted' });
  expect(accepted.reservationStatus).toBe('accepted');
});

test('a reservation nobody answers times out after 120 s, and its worker goes offline', async () => {
  const { reservation } = await aliceOffered();
  await harness.advance(119);
  expect((await reservation.fetch()).reservationStatus).toBe('pending');
  await harness.advance(1);
  expect((await reservation.fetch()).reservationStatus).toBe('timeout');
  expect((await harness.workspace.workers(harness.workerSid('alice')).fetch()).activityName).toBe('Offline');
});

test('a rejected Task is offered again', async () => {
  const { workspace } = harness;
  const task = await workspace.tasks.create({});
  const offers = workspace.workers(harness.workerSid('alice')).reservations;
  const [first] = await offers.list();
  await offers(first?.sid ?? '').update({ reservationStatus: 'rejected' });
  const [second] = await workspace.workers(harness.workerSid('bob')).reservations.list();
  expect(second).toMatchObject({ taskSid: task.sid, reservationStatus: 'pending' });
});

test("another worker's reservation, an unknown one and a foreign workspace are not found", async () => {
  const { reservation } = await aliceOffered();
  const { sid } = await reservation.fetch();
  const foreign = harness.workspace.workers(harness.workerSid('bob')).reservations(sid);
  const path = `/v1/Workspaces/${harness.world.workspaceSid}/Workers/${harness.workerSid('bob')}/Reservations/${sid}`;
  expect(await refusal(foreign.fetch())).toEqual({
    status: 404,
    code: 20404,
    message: `The requested resource ${path} was not found`,
  });
  const elsewhere = harness.client.taskrouter.v1.workspaces(`WS${'9'.repeat(32)}`).workers;
  expect(await refusal(elsewhere.list())).toMatchObject({ status: 404, code: 20404 });
});

test('wrong credentials, a wrong method, a broken path and a huge body get answers of the same shape', async () => {
  const answer = async (response: Response) => [response.status, ((await response.json()) as { code: number }).code];
  expect(await answer(await harness.rest('/Workers', { headers: { authorization: 'Basic x' } }))).toEqual([401, 20003]);
  expect(await answer(await harness.rest('/Workers', { method: 'PUT' }))).toEqual([405, 20004]);
  expect(await answer(await harness.rest('/Workers/%E0%A4%A'))).toEqual([404, 20404]);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const huge = { method: 'POST', body: `Attributes=${'x'.repeat(2_000_000)}`, headers };
  expect(await answer(await harness.rest('/Tasks', huge))).toEqual([413, 20413]);
});

test('the journal holds fields as sent, lists where a key was repeated', async () => {
  const { reservation } = await aliceOffered();
  await reservation.update({
    reservationStatus: 'accepted',
    statusCallbackEvent: ['ringing', 'answered'],
    ifMatch: '0',
  });
  const requests = await harness.control<RequestEntry[]>('requests');
  expect(requests.at(-1)).toMatchObject({
    method: 'POST',
    path: expect.stringMatching(/\/Reservations\/WR[0-9a-f]{32}$/),
    fields: { ReservationStatus: 'accepted', StatusCallbackEvent: ['ringing', 'answered'] },
    ifMatch: '0',
    status: 200,
  });
});

describe('faults', () => {
  test('answer instead of acting, as many times as asked', async () => {
    const { reservation } = await aliceOffered();
    const headers = { 'retry-after': '2' };
    await harness.control('faults', { times: 1, status: 429, headers, body: { code: 20429, message: 'Too many' } });
    const refused = await refusal(reservation.update({ reservationStatus: 'accepted' }));
    expect(refused).toEqual({ status: 429, code: 20429, message: 'Too many' });
    expect((await reservation.fetch()).reservationStatus).toBe('pending');
  });

  test('act at once and answer late', async () => {
    const { reservation } = await aliceOffered();
    await harness.control('faults', { times: 1, method: 'POST', delayMs: 300 });
    const started = performance.now();
    const late = reservation.update({ reservationStatus: 'accepted' });
    await new Promise((done) => setTimeout(done, 100));
    expect((await reservation.fetch()).reservationStatus).toBe('accepted');
    await late;
    expect(performance.now() - started).toBeGreaterThan(290);
  });

  test('act, and answer otherwise', async () => {
    const { reservation } = await aliceOffered();
    await harness.control('faults', { times: 1, acts: true, status: 503, body: '' });
    expect(await refusal(reservation.update({ reservationStatus: 'accepted' }))).toMatchObject({ status: 503 });
    expect((await reservation.fetch()).reservationStatus).toBe('accepted');
  });

  test('act late', async () => {
    const { reservation } = await aliceOffered();
    await harness.control('faults', { times: 1, method: 'POST', stallMs: 200 });
    const stalled = reservation.update({ reservationStatus: 'accepted' });
    await new Promise((done) => setTimeout(done, 50));
    expect((await reservation.fetch()).reservationStatus).toBe('pending');
    expect((await stalled).reservationStatus).toBe('accepted');
  });

  test.each([
    ['before', 'pending'],
    ['after', 'accepted'],
  ])('cut the connection %s acting', async (drop, status) => {
    const { reservation } = await aliceOffered();
    await harness.control('faults', { times: 1, drop });
    await expect(reservation.update({ reservationStatus: 'accepted' })).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await reservation.fetch()).reservationStatus).toBe(status);
  });

  test('refuse what they do not know', async () => {
    await expect(harness.control('faults', { times: 1, dorp: 'before' })).rejects.toThrow('400');
  });
});

test('a busy port is a clear error', async () => {
  await expect(startEmulator({ port: harness.emulator.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
