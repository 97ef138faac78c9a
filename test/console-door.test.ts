import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Served, serveConsole } from './browser/served';
import { KEY } from './tokens';
import { startWorld, type TestWorld } from './world';

let world: TestWorld;
let local: Served;
let deployed: Served;

beforeAll(async () => {
  world = await startWorld();
  local = await serveConsole(world, { door: true });
  deployed = await serveConsole(world, { door: false });
});
afterAll(async () => {
  await Promise.all([local.stop(), deployed.stop()]);
  await world.stop();
});
beforeEach(() => world.reset());

const alice = () => world.world.workers.find(({ friendlyName }) => friendlyName === 'alice')?.sid ?? '';
async function desk(url: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const answer = await fetch(`${url}/desk`, { method: 'POST', body: new URLSearchParams(fields), headers });
  return (await answer.json()) as { outcome: string };
}

/** A request with whatever headers; `fetch` would not send a Host of our own. */
function send(method: string, url: string, headers: Record<string, string>, body = ''): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const sent = request(url, { method, headers: { ...type, ...headers } }, (reply) => {
      let text = '';
      reply.on('data', (chunk) => {
        text += chunk;
      });
      reply.on('end', () => resolve([reply.statusCode ?? 0, text]));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

test('signs in as each seeded worker, with a token that opens the desk', async () => {
  const session = (await (await fetch(`${local.url}/_local/session`)).json()) as {
    workers: { sid: string; friendlyName: string; token: string }[];
  };
  expect(session.workers.map(({ friendlyName }) => friendlyName)).toEqual(['alice', 'bob']);
  for (const { sid, token } of session.workers) {
    expect(await desk(local.url, { Action: 'list', Token: token })).toMatchObject({ outcome: 'done', worker_sid: sid });
  }
  expect(JSON.stringify(session)).not.toContain(KEY.API_KEY_SECRET);
});

test('lets a call come in for the worker that is named, made available first', async () => {
  const away = world.world.activities.find(({ available }) => !available)?.sid ?? '';
  await world.workspace.workers(alice()).update({ activitySid: away });
  const [status, text] = await send('POST', `${local.url}/_local/call`, {}, `WorkerSid=${alice()}`);
  expect([status, JSON.parse(text)]).toEqual([201, expect.objectContaining({ available: true })]);
  const [offered] = await world.workspace.workers(alice()).reservations.list();
  expect([offered?.reservationStatus, offered?.taskSid]).toEqual(['pending', JSON.parse(text).task_sid]);
  const task = await world.workspace.tasks(JSON.parse(text).task_sid).fetch();
  expect(JSON.parse(task.attributes).call_sid).toMatch(/^CA/);
});

test('needs a worker that is there', async () => {
  for (const body of ['', 'WorkerSid=bob', `WorkerSid=WK${'9'.repeat(32)}`]) {
    expect((await send('POST', `${local.url}/_local/call`, {}, body))[0]).toBe(400);
  }
  expect((await world.requests()).filter(({ method }) => method === 'POST')).toEqual([]);
});

test.each([
  ['a page elsewhere', (url: string) => ({ Host: new URL(url).host, Origin: 'https://evil.example.com' })],
  ['a page on another port', (url: string) => ({ Host: new URL(url).host, Origin: 'http://127.0.0.1:1' })],
  ['a name elsewhere that leads here', () => ({ Host: 'evil.example.com' })],
  ['a sandboxed page', (url: string) => ({ Host: new URL(url).host, Origin: 'null' })],
])('turns away %s', async (_title, headers) => {
  const [status, text] = await send('GET', `${local.url}/_local/session`, headers(local.url));
  expect([status, text.includes('token')]).toEqual([403, false]);
  expect((await send('POST', `${local.url}/_local/call`, headers(local.url), `WorkerSid=${alice()}`))[0]).toBe(403);
  expect(await world.workspace.workers(alice()).reservations.list()).toEqual([]);
});

test('is on no deployment', async () => {
  for (const path of ['session', 'call']) {
    expect((await fetch(`${deployed.url}/_local/${path}`)).status).toBe(404);
  }
});

test('the console under both names of this machine is welcome at the desk, another port is not', async () => {
  const { port } = new URL(local.url);
  const outcome = async (Origin: string) => (await desk(local.url, { Action: 'list', Token: 'x' }, { Origin })).outcome;
  expect(await outcome(`http://127.0.0.1:${port}`)).toBe('unauthenticated');
  expect(await outcome(`http://localhost:${port}`)).toBe('unauthenticated');
  expect(await outcome('http://localhost:1')).toBe('forbidden');
});

test('a preflight is answered as the platform answers it, before the desk is asked', async () => {
  const answer = await fetch(`${local.url}/desk`, {
    method: 'OPTIONS',
    headers: { Origin: 'https://evil.example.com' },
  });
  const { status, headers } = answer;
  expect([status, headers.get('access-control-allow-origin'), headers.get('access-control-allow-headers')]).toEqual([
    204,
    '*',
    '*',
  ]);
  expect(headers.get('access-control-allow-credentials')).toBeNull();
});

describe('npm run token', () => {
  const token = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['scripts/run.mjs', 'local/token.ts', ...args], {
      env: { ...process.env, EMULATOR_PORT: new URL(world.url).port },
    });

  test('prints a token that opens the local desk, and nothing else', async () => {
    const { stdout } = await token(alice());
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const answer = await desk(local.url, { Action: 'list', Token: stdout.trim() });
    expect(answer).toMatchObject({ outcome: 'done', worker_sid: alice() });
  });

  test("a supervisor's opens other workers' reservations", async () => {
    const { stdout } = await token(alice(), '--supervisor');
    const WorkerSid = world.world.workers.find(({ sid }) => sid !== alice())?.sid ?? '';
    const answer = await desk(local.url, { Action: 'list', Token: stdout.trim(), WorkerSid });
    expect(answer).toMatchObject({ outcome: 'done', worker_sid: WorkerSid });
  });

  test('without a worker, tells how it is used and who is there', async () => {
    const stderr = expect.stringContaining(`${alice()}  alice`);
    await expect(token()).rejects.toMatchObject({ code: 2, stdout: '', stderr });
  });
});

test('nothing that is deployed can make a token', () => {
  const { outputs } = JSON.parse(readFileSync(join(process.env.BUILT ?? 'dist', '../metafile.json'), 'utf8')) as {
    outputs: Record<string, { inputs: Record<string, unknown> }>;
  };
  const [, { inputs } = { inputs: {} }] =
    Object.entries(outputs).find(([path]) => path.endsWith('functions/desk.js')) ?? [];
  const modules = Object.keys(inputs);
  expect(modules.some((path) => path.includes('/jose/'))).toBe(true);
  expect(modules.filter((path) => /sign\.js$|jsonwebtoken|AccessToken|local\//.test(path))).toEqual([]);
});
