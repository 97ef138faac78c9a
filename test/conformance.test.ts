import { departures } from './description';
import { lambdaHosts } from './hosts/lambda';
import { source } from './hosts/source';
import { twilioRuntime } from './hosts/twilio-runtime';
import { staged } from './stage';
import { startWorld } from './world';

const hosts = [source, twilioRuntime, ...lambdaHosts()];

describe.each(hosts)('$name', (host) => {
  const on = staged(host);
  beforeEach(() => on.world.reset());

  async function ask(path: string, fields: Record<string, string>) {
    const reply = await on.functions.send({ path, fields });
    const json = JSON.parse(reply.text);
    expect(departures(path.replace('/reservations/', ''), reply.status, json)).toEqual([]);
    return { ...reply, json };
  }

  test('a pending reservation is accepted, and TaskRouter agrees', async () => {
    const offered = await on.world.offer();
    const reply = await ask('/reservations/accept', offered);
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toMatch(/^application\/json/);
    expect(reply.json).toMatchObject({
      outcome: 'done',
      reservation_status: 'accepted',
      sid: offered.ReservationSid,
      task_sid: offered.TaskSid,
      worker_sid: offered.WorkerSid,
      workspace_sid: on.world.world.workspaceSid,
    });
    expect(reply.headers.etag).toBe(reply.json.etag);
    expect(await on.world.statusOf(offered)).toBe('accepted');
  });

  test("an answer's dates are TaskRouter's own", async () => {
    const offered = await on.world.offer();
    const { json } = await ask('/reservations/accept', offered);
    const { date_created, date_updated } = await on.world.shown(offered);
    expect(date_created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect([json.date_created, json.date_updated]).toEqual([date_created, date_updated]);
  });

  test('a second accept is told that it was done already', async () => {
    const offered = await on.world.offer();
    await ask('/reservations/accept', offered);
    const reply = await ask('/reservations/accept', offered);
    expect([reply.status, reply.json.outcome, reply.json.reservation_status]).toEqual([200, 'already', 'accepted']);
  });

  test('a reservation that timed out is lost', async () => {
    const offered = await on.world.offer();
    await on.world.advance(121_000);
    const reply = await ask('/reservations/accept', offered);
    expect([reply.status, reply.json.outcome, reply.json.reservation_status]).toEqual([409, 'lost', 'timeout']);
  });

  test("another worker's reservation is not found", async () => {
    const offered = await on.world.offer();
    const other = on.world.world.workers.find(({ sid }) => sid !== offered.WorkerSid)?.sid ?? '';
    const reply = await ask('/reservations/accept', { ...offered, WorkerSid: other });
    expect([reply.status, reply.json.outcome, reply.json.code]).toEqual([404, 'not_found', 20404]);
    expect(await on.world.statusOf(offered)).toBe('pending');
  });

  test('an IfMatch that no longer holds is stale, and nothing is changed', async () => {
    const offered = await on.world.offer();
    const reply = await ask('/reservations/accept', { ...offered, IfMatch: '"7"' });
    expect([reply.status, reply.json.outcome, reply.json.code]).toEqual([412, 'stale', 20412]);
    expect(await on.world.statusOf(offered)).toBe('pending');
  });

  test('the etag of a fetch lets the next update through', async () => {
    const offered = await on.world.offer();
    const { json } = await ask('/reservations/fetch', offered);
    expect(json).toMatchObject({ outcome: 'done', reservation_status: 'pending' });
    const reply = await ask('/reservations/accept', { ...offered, IfMatch: json.etag });
    expect(reply.json.outcome).toBe('done');
  });

  test.each(['..', '%2e%2e', `WR${'0'.repeat(33)}`, 'WR/../x', `WR${'0'.repeat(31)}g`, `WK${'0'.repeat(32)}`])(
    'a ReservationSid of %s is refused before TaskRouter hears of it',
    async (sid) => {
      const offered = await on.world.offer();
      const before = (await on.world.requests()).length;
      const reply = await ask('/reservations/accept', { ...offered, ReservationSid: sid });
      expect(reply.status).toBe(400);
      expect(reply.json).toMatchObject({ outcome: 'invalid', issues: [{ field: 'ReservationSid', received: sid }] });
      expect(await on.world.requests()).toHaveLength(before);
    },
  );

  test('every mistake is told at once', async () => {
    const reply = await ask('/reservations/accept', {
      WorkerSid: 'bob',
      IfMatch: 'two words',
      Timeout: '20',
      ReservatonSid: 'x',
      Reply: 'yaml',
    });
    expect(reply.status).toBe(400);
    expect(reply.json.issues).toEqual([
      { field: 'Reply', received: 'yaml', expected: 'one of json, studio, twiml' },
      { field: 'WorkerSid', received: 'bob', expected: 'the SID of a worker: WK and 32 hexadecimal digits' },
      {
        field: 'ReservationSid',
        received: 'nothing',
        expected: 'the SID of a reservation: WR and 32 hexadecimal digits',
      },
      { field: 'IfMatch', received: 'two words', expected: 'the etag of an earlier answer, such as "3"' },
      {
        field: 'Timeout',
        received: 'a field of this name',
        expected: 'no such field for accept',
        hint: 'it belongs to another action',
      },
      {
        field: 'ReservatonSid',
        received: 'a field of this name',
        expected: 'no such field for accept',
        hint: 'did you mean ReservationSid?',
      },
    ]);
  });

  test('JSON is taken as a form is', async () => {
    const offered = await on.world.offer();
    const reply = await on.functions.send({ path: '/reservations/accept', json: offered });
    expect([reply.status, JSON.parse(reply.text).outcome]).toEqual([200, 'done']);
  });

  test.each([
    ['a body key named request', { request: { headers: { x: 'y' } } }],
    ['an array', [1, 2, 3]],
    ['a list where one value belongs', { ReservationSid: ['a', 'b'] }],
    ['an object where a text belongs', { ReservationSid: { a: 1 }, WorkerSid: 7 }],
    ['a text of half a megabyte', { ReservationSid: 'x'.repeat(500_000) }],
    ['deeply nested lists', { ReservationSid: JSON.parse(`${'['.repeat(2000)}1${']'.repeat(2000)}`) }],
    ['prototype names', JSON.parse('{"__proto__":{"a":1},"constructor":"b","toString":"c"}')],
  ])('%s is answered from the vocabulary', async (_title, json) => {
    const reply = await on.functions.send({ path: '/reservations/accept', json });
    expect([reply.status, JSON.parse(reply.text).outcome]).toEqual([400, 'invalid']);
    expect(reply.text).not.toMatch(/\n\s+at |node_modules|\.[jt]s:\d+/);
  });
});

describe.each(hosts.filter(({ checksSignatures }) => checksSignatures))('signatures on $name', (host) => {
  const on = staged(host);

  test.each([
    ['no signature', 'none' as const],
    ['a signature for another path', { path: '/reservations/fetch' }],
    ['a signature by another token', { token: '0'.repeat(32) }],
  ])('%s is refused and nothing reaches TaskRouter', async (_title, signature) => {
    const offered = await on.world.offer();
    const before = (await on.world.requests()).length;
    for (const body of [{ fields: offered }, { json: offered }]) {
      const reply = await on.functions.send({ path: '/reservations/accept', ...body, signature });
      expect([reply.status, JSON.parse(reply.text).outcome]).toEqual([401, 'unauthenticated']);
    }
    expect(await on.world.requests()).toHaveLength(before);
  });

  test('without AUTH_TOKEN every protected path is refused', async () => {
    const { AUTH_TOKEN: _, ...settings } = on.world.settings;
    const bare = await host.start(settings);
    const reply = await bare.send({ path: '/reservations/accept', fields: await on.world.offer() });
    await bare.stop();
    expect([reply.status, JSON.parse(reply.text).outcome]).toEqual([401, 'unauthenticated']);
  });
});

test('a deployment without AUTH_TOKEN says that nothing was done', async () => {
  const world = await startWorld();
  const { AUTH_TOKEN: _, ...settings } = world.settings;
  const bare = await source.start(settings);
  const offered = await world.offer();
  const before = (await world.requests()).length;
  const reply = await bare.send({ path: '/reservations/accept', fields: offered });
  expect([reply.status, JSON.parse(reply.text).outcome]).toEqual([502, 'unavailable']);
  expect(await world.requests()).toHaveLength(before);
  await world.stop();
});
