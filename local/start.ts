import { startEmulator } from '../emulator/emulator';
import { build } from '../scripts/build.mjs';
import { consoleDoor } from './console-door';
import { serveLocally } from './front';
import { LOCAL_API_KEY } from './mint';
import { localSettings, portOf, withoutIdentity } from './settings';
import { worldOf } from './world';

// npm start [-- --live]
const live = process.argv.includes('--live');

try {
  await start();
} catch (error) {
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
  console.error(
    code === 'EADDRINUSE'
      ? `Port ${port} is in use. Stop what uses it, or set PORT and EMULATOR_PORT to free ones.`
      : `Could not start: ${message}`,
  );
  process.exit(1);
}

async function start(): Promise<void> {
  const settings = localSettings();
  const port = portOf(settings, 'PORT', 3000);
  const { emulator, ...served } = live
    ? { emulator: undefined, env: liveEnv(settings) }
    : await besideEmulator(settings);
  await build();
  const front = await serveLocally({ port, built: 'dist', ...served });

  console.log(`Functions and console  ${front.url}`);
  if (emulator) {
    console.log(`TaskRouter emulator    ${emulator.url}`);
    console.log('\nA first request to try, in another terminal (it makes a task, then accepts its reservation):\n');
    const ports = (['PORT', 'EMULATOR_PORT'] as const).filter((name) => process.env[name] !== undefined);
    const env = ports.map((name) => `${name}=${process.env[name]} `).join('');
    console.log(`  ${env}npm run post -- accept\n`);
  } else console.log(`Account                ${served.env.ACCOUNT_SID} (live: requests reach the real TaskRouter)`);
  console.log('Ctrl-C stops.');

  const stop = async () => {
    await Promise.allSettled([front.close(), emulator?.close()]);
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

async function besideEmulator(settings: ReturnType<typeof localSettings>) {
  const emulator = await startEmulator({ port: portOf(settings, 'EMULATOR_PORT', 4010) });
  const world = await worldOf(emulator.url);
  if (!world) throw new Error('the emulator does not answer');
  const env: Record<string, string> = {
    ...withoutIdentity(settings),
    ACCOUNT_SID: world.accountSid,
    AUTH_TOKEN: world.authToken,
    TASKROUTER_WORKSPACE_SID: world.workspaceSid,
    TASKROUTER_URL: emulator.url,
    ...LOCAL_API_KEY,
  };
  return { emulator, env, door: consoleDoor(world, emulator.url) };
}

function liveEnv({ TASKROUTER_URL: _local, ...settings }: ReturnType<typeof localSettings>): Record<string, string> {
  const missing = (['ACCOUNT_SID', 'AUTH_TOKEN'] as const).filter((name) => settings[name] === undefined);
  if (missing.length > 0) throw new Error(`--live needs ${missing.join(' and ')} in .env; .env.example describes them`);
  return { ...settings };
}
