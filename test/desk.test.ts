import type { Message, RunningHost } from './hosts/host';
import { source } from './hosts/source';
import { twilioRuntime } from './hosts/twilio-runtime';
import { forgedToken, KEY, tokenFor } from './tokens';
import { startWorld, type TestWorld } from './world';

const LISTED = 'https://desk.example.com';

describe.each([source, twilioRuntime])('the desk: $name', (host) => {
  let world: TestWorld;
  let running: RunningHost;

  beforeAll(async () => {
    world = await startWorld();
    running = await host.start({ ...world.settings, ...KEY, DESK_ORIGINS: `${LISTED}, https://other.example.com` });
  });
  afterAll(async () => {
    await running.stop();
    await world.stop();
  });
  beforeEach(() => world.reset());

  async function ask(fields: Record<string, string>, more: Partial<Message> = {}) {
    const reply = await running.send({ path: '/desk', fields, signature: 'none', ...more });
    return { ...reply, json: JSON.parse(reply.text) };
  }
  const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });
  const otherThan = (workerSid: string) => world.world.workers.find(({ sid }) => sid !== workerSid)?.sid ?? '';

  test.each([
    ['as the field Token', (Token: string) => [{ Token }, {}] as const],
    ['as a bearer', (token: string) => [{}, bearer(token)] as const],
    ['as both', (Token: string) => [{ Token }, bearer(Token)] as const],
  ])('a worker accepts what is offered, with the token %s', async (_title, put) => {
    const { WorkerSid, ReservationSid } = await world.offer();
    const [field, more] = put(tokenFor(world.world, WorkerSid));
    const reply = await ask({ Action: 'accept', ReservationSid, ...field }, more);
    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({ outcome: 'done', reservation_status: 'accepted', worker_sid: WorkerSid });
    expect(reply.headers.etag).toBe(reply.json.etag);
    expect(await world.statusOf({ WorkerSid, ReservationSid })).toBe('accepted');
  });

  test("an action's own fields go along, and JSON will do as well as a form", async () => {
    const { WorkerSid, ReservationSid } = await world.offer();
    const unavailable = world.world.activities.find(({ available }) => !available)?.sid ?? '';
    const json = {
      Action: 'Reject',
      Token: tokenFor(world.world, WorkerSid),
      ReservationSid,
      WorkerActivitySid: unavailable,
    };
    const reply = await running.send({ path: '/desk', json, signature: 'none' });
    expect(JSON.parse(reply.text)).toMatchObject({ outcome: 'done', reservation_status: 'rejected' });
    expect((await world.workspace.workers(WorkerSid).fetch()).activitySid).toBe(unavailable);
  });

  test('a lost race is told as lost', async () => {
    const { WorkerSid, ReservationSid } = await world.offer();
    await world.advance(121_000);
    const reply = await ask({ Action: 'accept', ReservationSid, Token: tokenFor(world.world, WorkerSid) });
    expect([reply.status, reply.json.outcome, reply.json.reservation_status]).toEqual([409, 'lost', 'timeout']);
  });

  test('own SIDs may be said again', async () => {
    const { WorkerSid, ReservationSid } = await world.offer();
    const Token = tokenFor(world.world, WorkerSid);
    const WorkspaceSid = world.world.workspaceSid;
    const reply = await ask({ Action: 'fetch', WorkspaceSid, WorkerSid, ReservationSid, Token });
    expect(reply.json.outcome).toBe('done');
  });

  describe('opens to no token that is', () => {
    const later = () => Math.floor(Date.now() / 1000) + 3600;
    const earlier = () => Math.floor(Date.now() / 1000) - 1;
    type Offered = { WorkerSid: string; ReservationSid: string };
    const attacks: [string, (offered: Offered) => string, string?][] = [
      ['signed by another key', ({ WorkerSid }) => forgedToken(world.world, WorkerSid, { secret: 'x'.repeat(32) })],
      ['signed by no key', ({ WorkerSid }) => forgedToken(world.world, WorkerSid, { secret: '' })],
      ['unsigned, alg none', ({ WorkerSid }) => forgedToken(world.world, WorkerSid, { header: { alg: 'none' } })],
      ['unsigned, alg None', ({ WorkerSid }) => forgedToken(world.world, WorkerSid, { header: { alg: 'None' } })],
      [
        'signed by another algorithm',
        ({ WorkerSid }) => forgedToken(world.world, WorkerSid, { header: { alg: 'HS512' } }),
      ],
      ['stripped of its signature', ({ WorkerSid }) => tokenFor(world.world, WorkerSid).replace(/[^.]*$/, '')],
      [
        'changed after it was signed',
        ({ WorkerSid }) => withClaims(tokenFor(world.world, otherThan(WorkerSid)), tokenFor(world.world, WorkerSid)),
      ],
      [
        'expired',
        ({ WorkerSid }) => forgedToken(world.world, WorkerSid, { claims: { exp: earlier() } }),
        'The token has expired.',
      ],
      [
        'not yet valid',
        ({ WorkerSid }) => forgedToken(world.world, WorkerSid, { claims: { nbf: later() } }),
        'The token is not valid yet.',
      ],
      ['without an end', ({ WorkerSid }) => forgedToken(world.world, WorkerSid, { claims: { exp: undefined } })],
      [
        'with an end that is no number',
        ({ WorkerSid }) => forgedToken(world.world, WorkerSid, { claims: { exp: `${later()}` } }),
      ],
      ["another account's", ({ WorkerSid }) => tokenFor(world.world, WorkerSid, { accountSid: `AC${'9'.repeat(32)}` })],
      ["another key's", ({ WorkerSid }) => tokenFor(world.world, WorkerSid, { apiKeySid: `SK${'9'.repeat(32)}` })],
      [
        'not of the kind Twilio makes',
        ({ WorkerSid }) => forgedToken(world.world, WorkerSid, { header: { cty: 'other' } }),
      ],
      ['of another type', ({ WorkerSid }) => forgedToken(world.world, WorkerSid, { header: { typ: 'at+jwt' } })],
      ['a Flex token, while those are off', () => 'eyJhbGciOiJkaXIifQ..aaaa.bbbb.cccc'],
      [
        '10 kB of header',
        ({ WorkerSid }) => forgedToken(world.world, WorkerSid, { header: { kid: 'k'.repeat(7_500) } }),
      ],
      ['10 kB of nothing', () => 'x'.repeat(10_000)],
      ['not a token', () => 'alice'],
      ['two of them', ({ WorkerSid }) => `${tokenFor(world.world, WorkerSid)} ${tokenFor(world.world, WorkerSid)}`],
    ];

    test.each(attacks)('%s', async (_title, make, message = '') => {
      const offered = await world.offer();
      const token = make(offered);
      const before = (await world.requests()).length;
      const { ReservationSid } = offered;
      for (const [fields, more] of [
        [{ Token: token }, {}],
        [{}, bearer(token)],
      ] as const) {
        const reply = await ask({ Action: 'accept', ReservationSid, ...fields }, more);
        expect([reply.status, reply.json.outcome, reply.json.code]).toEqual([401, 'unauthenticated', 20003]);
        expect(reply.json.message).toContain(message);
        expect(reply.text).not.toContain(token.slice(0, 40));
      }
      expect(await world.requests()).toHaveLength(before);
      expect(await world.statusOf(offered)).toBe('pending');
    });

    test('missing, doubled, or at odds with another', async () => {
      const offered = await world.offer();
      const { WorkerSid, ReservationSid } = offered;
      const own = tokenFor(world.world, WorkerSid);
      const before = (await world.requests()).length;
      const replies = [
        await ask({ Action: 'accept', ReservationSid }),
        await ask({ Action: 'accept', ReservationSid, Token: '' }),
        await ask({ Action: 'accept', ReservationSid }, { headers: { Authorization: 'Basic YTpi' } }),
        await ask(
          { Action: 'accept', ReservationSid, Token: own },
          bearer(tokenFor(world.world, otherThan(WorkerSid))),
        ),
      ];
      expect(replies.map(({ json }) => json.outcome)).toEqual(Array(4).fill('unauthenticated'));
      expect(await world.requests()).toHaveLength(before);
      expect(await world.statusOf(offered)).toBe('pending');
    });
  });

  describe('forbids, before TaskRouter is asked,', () => {
    const foreign = `WS${'9'.repeat(32)}`;
    type Case = [string, (offered: { WorkerSid: string }) => Record<string, string>];
    const cases: Case[] = [
      [
        'a token without a TaskRouter grant',
        ({ WorkerSid }) => ({
          Token: forgedToken(world.world, WorkerSid, { claims: { grants: { identity: 'alice' } } }),
        }),
      ],
      [
        'a grant without a worker',
        ({ WorkerSid }) => ({ Token: forgedToken(world.world, WorkerSid, { grant: { worker_sid: undefined } }) }),
      ],
      [
        'a grant whose worker is a path',
        ({ WorkerSid }) => ({ Token: forgedToken(world.world, WorkerSid, { grant: { worker_sid: '../..' } }) }),
      ],
      [
        'a grant without a role',
        ({ WorkerSid }) => ({ Token: forgedToken(world.world, WorkerSid, { grant: { role: undefined } }) }),
      ],
      [
        'a role that is neither worker nor supervisor',
        ({ WorkerSid }) => ({ Token: forgedToken(world.world, WorkerSid, { grant: { role: 'admin' } }) }),
      ],
      [
        "another workspace's token",
        ({ WorkerSid }) => ({ Token: tokenFor(world.world, WorkerSid, { workspaceSid: foreign }) }),
      ],
      [
        "another workspace than the token's",
        ({ WorkerSid }) => ({ Token: tokenFor(world.world, WorkerSid), WorkspaceSid: foreign }),
      ],
      [
        "another worker than the token's",
        ({ WorkerSid }) => ({ Token: tokenFor(world.world, otherThan(WorkerSid)), WorkerSid }),
      ],
      ['a worker that is none', ({ WorkerSid }) => ({ Token: tokenFor(world.world, WorkerSid), WorkerSid: 'bob' })],
      [
        "a supervisor's step into another workspace",
        ({ WorkerSid }) => ({
          Token: tokenFor(world.world, otherThan(WorkerSid), { role: 'supervisor' }),
          WorkerSid,
          WorkspaceSid: foreign,
        }),
      ],
    ];

    test.each(cases)('%s', async (_title, make) => {
      const offered = await world.offer();
      const before = (await world.requests()).length;
      const reply = await ask({ Action: 'accept', ReservationSid: offered.ReservationSid, ...make(offered) });
      expect([reply.status, reply.json.outcome]).toEqual([403, 'forbidden']);
      expect(await world.requests()).toHaveLength(before);
      expect(await world.statusOf(offered)).toBe('pending');
    });
  });

  test.each(['accept', 'reject', 'complete', 'fetch'])(
    "to %s another worker's reservation finds none, and leaves it alone",
    async (Action) => {
      const offered = await world.offer();
      const Token = tokenFor(world.world, otherThan(offered.WorkerSid));
      const reply = await ask({ Action, ReservationSid: offered.ReservationSid, Token });
      expect([reply.status, reply.json.outcome]).toEqual([404, 'not_found']);
      expect(reply.text).not.toContain(offered.WorkerSid);
      expect(await world.statusOf(offered)).toBe('pending');
    },
  );

  test('a supervisor acts for another worker of the workspace', async () => {
    const offered = await world.offer();
    const { WorkerSid, ReservationSid } = offered;
    const Token = tokenFor(world.world, otherThan(WorkerSid), { role: 'supervisor' });
    const reply = await ask({ Action: 'accept', WorkerSid, ReservationSid, Token });
    expect(reply.json).toMatchObject({ outcome: 'done', worker_sid: WorkerSid });
    const path = await ask({ Action: 'list', WorkerSid: '../..', Token });
    expect([path.status, path.json.issues[0].field]).toEqual([400, 'WorkerSid']);
  });

  describe('list', () => {
    test("shows one's own open reservations, newest first, and nobody else's", async () => {
      const offers = [await world.offer(), await world.offer(), await world.offer(), await world.offer()];
      const [mine] = offers;
      const WorkerSid = mine?.WorkerSid ?? '';
      const own = offers.filter((offered) => offered.WorkerSid === WorkerSid);
      expect(own.length).toBeGreaterThanOrEqual(2);
      const Token = tokenFor(world.world, WorkerSid);
      await ask({ Action: 'accept', ReservationSid: own[0]?.ReservationSid ?? '', Token });
      await ask({ Action: 'reject', ReservationSid: own[1]?.ReservationSid ?? '', Token });

      const reply = await ask({ Action: 'list', Token });
      expect([reply.status, reply.json.outcome, reply.json.worker_sid]).toEqual([200, 'done', WorkerSid]);
      const shown = reply.json.reservations as { sid: string; reservation_status: string; worker_sid: string }[];
      expect(shown.map(({ sid }) => sid)).toContain(own[0]?.ReservationSid);
      expect(shown.map(({ sid }) => sid)).not.toContain(own[1]?.ReservationSid);
      expect(new Set(shown.map(({ worker_sid }) => worker_sid))).toEqual(new Set([WorkerSid]));
      const dates = shown.map((one) => (one as unknown as { date_created: string }).date_created);
      expect(dates).toEqual([...dates].sort().reverse());
    });

    test('is empty where nothing is open', async () => {
      const reply = await ask({ Action: 'list', Token: tokenFor(world.world, world.world.workers[0]?.sid ?? '') });
      expect(reply.json).toMatchObject({ outcome: 'done', reservations: [] });
    });

    test('takes no other field', async () => {
      const Token = tokenFor(world.world, world.world.workers[0]?.sid ?? '');
      const reply = await ask({ Action: 'list', Token, ReservationStatus: 'pending' });
      expect(reply.json).toMatchObject({ outcome: 'invalid', issues: [{ field: 'ReservationStatus' }] });
    });

    test('is unavailable where TaskRouter refuses our own credentials', async () => {
      await world.faults({ times: 3, status: 401 });
      const reply = await ask({ Action: 'list', Token: tokenFor(world.world, world.world.workers[0]?.sid ?? '') });
      expect([reply.status, reply.json.outcome]).toEqual([502, 'unavailable']);
    });
  });

  describe('input', () => {
    test.each([
      ['no Action', {}, 'Action'],
      ['an unknown one', { Action: 'steal' }, 'Action'],
      ["find, which would show others' reservations", { Action: 'find' }, 'Action'],
      ['a spoken answer', { Action: 'fetch', Reply: 'twiml' }, 'Reply'],
      ["a voice webhook's fields", { Action: 'fetch', CallSid: 'CA1', CallStatus: 'ringing' }, 'CallStatus'],
      ["another action's field", { Action: 'accept', WorkerActivitySid: 'x' }, 'WorkerActivitySid'],
    ])('%s is invalid', async (_title, fields: Record<string, string>, field) => {
      const { WorkerSid, ReservationSid } = await world.offer();
      const Token = tokenFor(world.world, WorkerSid);
      const reply = await ask({ ReservationSid, Token, ...fields });
      expect([reply.status, reply.json.outcome]).toEqual([400, 'invalid']);
      expect(reply.json.issues.map((issue: { field: string }) => issue.field)).toEqual([field]);
    });

    test('a token put into the wrong field does not come back', async () => {
      const Token = tokenFor(world.world, world.world.workers[0]?.sid ?? '');
      for (const Action of [Token, 'aaaa.bbbb.cccc']) {
        const reply = await ask({ Action, Token });
        expect([reply.json.outcome, reply.text.includes(Action.slice(0, 14))]).toEqual(['invalid', false]);
      }
    });
  });

  describe('origins', () => {
    const from = (Origin: string) => ({ headers: { Origin } });

    test('a listed page may read answers and errors, with their ETag', async () => {
      const { WorkerSid, ReservationSid } = await world.offer();
      const Token = tokenFor(world.world, WorkerSid);
      const replies = [
        await ask({ Action: 'accept', ReservationSid, Token }, from(LISTED)),
        await ask({ Action: 'reject', ReservationSid, Token }, from(LISTED)),
        await ask({ Action: 'accept', ReservationSid, Token: 'x' }, from(LISTED)),
      ];
      expect(replies.map(({ status }) => status)).toEqual([200, 409, 401]);
      for (const { headers } of replies) {
        expect(headers['access-control-allow-origin']).toBe(LISTED);
        expect(headers['access-control-expose-headers']).toMatch(/\bETag\b/);
        expect(headers.vary).toMatch(/\bOrigin\b/);
        expect(headers['access-control-allow-credentials']).toBeUndefined();
      }
    });

    test.each([
      'https://evil.example.com',
      'https://desk.example.com.evil.example',
      'http://desk.example.com',
      'https://desk.example.com:8443',
      'https://desk.example.com/',
      'HTTPS://desk.example.com',
      'null',
      '*',
      'https://desk.example.com, https://other.example.com',
    ])('a page of %s is refused before TaskRouter is asked', async (origin) => {
      const offered = await world.offer();
      const Token = tokenFor(world.world, offered.WorkerSid);
      const before = (await world.requests()).length;
      const reply = await ask({ Action: 'accept', ReservationSid: offered.ReservationSid, Token }, from(origin));
      expect([reply.status, reply.json.outcome]).toEqual([403, 'forbidden']);
      expect(reply.headers['access-control-allow-origin']).toBeUndefined();
      expect(reply.headers.vary).toMatch(/\bOrigin\b/);
      expect(await world.requests()).toHaveLength(before);
      expect(await world.statusOf(offered)).toBe('pending');
    });
  });

  test('nothing in an answer holds a secret', async () => {
    const { WorkerSid, ReservationSid } = await world.offer();
    const Token = tokenFor(world.world, WorkerSid);
    await world.faults({ times: 1, status: 500, body: { message: 'x' } });
    const replies = [
      await ask({ Action: 'accept', ReservationSid, Token }),
      await ask({ Action: 'list', Token }),
      await ask({ Action: 'accept', ReservationSid, Token: 'x' }),
    ];
    for (const { text, headers } of replies) {
      for (const secret of [Token, KEY.API_KEY_SECRET, world.world.authToken]) {
        expect(text + JSON.stringify(headers)).not.toContain(secret);
      }
    }
  });
});

/** The token with the claims of another, under its own signature. */
function withClaims(token: string, other: string): string {
  const [head, , signature] = token.split('.');
  return [head, other.split('.')[1], signature].join('.');
}
