import { KEY, tokenFor } from '../tokens';
import { startWorld, type TestWorld } from '../world';
import { shapes } from './events';
import { type LambdaFunction, startFunction } from './function';

const LISTED = 'https://desk.example.com';

let world: TestWorld;
let desk: LambdaFunction;

beforeAll(async () => {
  world = await startWorld();
  const settings = { ...world.settings, ...KEY, DESK_ORIGINS: LISTED, PUBLIC_URL: 'https://voice.example.com/prod' };
  desk = await startFunction('lambda/desk.handler', settings);
});
afterAll(async () => {
  await desk.stop();
  await world.stop();
});
beforeEach(() => world.reset());

describe.each(shapes.map((shape) => [shape.name, shape] as const))('the desk behind a %s', (_name, shape) => {
  async function send(method: string, headers: Record<string, string>, body = '') {
    return shape.reply(await desk.invoke(shape.event({ method, path: '/desk', search: '', headers, body })));
  }

  test('a preflight from a listed origin may send Authorization', async () => {
    const reply = await send('OPTIONS', { Origin: LISTED, 'Access-Control-Request-Headers': 'authorization' });
    expect(reply).toMatchObject({ status: 204, text: '' });
    expect(reply.headers['access-control-allow-origin']).toBe(LISTED);
    expect(reply.headers['access-control-allow-headers']).toMatch(/Authorization/);
  });

  test('a preflight from any other origin is told no', async () => {
    const reply = await send('OPTIONS', { Origin: 'https://elsewhere.example.com' });
    expect(reply.status).toBe(403);
    expect(reply.headers).not.toHaveProperty('access-control-allow-origin');
  });

  test("a worker's token opens it, without a signature, for a page of a listed origin and for no other", async () => {
    const { WorkerSid, ReservationSid } = await world.offer();
    const body = JSON.stringify({ Action: 'accept', ReservationSid });
    const from = (Origin: string) => ({
      Origin,
      Authorization: `Bearer ${tokenFor(world.world, WorkerSid)}`,
      'Content-Type': 'application/json',
    });
    const before = (await world.requests()).length;
    expect(await send('POST', from('https://elsewhere.example.com'), body)).toMatchObject({ status: 403 });
    expect(await world.requests()).toHaveLength(before);
    const reply = await send('POST', from(LISTED), body);
    expect(JSON.parse(reply.text)).toMatchObject({ outcome: 'done', reservation_status: 'accepted' });
    expect(reply.headers['access-control-allow-origin']).toBe(LISTED);
  });

  test('without a token nothing is done', async () => {
    const { WorkerSid, ReservationSid } = await world.offer();
    const body = new URLSearchParams({ Action: 'accept', WorkerSid, ReservationSid }).toString();
    const before = (await world.requests()).length;
    const reply = await send('POST', { 'Content-Type': 'application/x-www-form-urlencoded' }, body);
    expect([reply.status, JSON.parse(reply.text).outcome]).toEqual([401, 'unauthenticated']);
    expect(await world.requests()).toHaveLength(before);
  });

  test('a body that is no JSON is told so, readable for a page of a listed origin', async () => {
    const reply = await send('POST', { Origin: LISTED, 'Content-Type': 'application/json' }, '{"Action":');
    expect([reply.status, JSON.parse(reply.text).outcome]).toEqual([400, 'invalid']);
    expect(reply.headers['access-control-allow-origin']).toBe(LISTED);
  });
});

test('a preflight to a webhook of Twilio alone is refused like anything else without a signature', async () => {
  const accept = await startFunction('lambda/reservations.accept', {
    ...world.settings,
    PUBLIC_URL: 'https://voice.example.com/prod',
  });
  for (const shape of shapes) {
    const event = shape.event({ method: 'OPTIONS', path: '/x', search: '', headers: { Origin: LISTED }, body: '' });
    const reply = shape.reply(await accept.invoke(event));
    expect(reply.status).toBe(401);
    expect(reply.headers).not.toHaveProperty('access-control-allow-origin');
  }
  await accept.stop();
});
