import type { RunningHost } from './hosts/host';
import { source } from './hosts/source';
import { inStatus } from './states';
import { startWorld, type TestWorld } from './world';

/** A world and its functions for one test: faults are the emulator's as a whole, and these tests run side by side. */
async function beside<Value>(run: (world: TestWorld, ask: Ask) => Promise<Value>): Promise<Value> {
  const world = await startWorld();
  const functions = await source.start(world.settings);
  try {
    return await run(world, asking(functions));
  } finally {
    await functions.stop();
    await world.stop();
  }
}
type Ask = ReturnType<typeof asking>;
function asking(functions: RunningHost) {
  return async (action: string, fields: Record<string, string>) => {
    const started = performance.now();
    const reply = await functions.send({ path: `/reservations/${action}`, fields });
    const json = JSON.parse(reply.text);
    return { http: reply.status, headers: reply.headers, json, outcome: json.outcome, ms: performance.now() - started };
  };
}

async function pending(world: TestWorld) {
  const { TaskSid: _, ...address } = await inStatus(world, 'pending');
  return address;
}
const CALL = { CallFrom: '+15550001000', CallUrl: 'https://voice.example.com/voice/offer' };
const updates = async (world: TestWorld) =>
  (await world.requests()).filter(({ method, path }) => method === 'POST' && path.includes('/Reservations/'));
const post = { method: 'POST', times: 1 };

test.concurrent('an accept cut after acting is done', () =>
  beside(async (world, ask) => {
    const address = await pending(world);
    await world.faults({ ...post, drop: 'after' });
    const { outcome, json } = await ask('accept', address);
    expect([outcome, json.reservation_status]).toEqual(['done', 'accepted']);
    expect(await updates(world)).toHaveLength(2);
  }));

test.concurrent('an accept cut before acting is sent again, and done', () =>
  beside(async (world, ask) => {
    const address = await pending(world);
    await world.faults({ ...post, drop: 'before' });
    expect((await ask('accept', address)).outcome).toBe('done');
    expect(await world.statusOf(address)).toBe('accepted');
  }));

test.concurrent('an accept that carries IfMatch and was cut after acting is done, not stale', () =>
  beside(async (world, ask) => {
    const address = await pending(world);
    await world.faults({ ...post, drop: 'after' });
    expect((await ask('accept', { ...address, IfMatch: '"0"' })).outcome).toBe('done');
  }));

test.concurrent.each([true, false])(
  'a call cut after acting is unknown, with one call and one instruction (revision raised: %s)',
  (raises) =>
    beside(async (world, ask) => {
      await world.switches({ instructionRaisesRevision: raises });
      const address = await pending(world);
      await world.faults({ ...post, drop: 'after' });
      const { http, outcome, json } = await ask('call', { ...address, ...CALL, IfMatch: '"0"' });
      expect([http, outcome]).toEqual([504, 'unknown']);
      expect(json.message).toMatch(/fetch/);
      expect(await updates(world)).toHaveLength(1);
      expect(await world.calls()).toHaveLength(1);
    }),
);

test.concurrent('a call cut before acting is unknown, too: nobody can tell it from the other', () =>
  beside(async (world, ask) => {
    const address = await pending(world);
    await world.faults({ ...post, drop: 'before' });
    expect((await ask('call', { ...address, ...CALL })).outcome).toBe('unknown');
    expect(await updates(world)).toHaveLength(1);
  }));

test.concurrent('a call that accepts at once and was cut after acting is seen to be done', () =>
  beside(async (world, ask) => {
    const address = await pending(world);
    await world.faults({ ...post, drop: 'after' });
    expect((await ask('call', { ...address, ...CALL, CallAccept: 'true' })).outcome).toBe('done');
    expect(await updates(world)).toHaveLength(1);
  }));

test.concurrent('a conference cut after acting is never unavailable', () =>
  beside(async (world, ask) => {
    const address = await pending(world);
    await world.faults({ ...post, drop: 'after' });
    expect((await ask('conference', { ...address, From: '+15550001000' })).outcome).toBe('unknown');
    await world.advance(3_000);
    expect(await world.statusOf(address)).toBe('accepted');
  }));

describe.each([
  ['500 with a body of Twilio', { status: 500, body: { code: 20500, message: 'Internal', status: 500 } }],
  ['502 with HTML', { status: 502, body: '<html>Bad Gateway</html>', headers: { 'content-type': 'text/html' } }],
  ['503 without a body', { status: 503, body: '' }],
  ['a redirect', { status: 307, headers: { location: 'https://example.com/' }, body: '' }],
  ['200 with broken JSON', { status: 200, body: '{"sid":' }],
  ['200 with a body that is no reservation', { status: 200, body: [] }],
  ['200 with null', { status: 200, body: 'null' }],
  ['garbage after acting', { garbage: true }],
  ['a body cut short after acting', { cutAfter: 20 }],
])('%s', (_title, fault) => {
  test.concurrent('leaves an instruction unknown, sent once', () =>
    beside(async (world, ask) => {
      const address = await pending(world);
      await world.faults({ ...post, ...fault });
      expect((await ask('call', { ...address, ...CALL })).outcome).toBe('unknown');
      expect(await updates(world)).toHaveLength(1);
    }));

  test.concurrent('does not keep an accept from being done', () =>
    beside(async (world, ask) => {
      const address = await pending(world);
      await world.faults({ ...post, ...fault });
      expect((await ask('accept', address)).outcome).toBe('done');
      expect(await world.statusOf(address)).toBe('accepted');
    }));

  test.concurrent('does not keep a fetch from being answered', () =>
    beside(async (world, ask) => {
      const address = await pending(world);
      await world.faults({ method: 'GET', times: 2, ...fault });
      expect((await ask('fetch', address)).json).toMatchObject({ outcome: 'done', reservation_status: 'pending' });
    }));
});

test.concurrent('an error in the shape of RFC 9457 is told by its HTTP status and its code', () =>
  beside(async (world, ask) => {
    const address = await pending(world);
    const body = {
      type: 'https://www.twilio.com/docs/api/errors/40111',
      title: 'Bad',
      detail: 'call +15550009999',
      status: 500,
      code: 40111,
    };
    await world.faults({ ...post, status: 400, body });
    const { http, json } = await ask('accept', address);
    expect([http, json.outcome, json.code, json.more_info]).toEqual([422, 'refused', 40111, body.type]);
    expect(json.message).not.toMatch(/5550009999/);
  }));

test.concurrent.each([401, 403])('our own credentials refused with %s are unavailable, and an alarm', (status) =>
  beside(async (world, ask) => {
    const address = await pending(world);
    await world.faults({ ...post, status, body: { code: 20003, message: 'Authenticate', status } });
    const { http, json } = await ask('accept', address);
    expect([http, json.outcome, json.code]).toEqual([502, 'unavailable', 20003]);
    expect(await updates(world)).toHaveLength(1);
  }),
);

test.concurrent('a TaskRouter that nothing reaches is unavailable, in time', () =>
  beside(async (world) => {
    const address = await pending(world);
    const nowhere = await source.start({ ...world.settings, TASKROUTER_URL: 'http://127.0.0.1:9' });
    const { outcome } = await asking(nowhere)('call', { ...address, ...CALL });
    expect(outcome).toBe('unavailable');
  }));

test.concurrent.each(['https://taskrouter.example.com', 'http://127.0.0.1.example.com', 'http://[::2]:1'])(
  'a TASKROUTER_URL of %s is refused',
  (TASKROUTER_URL) =>
    beside(async (world) => {
      const elsewhere = await source.start({ ...world.settings, TASKROUTER_URL });
      const { outcome, json } = await asking(elsewhere)('accept', await pending(world));
      expect(outcome).toBe('unavailable');
      expect(json.message).toMatch(/loopback/);
    }),
);

test.concurrent('three times 429 with Retry-After are waited out', () =>
  beside(async (world, ask) => {
    const address = await pending(world);
    await world.faults({
      method: 'POST',
      times: 3,
      status: 429,
      headers: { 'retry-after': '1' },
      body: { code: 20429 },
    });
    const { outcome, ms } = await ask('call', { ...address, ...CALL });
    expect(outcome).toBe('started');
    expect(ms).toBeGreaterThan(2_900);
    expect(ms).toBeLessThan(9_500);
    expect(await world.calls()).toHaveLength(1);
  }));

test.concurrent('a Retry-After that is a date is waited for', () =>
  beside(async (world, ask) => {
    const address = await pending(world);
    const date = new Date(Date.now() + 2_000).toUTCString();
    await world.faults({ ...post, status: 429, headers: { 'retry-after': date }, body: { code: 20429 } });
    const { outcome, ms } = await ask('accept', address);
    expect(outcome).toBe('done');
    expect(ms).toBeGreaterThan(700);
  }));

test.concurrent(
  'endless 429 are throttled, inside the deadline, with what TaskRouter asked for',
  () =>
    beside(async (world, ask) => {
      const address = await pending(world);
      await world.faults({
        method: 'POST',
        times: 1e6,
        status: 429,
        headers: { 'retry-after': '1' },
        body: { code: 20429 },
      });
      const { http, headers, outcome, ms } = await ask('accept', address);
      expect([http, outcome, headers['retry-after']]).toEqual([429, 'throttled', '1']);
      expect(ms).toBeLessThan(9_500);
      expect((await updates(world)).length).toBeLessThan(10);
    }),
  15_000,
);

test.concurrent('a Retry-After that outlives the deadline is not waited for', () =>
  beside(async (world, ask) => {
    const address = await pending(world);
    await world.faults({ ...post, status: 429, headers: { 'retry-after': '60' }, body: { code: 20429 } });
    const { outcome, ms } = await ask('accept', address);
    expect(outcome).toBe('throttled');
    expect(ms).toBeLessThan(1_000);
  }));

test.concurrent.each(['accept', 'call'])(
  '%s at an upstream of 20 s is unknown, inside the deadline',
  (action) =>
    beside(async (world, ask) => {
      const address = await pending(world);
      await world.faults({ times: 1e6, delayMs: 20_000 });
      const { http, outcome, ms } = await ask(action, { ...address, ...(action === 'call' ? CALL : {}) });
      expect([http, outcome]).toEqual([504, 'unknown']);
      expect(ms).toBeLessThan(9_500);
    }),
  15_000,
);

test.concurrent(
  'a late update whose end a read can still see is told truly',
  () =>
    beside(async (world, ask) => {
      const address = await pending(world);
      await world.faults({ ...post, delayMs: 20_000 });
      const { outcome, ms } = await ask('accept', address);
      expect(outcome).toBe('done');
      expect(ms).toBeLessThan(9_500);
    }),
  15_000,
);

test.concurrent(
  'what may be repeated is not waited for so long that no time is left to repeat it',
  () =>
    beside(async (world, ask) => {
      const address = await pending(world);
      await world.faults({ times: 1, delayMs: 20_000 });
      expect((await ask('fetch', address)).outcome).toBe('done');
      await world.faults({ times: 2, delayMs: 20_000 });
      const { outcome, ms } = await ask('accept', address);
      expect(outcome).toBe('done');
      expect(ms).toBeLessThan(7_000);
    }),
  20_000,
);

test.concurrent('a race that was lost after our own ambiguous attempt is told as it is seen', () =>
  beside(async (world, ask) => {
    const address = await pending(world);
    await world.faults({ ...post, status: 503, headers: { 'retry-after': '1' }, body: '' });
    const answering = ask('accept', address);
    while ((await updates(world)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const reservation = world.workspace.workers(address.WorkerSid).reservations(address.ReservationSid);
    await reservation.update({ reservationStatus: 'rejected' });
    const { outcome, json } = await answering;
    expect([outcome, json.reservation_status]).toEqual(['not_allowed', 'rejected']);
  }));

test.concurrent('answers, headers and deadlines of a hundred requests at once do not mix', () =>
  beside(async (world, ask) => {
    const address = await pending(world);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, at) =>
        ask('fetch', at % 2 ? address : { ...address, ReservationSid: `WR${'0'.repeat(32)}` }),
      ),
    );
    const ids = answers.map(({ headers }) => headers['twilio-request-id']);
    expect(new Set(ids).size).toBe(100);
    expect(answers.map(({ outcome }) => outcome)).toEqual(answers.map((_, at) => (at % 2 ? 'done' : 'not_found')));
  }));

test.concurrent('a raw update that may have acted, on what another has moved on since, is no failure', () =>
  beside(async (world, ask) => {
    const address = await pending(world);
    await world.faults({ ...post, acts: true, status: 503, headers: { 'retry-after': '1' }, body: '' });
    const answering = ask('update', { ...address, ReservationStatus: 'accepted', IfMatch: '"0"' });
    await updatedByAnother(world, address, 'wrapping');
    const { outcome, json } = await answering;
    expect([outcome, json.reservation_status]).toEqual(['unknown', 'wrapping']);
  }));

test.concurrent(
  'endless 429 that ask for no wait are not answered with a flood',
  () =>
    beside(async (world, ask) => {
      const address = await pending(world);
      const headers = { 'retry-after': '0' };
      await world.faults({ method: 'POST', times: 1e6, status: 429, headers, body: { code: 20429 } });
      expect((await ask('accept', address)).outcome).toBe('throttled');
      expect((await updates(world)).length).toBeLessThan(40);
    }),
  15_000,
);

test.concurrent.each(['accept', 'fetch', 'call'])(
  'a TaskRouter that takes 900 ms each time is not too slow for %s',
  (action) =>
    beside(async (world, ask) => {
      const address = await pending(world);
      await world.faults({ times: 1e6, delayMs: 900 });
      const { outcome } = await ask(action, { ...address, ...(action === 'call' ? CALL : {}) });
      expect(outcome).toBe(action === 'call' ? 'started' : 'done');
      expect(await updates(world)).toHaveLength(action === 'fetch' ? 0 : 1);
    }),
);

const updatedByAnother = async (world: TestWorld, address: Awaited<ReturnType<typeof pending>>, status: string) => {
  while ((await updates(world)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const reservation = world.workspace.workers(address.WorkerSid).reservations(address.ReservationSid);
  await reservation.update({ reservationStatus: status as 'accepted' });
};

test.concurrent('an accept carried out unheard, and completed by another since, is no failure', () =>
  beside(async (world, ask) => {
    const address = await pending(world);
    await world.faults({ ...post, acts: true, status: 503, headers: { 'retry-after': '1' }, body: '' });
    const answering = ask('accept', address);
    await updatedByAnother(world, address, 'completed');
    const { outcome, json } = await answering;
    expect([outcome, json.reservation_status]).toEqual(['unknown', 'completed']);
  }));

test.concurrent.each(['accepted', 'rejected'])(
  'a call placed unheard, on a reservation since %s, is no failure',
  (status) =>
    beside(async (world, ask) => {
      const address = await pending(world);
      await world.faults({ ...post, drop: 'after', delayMs: 500 });
      const answering = ask('call', { ...address, ...CALL });
      await updatedByAnother(world, address, status);
      const { outcome, json } = await answering;
      expect([outcome, json.reservation_status]).toEqual(['unknown', status]);
      expect(await world.calls()).toHaveLength(1);
    }),
);

test.concurrent(
  'a wrap that may still arrive is no failure',
  () =>
    beside(async (world, ask) => {
      const address = await pending(world);
      await world.faults({ ...post, stallMs: 6_000 });
      expect((await ask('wrap', address)).outcome).toBe('unknown');
      await updatedByAnother(world, address, 'accepted');
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      expect(await world.statusOf(address)).toBe('wrapping');
    }),
  20_000,
);
