import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { deploy } from './deployment';
import { ENVIRONMENTS, type Environment } from './rehearsal';

const USAGE = `usage: npm run deploy [-- --environment ${Object.keys(ENVIRONMENTS).join('|')}]

Builds, rehearses, and deploys to Twilio what was rehearsed. Settings come from .env, then from .env.ENVIRONMENT
where there is one; those for this machine only are left out. The default is dev; prod is the domain without a suffix.`;

// 0 when it is deployed, 1 when it is not, 2 when it was not tried.
try {
  const environment = asked();
  const files = ['.env', `.env.${environment}`].filter((file) => existsSync(file));
  const env = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  await build();
  process.exitCode = await deploy({ environment, built: 'dist', env, memory: '.twiliodeployinfo', shell: process.env });
  if (process.exitCode === 0) console.log('\nIs it right? npm run check -- --url https://DOMAIN, the one above.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

function asked(): Environment {
  const { environment } = parseArgs({ options: { environment: { type: 'string', default: 'dev' } } }).values;
  if (!isEnvironment(environment)) throw new Error(USAGE);
  return environment;
}

function isEnvironment(name: string): name is Environment {
  return Object.hasOwn(ENVIRONMENTS, name);
}
