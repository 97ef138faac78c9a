import { desk } from '../webhooks/desk';
import { Deadline } from '../wire/deadline';
import { respond } from '../wire/endpoint';
import type { Request } from '../wire/request';
import { readSettings } from '../wire/settings';
import { forgedToken, KEY, tokenFor } from './tokens';
import { startWorld, type TestWorld } from './world';

const LISTED = 'https://desk.example.com';
const HOME = 'https://functions.example.com';

let world: TestWorld;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(() => world.reset());

function request(headers: Record<string, string>, more: { fields?: object; settings?: object } = {}): Request {
  const settings = readSettings({ ...world.settings, ...KEY, DESK_ORIGINS: LISTED, ...more.settings });
  return { fields: { ...more.fields }, headers: { accept: '*/*', ...headers }, settings, home: HOME };
}

async function ask(asked: Request, today?: number) {
  const time = {
    now: () => performance.now(),
    today: () => today ?? Date.now(),
    sleep: async () => {},
    random: () => 0,
  };
  const reply = await respond(desk(), asked, new Deadline(9_000, time));
  return { ...reply, json: JSON.parse(reply.body) };
}

const own = () => ({ Action: 'list', Token: tokenFor(world.world, world.world.workers[0]?.sid ?? '') });

describe('a browser that asks before it sends', () => {
  const preflight = (origin: string | undefined, settings = {}) =>
    desk().preflight?.(request(origin === undefined ? {} : { origin }, { settings }));

  test('is told by a listed page what it may send, and the answer then agrees', async () => {
    const told = preflight(LISTED);
    expect(told).toMatchObject({ status: 204, body: '' });
    expect(told?.headers).toMatchObject({
      'Access-Control-Allow-Origin': LISTED,
      'Access-Control-Allow-Methods': 'POST, OPTIONS',
      'Access-Control-Allow-Headers': 'Authorization, Content-Type',
      Vary: 'Origin',
    });
    const answer = await ask(request({ origin: LISTED }, { fields: own() }));
    expect(answer.headers['Access-Control-Allow-Origin']).toBe(LISTED);
  });

  test.each(['https://evil.example.com', 'null', `${LISTED}.evil.example`])('is told nothing by %s', (origin) => {
    const told = preflight(origin);
    expect(told).toMatchObject({ status: 403, headers: { Vary: 'Origin' } });
    expect(Object.keys(told?.headers ?? {})).toEqual(['Vary']);
  });

  test('an empty list means no browser', async () => {
    expect(preflight(LISTED, { DESK_ORIGINS: '' })?.status).toBe(403);
    const answer = await ask(request({ origin: LISTED }, { fields: own(), settings: { DESK_ORIGINS: '' } }));
    expect(answer.json.outcome).toBe('forbidden');
  });
});

describe('the list of origins', () => {
  test.each([
    ['this deployment itself', HOME, ''],
    ['one of several, separated by commas', LISTED, `https://a.example.com,${LISTED}`],
    ['one of several, separated by spaces', LISTED, `https://a.example.com ${LISTED}`],
    ['one written with a slash', LISTED, `${LISTED}/`],
    ['one with a port', 'http://localhost:5173', 'http://localhost:5173'],
  ])('lets in %s', async (_title, origin, DESK_ORIGINS) => {
    const answer = await ask(request({ origin }, { fields: own(), settings: { DESK_ORIGINS } }));
    expect([answer.json.outcome, answer.headers['Access-Control-Allow-Origin']]).toEqual(['done', origin]);
  });

  test.each([
    ['a star', 'https://evil.example.com', '*'],
    ['a star within', 'https://evil.example.com', 'https://*.example.com'],
    ['null', 'null', 'null'],
  ])('takes no %s for a pattern', async (_title, origin, DESK_ORIGINS) => {
    const answer = await ask(request({ origin }, { fields: own(), settings: { DESK_ORIGINS } }));
    expect(answer.json.outcome).toBe('forbidden');
  });

  test('a request without any header is not as it came, and is refused', async () => {
    const before = (await world.requests()).length;
    const answer = await ask({ ...request({}, { fields: own() }), headers: {} });
    expect(answer.json.outcome).toBe('forbidden');
    expect(await world.requests()).toHaveLength(before);
  });
});

describe('fails closed', () => {
  test.each(['API_KEY_SID', 'API_KEY_SECRET', 'ACCOUNT_SID'])('without %s', async (name) => {
    const answer = await ask(request({}, { fields: own(), settings: { [name]: undefined } }));
    expect([answer.status, answer.json.outcome]).toEqual([401, 'unauthenticated']);
    expect(answer.noted.alarm).toContain(name);
    expect(answer.body).not.toContain('API_KEY');
  });

  test('with an empty secret, which anyone could sign with', async () => {
    const Token = forgedToken(world.world, world.world.workers[0]?.sid ?? '', { secret: '' });
    const answer = await ask(request({}, { fields: { ...own(), Token }, settings: { API_KEY_SECRET: '' } }));
    expect(answer.json.outcome).toBe('unauthenticated');
  });
});

test('a token opens until the second it expires, from the second it begins', async () => {
  const begin = 1_900_000_000;
  const claims = { iat: begin, nbf: begin, exp: begin + 60 };
  const Token = forgedToken(world.world, world.world.workers[0]?.sid ?? '', { claims });
  const at = async (seconds: number) => {
    const { json } = await ask(request({}, { fields: { Action: 'list', Token } }), (begin + seconds) * 1000);
    return json.outcome;
  };
  expect([await at(-1), await at(0), await at(59), await at(60)]).toEqual([
    'unauthenticated',
    'done',
    'done',
    'unauthenticated',
  ]);
});

test('neither token nor fields get into the log', async () => {
  const secret = { Action: 'accept', Token: 'aaa.bbb.ccc', ReservationSid: 'WRsecret', CallTo: '+15550001111' };
  for (const fields of [secret, { ...secret, ...own() }, { ...secret, ...own(), Action: 'steal' }]) {
    const { noted } = await ask(request({}, { fields }));
    expect(Object.keys(noted).filter((name) => noted[name as keyof typeof noted] !== undefined)).toEqual(['outcome']);
  }
});

test('the apology of a read says that nothing was changed, of an action that it may have been', () => {
  const apology = (Action: string) =>
    JSON.parse(desk().apology('late', request({ origin: LISTED }, { fields: { Action } })).body).outcome;
  expect(['list', 'fetch', 'steal', 'accept', 'conference'].map(apology)).toEqual([
    'unavailable',
    'unavailable',
    'unavailable',
    'unknown',
    'unknown',
  ]);
});
