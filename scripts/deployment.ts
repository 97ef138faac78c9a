import { spawn } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'dotenv';
import { deployedEnv, fates, rehearsedEnv } from './deployed-env';
import { described, type Environment, expected, inTemporary, rehearse, stage, twilioRun, writeEnv } from './rehearsal';
import { findings } from './rehearsal-rules';

export interface Deployment {
  environment: Environment;
  /** The folder that the build wrote. */
  built: string;
  /** The text of an `.env` file, with the account and its token. */
  env: string;
  /** Where the folder's `.twiliodeployinfo` is kept: the services that were deployed to before. */
  memory: string;
  /** The environment that twilio-run finds, a proxy for one. */
  shell: NodeJS.ProcessEnv;
}

/**
 * Rehearses, tells what it found, and deploys the same folder if that is nothing. Answers twilio-run's exit code, or 1.
 * Throws when it has no account to deploy to, or when there was no rehearsal.
 */
export async function deploy(deployment: Deployment): Promise<number> {
  const settings = parse(deployment.env);
  const missing = ['ACCOUNT_SID', 'AUTH_TOKEN'].filter((name) => !settings[name]);
  if (missing.length > 0) throw new Error(`${missing.join(' and ')} must be in .env; .env.example describes them.`);
  return inTemporary((folder) => deployFrom(folder, deployment));
}

async function deployFrom(folder: string, { environment, built, env, memory, shell }: Deployment): Promise<number> {
  stage(folder, built, rehearsedEnv(env));
  const upload = await rehearse(folder, environment);
  console.log(described(upload));
  console.log('Of .env:\n');
  for (const [name, fate] of fates(env)) console.log(`  ${name.padEnd(24)}  ${fate}`);
  const found = findings(upload, expected());
  for (const finding of found) console.error(`\nNot fit: ${finding}`);
  if (found.length > 0) {
    console.error('\nNothing was deployed.');
    return 1;
  }

  console.log('\nThe rehearsal found nothing wrong. Deploying what was rehearsed.\n');
  writeEnv(folder, deployedEnv(env));
  // twilio-run remembers here which service it deployed to; the rehearsal's is none.
  const remembered = join(folder, '.twiliodeployinfo');
  rmSync(remembered, { force: true });
  if (existsSync(memory)) cpSync(memory, remembered);
  const deploying = spawn(...twilioRun(environment), { cwd: folder, env: shell, stdio: ['ignore', 'pipe', 'pipe'] });
  createInterface(deploying.stdout).on('line', (line) => console.log(line));
  createInterface(deploying.stderr).on('line', (line) => console.error(line));
  const code = await new Promise<number | null>((end) => deploying.once('close', end));
  if (existsSync(remembered)) cpSync(remembered, memory);
  return code ?? 1;
}
