import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededWorld } from '../../emulator/seed';

/** Runs the command until `until` is printed, or to its end, then looks and sends the signal; gives all that it said. */
async function command(args: string[], port: string, until: RegExp, look: (said: string) => Promise<void>) {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'emulator/main.ts', ...args], {
    env: { ...process.env, EMULATOR_PORT: port },
  });
  const exited = once(child, 'exit');
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  while (!until.test(said) && child.exitCode === null) await new Promise((done) => setTimeout(done, 20));
  try {
    await look(said);
  } finally {
    child.kill('SIGTERM');
  }
  const [code] = await exited;
  return { said, code };
}
const nothing = async () => undefined;
const itsEnd = /(?!)/;
const urlIn = (said: string) => /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? '';

test('the command starts from a world file, says where it listens, and stops on SIGTERM', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'world-'));
  const file = join(folder, 'world.json');
  const world = seededWorld();
  world.workspace.friendlyName = 'Another workspace';
  writeFileSync(file, JSON.stringify(world));
  const { code } = await command(['--world', file], '0', /controls/, async (said) => {
    const authorization = `Basic ${Buffer.from(`${world.accountSid}:${world.authToken}`).toString('base64')}`;
    const path = `/v1/Workspaces/${world.workspace.sid}`;
    const response = await fetch(urlIn(said) + path, { headers: { authorization } });
    expect(await response.json()).toMatchObject({ friendly_name: 'Another workspace' });

    const busy = await command([], new URL(urlIn(said)).port, itsEnd, nothing);
    expect(busy).toMatchObject({ code: 1, said: expect.stringContaining('set EMULATOR_PORT to a free port') });
  });
  expect(code).toBe(0);
  rmSync(folder, { recursive: true });
}, 60_000);

test('the command explains itself, and refuses what it does not know', async () => {
  expect(await command(['--help'], '0', itsEnd, nothing)).toMatchObject({ code: 0 });
  expect(await command(['--wrold'], '0', itsEnd, nothing)).toMatchObject({ code: 1 });
  expect(await command(['--world', 'nowhere.json'], '0', itsEnd, nothing)).toMatchObject({ code: 1 });
}, 60_000);
