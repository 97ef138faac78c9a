import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse } from 'dotenv';
import { build } from './build.mjs';
import { deploy } from './deployment';
import { ENVIRONMENTS, type Environment } from './rehearsal';

const USAGE = `usage: npm run deploy -- --environment ${Object.keys(ENVIRONMENTS).join('|')}

Builds, rehearses, and deploys to Twilio what was rehearsed. Settings come from .env, then from .env.ENVIRONMENT
where there is one; those for this machine only are left out. prod is the domain without a suffix.`;

// 0 when it is deployed, 1 when it is not, 2 when it was not tried.
try {
  const environment = asked();
  const files = ['.env', `.env.${environment}`].filter((file) => existsSync(file));
  const env = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  const settings = parse(env);
  const missing = ['ACCOUNT_SID', 'AUTH_TOKEN'].filter((name) => !settings[name]);
  if (missing.length > 0) throw new Error(`${missing.join(' and ')} must be in .env; .env.example describes them.`);
  await build();
  process.exitCode = await deploy({ environment, built: 'dist', env, memory: '.twiliodeployinfo', shell: process.env });
  if (process.exitCode === 0) console.log('\nIs it right? npm run check -- --url https://DOMAIN, the one above.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

function asked(): Environment {
  const { environment } = parseArgs({ options: { environment: { type: 'string' } } }).values;
  if (environment === undefined || !isEnvironment(environment)) throw new Error(USAGE);
  return environment;
}

function isEnvironment(name: string): name is Environment {
  return Object.hasOwn(ENVIRONMENTS, name);
}
