import { isSid } from '../wire/sid';
import { LOCAL_API_KEY, mint } from './mint';
import { localSettings, portOf } from './settings';
import { worldOf } from './world';

const USAGE = `usage: npm run token -- WK... [--supervisor] [--live]

Prints a worker token for the desk, good for an hour. Beside the emulator it is for npm start; with --live it is for a
deployment, signed by the API key in .env. --supervisor lets it speak for other workers of the workspace, too.`;

const HOUR = 3_600;

const words = process.argv.slice(2);
const flags = words.filter((word) => word.startsWith('--'));
const [workerSid, ...more] = words.filter((word) => !word.startsWith('--'));
const unknown = [...flags.filter((flag) => flag !== '--supervisor' && flag !== '--live'), ...more];
if (unknown.length > 0) fail(`not understood: ${unknown.join(' ')}\n\n${USAGE}`);

const settings = localSettings();
const live = flags.includes('--live');
const emulator = `http://127.0.0.1:${portOf(settings, 'EMULATOR_PORT', 4010)}`;
const world = live ? undefined : await worldOf(emulator);
if (!live && !world)
  fail(`No emulator answers at ${emulator}. Is npm start running? --live takes the account of .env.`);
const workers = world?.workers.map(({ sid, friendlyName }) => `  ${sid}  ${friendlyName}`) ?? [];
if (!isSid('WK', workerSid)) {
  fail([USAGE, ...(workers.length > 0 ? ['', 'The workers here are:', ...workers] : [])].join('\n'));
}

const key = world ? LOCAL_API_KEY : settings;
const needed = {
  ACCOUNT_SID: world?.accountSid ?? settings.ACCOUNT_SID,
  API_KEY_SID: key.API_KEY_SID,
  API_KEY_SECRET: key.API_KEY_SECRET,
  TASKROUTER_WORKSPACE_SID: world?.workspaceSid ?? settings.TASKROUTER_WORKSPACE_SID,
};
const missing = Object.entries(needed).flatMap(([name, value]) => (value ? [] : [name]));
if (missing.length > 0) fail(`--live needs ${missing.join(', ')} in .env; .env.example describes them.`);

console.log(
  mint({
    accountSid: needed.ACCOUNT_SID ?? '',
    apiKeySid: needed.API_KEY_SID ?? '',
    apiKeySecret: needed.API_KEY_SECRET ?? '',
    workspaceSid: needed.TASKROUTER_WORKSPACE_SID ?? '',
    workerSid,
    role: flags.includes('--supervisor') ? 'supervisor' : 'worker',
    lasts: HOUR,
  }),
);

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
