import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { relative } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { checkDeployment } from '../local/deployment-check';
import { ofSigned, ofUnsigned } from '../local/diagnosis';
import type { Settings } from '../wire/settings';
import { startWorld, type TestWorld } from './world';

const built = relative(process.cwd(), process.env.BUILT ?? 'dist');
const WORKSPACE = `WS${'9'.repeat(32)}`;
let world: TestWorld;
let right: { home: string; stop(): Promise<void> };
beforeAll(async () => {
  world = await startWorld();
  right = await start(world.settings);
});
afterAll(async () => {
  await right.stop();
  await world.stop();
});

/** A deployment with these settings, on this machine. */
async function start(settings: Settings) {
  const server = spawn(process.execPath, ['scripts/run.mjs', 'test/hosts/serve.ts', built, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [home] = (await once(createInterface(server.stdout), 'line')) as [string];
  const stop = async () => {
    server.kill();
    await once(server, 'exit');
  };
  return { home, stop };
}

/** What a check finds out about a deployment that is set otherwise. */
async function checkWith(there: Settings, here: Settings) {
  const { home, stop } = await start(there);
  try {
    return said(await checkDeployment(home, here));
  } finally {
    await stop();
  }
}

/** A server that answers everything alike. */
async function answering<Value>(status: number, body: string, use: (home: string) => Promise<Value>): Promise<Value> {
  const server = createServer((_request, reply) => reply.writeHead(status).end(body)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const said = (findings: { right: boolean; says: string }[]) =>
  findings.map(({ right, says }) => `${right ? 'right' : 'WRONG'} ${says}`);
const REFUSED = 'right An unsigned request is refused (401).';
const SIGNED = 'right A signed request is accepted: AUTH_TOKEN and the address are right.';
const CREDENTIALS = 'right TaskRouter accepts the credentials of the deployment.';

test('npm run check says what is right with a deployment, and ends with 0', async () => {
  const { AUTH_TOKEN, ACCOUNT_SID, TASKROUTER_WORKSPACE_SID, TASKROUTER_URL } = world.settings;
  const check = spawn(process.execPath, ['scripts/run.mjs', 'local/check.ts', '--url', `${right.home}/`], {
    env: { PATH: process.env.PATH, AUTH_TOKEN, ACCOUNT_SID, TASKROUTER_WORKSPACE_SID, TASKROUTER_URL },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed, [code]] = await Promise.all([text(check.stdout), once(check, 'exit')]);
  expect(printed.trim().split('\n')).toEqual(
    [REFUSED, SIGNED, CREDENTIALS, `right The workspace ${TASKROUTER_WORKSPACE_SID} exists.`].map((line) =>
      line.replace(' ', '  '),
    ),
  );
  expect(code).toBe(0);
});

describe('a check', () => {
  test('changes nothing', async () => {
    await world.reset();
    await checkDeployment(right.home, world.settings);
    expect((await world.requests()).map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  test('says that the signature is refused when the tokens differ', async () => {
    const here = { ...world.settings, AUTH_TOKEN: 'another' };
    expect(said(await checkDeployment(right.home, here))).toEqual([
      REFUSED,
      expect.stringContaining('WRONG A signed request is refused (401): AUTH_TOKEN'),
    ]);
  });

  test('says that the signature is refused when the deployment believes itself elsewhere', async () => {
    const there = { ...world.settings, PUBLIC_URL: 'https://voice.example.com' };
    expect(await checkWith(there, world.settings)).toEqual([REFUSED, expect.stringContaining('PUBLIC_URL')]);
  });

  test('says that TaskRouter does not take the account', async () => {
    const there = { ...world.settings, ACCOUNT_SID: `AC${'9'.repeat(32)}` };
    expect(await checkWith(there, world.settings)).toEqual([
      REFUSED,
      SIGNED,
      expect.stringContaining('WRONG TaskRouter does not serve the deployment.'),
    ]);
  });

  test('says that no workspace is set', async () => {
    const { TASKROUTER_WORKSPACE_SID: _none, ...there } = world.settings;
    expect(await checkWith(there, world.settings)).toEqual([
      REFUSED,
      SIGNED,
      'WRONG The deployment has no TASKROUTER_WORKSPACE_SID that is a workspace SID.',
    ]);
  });

  test('tells a workspace that does not exist from one where nobody is found', async () => {
    const settings = { ...world.settings, TASKROUTER_WORKSPACE_SID: WORKSPACE };
    expect(await checkWith(settings, settings)).toEqual([
      REFUSED,
      SIGNED,
      CREDENTIALS,
      `WRONG There is no workspace ${WORKSPACE} in this account and region.`,
    ]);
  });

  test('tells that the deployment works in another workspace than .env says', async () => {
    const here = { ...world.settings, TASKROUTER_WORKSPACE_SID: WORKSPACE };
    const there = world.settings.TASKROUTER_WORKSPACE_SID;
    expect(said(await checkDeployment(right.home, here)).at(-1)).toBe(
      `WRONG The deployment works in ${there}; .env says ${WORKSPACE}.`,
    );
  });

  test('says so, once, when nothing of ours is at the address', async () => {
    const wrongPath = await checkDeployment(`${right.home}/prod`, world.settings);
    expect(said(wrongPath)).toEqual(['WRONG There is no /reservations/fetch at this address. Is it the right one?']);
    const page = await answering(200, '<html>', (home) => checkDeployment(home, world.settings));
    expect(said(page)).toEqual(['WRONG It answers 200 and no outcome, which is none of our functions.']);
  });

  test('says that nothing answers', async () => {
    const closed = await answering(200, '', async (home) => home);
    await expect(checkDeployment(closed, world.settings)).rejects.toThrow(`Nothing answers at ${closed}`);
  });

  test('has nothing to sign with where no token is set', async () => {
    await expect(checkDeployment('http://127.0.0.1:9', {})).rejects.toThrow('AUTH_TOKEN is not set');
  });

  test.each([
    ['not_found', 404],
    ['invalid', 400],
    ['unavailable', 502],
    ['done', 200],
  ])('warns of a deployment that answers %s to an unsigned request', (outcome, status) => {
    const message = 'There is no such workspace, worker or reservation.';
    expect(ofUnsigned({ status, body: { outcome, message, issues: [] } })).toEqual({
      right: false,
      says: expect.stringContaining('An unsigned request was let in'),
    });
  });

  test("takes the refusal of Twilio's gateway, which has no outcome, for what it is", () => {
    expect(ofUnsigned({ status: 403, body: {} }).right).toBe(true);
    expect(ofSigned({ status: 400, body: {} })).toEqual([
      { right: false, says: expect.stringContaining('A signed request is refused (400)') },
    ]);
  });

  test('does not call right what TaskRouter had no time for', () => {
    const [, taskRouter] = ofSigned({ status: 429, body: { outcome: 'throttled', message: 'Later.' } });
    expect(taskRouter?.right).toBe(false);
  });
});
