import { createConnection } from 'node:net';
import type { RequestEntry } from '../../emulator/journal';
import { Harness, refusal } from './harness';

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
beforeEach(() => harness.reset());
afterAll(() => harness.close());

const form = (body: string, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
});
const codeOf = async (response: Response) => [response.status, ((await response.json()) as { code: number }).code];

/** Posts a form to a fresh reservation of alice for an enqueued caller. */
async function post(body: string) {
  const { sid } = await harness.offered({ worker: 'alice', call_sid: `CA${'0'.repeat(32)}` });
  return harness.rest(`/Workers/${harness.workerSid('alice')}/Reservations/${sid}`, form(body));
}

describe('a form', () => {
  test.each(['True', 'true', 'TRUE'])('may say %s', async (yes) => {
    const url = encodeURIComponent('http://127.0.0.1:9/');
    const response = await post(`Instruction=Call&CallFrom=%2B15551230000&CallUrl=${url}&CallAccept=${yes}`);
    expect(await response.json()).toMatchObject({ reservation_status: 'accepted' });
  });

  test('that says maybe where it must say true or false is refused', async () => {
    const url = encodeURIComponent('http://127.0.0.1:9/');
    const response = await post(`Instruction=call&CallFrom=%2B15551230000&CallUrl=${url}&CallAccept=maybe`);
    expect(await codeOf(response)).toEqual([400, 20001]);
  });

  test.each([
    'StatusCallbackEvent=ringing&StatusCallbackEvent=answered',
    'StatusCallbackEvent=ringing,answered',
    'StatusCallbackEvent=ringing+answered',
    'StatusCallbackEvent=ringing%20answered',
  ])('may write a list as %s', async (events) => {
    expect((await post(`Instruction=conference&From=%2B15551230000&${events}`)).status).toBe(200);
    const wrong = `Instruction=conference&From=%2B15551230000&${events.replace('answered', 'hung-up')}`;
    expect(await codeOf(await post(wrong))).toEqual([400, 20001]);
  });

  test('may hold fields that nobody knows, and prototype names', async () => {
    const response = await post('ReservationStatus=accepted&Transcribe=true&__proto__=x&constructor=y');
    expect(await response.json()).toMatchObject({ reservation_status: 'accepted' });
    const requests = await harness.control<RequestEntry[]>('requests');
    expect(Object.keys(requests.at(-1)?.fields ?? {})).toEqual(
      expect.arrayContaining(['ReservationStatus', 'Transcribe', 'constructor']),
    );
  });

  test('with nothing in it changes nothing', async () => {
    const response = await post('');
    expect(response.headers.get('etag')).toBe('"0"');
    expect(await response.json()).toMatchObject({ reservation_status: 'pending' });
  });

  test('with broken percent signs is read as it stands', async () => {
    expect((await post('Reason=100%&ReservationStatus=accepted')).status).toBe(200);
  });
});

describe('a request', () => {
  test('may end its path in a slash and encode its letters', async () => {
    expect((await harness.rest('/Workers/')).status).toBe(200);
    const encoded = harness.workerSid('alice').replace('K', '%4B');
    expect((await harness.rest(`/Workers/${encoded}`)).status).toBe(200);
  });

  test('by HEAD gets the headers alone', async () => {
    const response = await harness.rest(`/Workers/${harness.workerSid('alice')}`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toBe('"0"');
    expect(await response.text()).toBe('');
  });

  test.each(['PUT', 'PATCH', 'DELETE'])('by %s on a worker is not allowed', async (method) => {
    expect(await codeOf(await harness.rest(`/Workers/${harness.workerSid('alice')}`, { method }))).toEqual([
      405, 20004,
    ]);
  });

  test('for what is not emulated is not found', async () => {
    expect(await codeOf(await harness.rest('/Statistics'))).toEqual([404, 20404]);
  });

  test.each([
    ['no credentials', ''],
    ['a wrong token', `Basic ${Buffer.from('AC1:wrong').toString('base64')}`],
    ['a bearer', 'Bearer x'],
  ])('with %s is refused', async (_what, authorization) => {
    const response = await harness.rest('/Workers', { headers: { authorization } });
    expect(await response.json()).toEqual({
      code: 20003,
      message: 'Authenticate',
      more_info: 'https://www.twilio.com/docs/errors/20003',
      status: 401,
    });
  });

  test('gets the headers of Twilio, each time a new request id', async () => {
    const ids = new Set<string | null>();
    for (let count = 0; count < 3; count += 1) {
      const { headers } = await harness.rest('/Activities');
      expect(headers.get('x-rate-limit-limit')).toBe('60');
      expect(headers.get('x-rate-limit-config')).toBeTruthy();
      ids.add(headers.get('twilio-request-id'));
    }
    expect(ids.size).toBe(3);
  });

  test('may follow another on the same connection', async () => {
    const socket = createConnection(harness.emulator.port, '127.0.0.1');
    const request = `GET /v1/Workspaces HTTP/1.1\r\nHost: emulator\r\nAuthorization: ${harness.basic}\r\n\r\n`;
    socket.write(request + request);
    let text = '';
    for await (const chunk of socket) {
      text += chunk;
      if (text.split('HTTP/1.1 200').length === 3) break;
    }
    expect(text).toContain('http://emulator/v1/Workspaces/');
  });
});

describe('what goes wrong on order', () => {
  const accept = async () => {
    const { reservation } = await harness.offered({ worker: 'alice' });
    return { reservation, answer: () => reservation.update({ reservationStatus: 'accepted' }) };
  };

  test('garbage: it acts, and answers what is no JSON', async () => {
    const { reservation, answer } = await accept();
    await harness.control('faults', { times: 1, garbage: true });
    await expect(answer()).rejects.toThrow(SyntaxError);
    expect((await reservation.fetch()).reservationStatus).toBe('accepted');
  });

  test('a body cut short: it acts, and the connection ends in the middle', async () => {
    const { reservation, answer } = await accept();
    await harness.control('faults', { times: 1, cutAfter: 30 });
    await expect(answer()).rejects.toThrow();
    expect((await reservation.fetch()).reservationStatus).toBe('accepted');
  });

  test('a trickle: it acts, and the answer takes its time but comes whole', async () => {
    const { answer } = await accept();
    await harness.control('faults', { times: 1, trickleMs: 1 });
    const started = performance.now();
    expect((await answer()).reservationStatus).toBe('accepted');
    expect(performance.now() - started).toBeGreaterThan(300);
  });

  test('only for the method named', async () => {
    const { reservation, answer } = await accept();
    await harness.control('faults', { times: 1, method: 'POST', status: 503, body: '' });
    expect((await reservation.fetch()).reservationStatus).toBe('pending');
    expect(await refusal(answer())).toMatchObject({ status: 503 });
    expect((await answer()).reservationStatus).toBe('accepted');
  });

  test('a storm draws the same faults from the same seed, and ends at rate 0', async () => {
    const drawn = async () => {
      await harness.control('storm', { seed: 7, rate: 0.5, faults: [{ status: 500 }, { status: 503 }] });
      const seen: number[] = [];
      for (let count = 0; count < 30; count += 1) seen.push((await harness.rest('/Activities')).status);
      return seen;
    };
    const first = await drawn();
    expect(new Set(first)).toEqual(new Set([200, 500, 503]));
    expect(await drawn()).toEqual(first);
    await harness.control('storm', { seed: 7, rate: 0 });
    expect((await harness.rest('/Activities')).status).toBe(200);
  });

  test('the journal tells what was carried out, whatever was answered', async () => {
    const { answer } = await accept();
    await harness.control('faults', { times: 1, drop: 'after' });
    await expect(answer()).rejects.toThrow();
    await harness.control('faults', { times: 1, status: 500 });
    await refusal(answer());
    const [dropped, refused] = (await harness.control<RequestEntry[]>('requests')).slice(-2);
    expect(dropped).toMatchObject({ acted: true, status: null, fault: { drop: 'after' } });
    expect(refused).toMatchObject({ acted: false, status: 500, fault: { status: 500 } });
  });
});

describe('a snapshot', () => {
  test('brings the world back, with as long to run as it had', async () => {
    const { reservation } = await harness.offered({ worker: 'alice' });
    const ringing = await harness.offered({ worker: 'bob', call_sid: `CA${'0'.repeat(32)}` });
    await ringing.reservation.update({ instruction: 'conference' });
    await harness.advance(1);
    const snapshot = await harness.control<object>('snapshot');
    await harness.advance(500);
    expect((await reservation.fetch()).reservationStatus).toBe('timeout');

    await harness.control('snapshot', snapshot, 'PUT');
    expect((await reservation.fetch()).reservationStatus).toBe('pending');
    expect((await ringing.reservation.fetch()).reservationStatus).toBe('pending');
    await harness.advance(1);
    expect((await ringing.reservation.fetch()).reservationStatus).toBe('accepted');
    await harness.advance(118);
    expect((await reservation.fetch()).reservationStatus).toBe('timeout');
  });

  test('starts another emulator in the same world', async () => {
    const { sid, reservation } = await harness.offered({ worker: 'alice' });
    await reservation.update({ reservationStatus: 'accepted' });
    const other = await Harness.start({ world: await harness.control('snapshot') });
    const theirs = other.workspace.workers(other.workerSid('alice')).reservations(sid);
    expect((await theirs.fetch()).reservationStatus).toBe('accepted');
    await theirs.update({ reservationStatus: 'completed' });
    await other.reset();
    expect((await theirs.fetch()).reservationStatus).toBe('accepted');
    await other.close();
  });

  test('that makes no sense is refused, and changes nothing', async () => {
    const { reservation } = await harness.offered({ worker: 'alice' });
    await expect(harness.control('snapshot', { accountSid: 1 }, 'PUT')).rejects.toThrow('400');
    expect((await reservation.fetch()).reservationStatus).toBe('pending');
  });
});

describe('the clock', () => {
  test('fires what comes due in order, also what that sets in motion', async () => {
    await harness.workspace.workflows(harness.world.workflowSid).update({ taskReservationTimeout: 10 });
    const { task } = await harness.offered({ worker: 'alice' });
    await harness.workspace.update({ timeoutActivitySid: harness.activitySid('Available') });
    await harness.advance(35);
    const reservations = await harness.workspace.tasks(task.sid).reservations.list();
    expect(reservations.map((one) => one.reservationStatus)).toEqual(['timeout', 'timeout', 'timeout', 'pending']);
    const [first, second] = reservations;
    expect(Number(second?.dateCreated) - Number(first?.dateCreated)).toBe(10_000);
  });

  test('goes on by itself', async () => {
    const awake = await Harness.start({ realNow: Date.now });
    await awake.workspace.workflows(awake.world.workflowSid).update({ taskReservationTimeout: 1 });
    const { reservation } = await awake.offered();
    await new Promise((done) => setTimeout(done, 1200));
    expect((await reservation.fetch()).reservationStatus).toBe('timeout');
    await awake.close();
  });

  test('does not go back', async () => {
    await expect(harness.control('clock', { advanceMs: -1 })).rejects.toThrow('400');
  });
});
