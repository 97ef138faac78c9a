import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Expected, expectation, type Upload } from './rehearsal-rules';
import { startStandIn } from './serverless-stand-in';

/** The environments of a service that we deploy to, with twilio-run's word for each. `prod` has the bare domain. */
export const ENVIRONMENTS = {
  dev: '--environment=dev',
  stage: '--environment=stage',
  prod: '--production',
} as const;

export type Environment = keyof typeof ENVIRONMENTS;

/** Runs `use` with a temporary folder that nobody else can read and that is gone afterwards, however this ends. */
export async function inTemporary<Value>(use: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'reservation-functions-deploy-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const interrupted = (signal: NodeJS.Signals) => {
    remove();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    return await use(folder);
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    remove();
  }
}

/**
 * Puts into `folder` what a deployment reads, and nothing else: twilio-run uploads whatever it finds, and writes
 * `.twiliodeployinfo` where it runs.
 * @param built the folder that the build wrote
 * @param env the text of its `.env`
 */
export function stage(folder: string, built: string, env: string): void {
  cpSync(built, join(folder, 'dist'), { recursive: true });
  for (const file of ['package.json', '.twilioserverlessrc']) cpSync(file, join(folder, file));
  // Without a folder of this name twilio-run sees no project, wherever the configuration says the functions are.
  mkdirSync(join(folder, 'functions'));
  writeEnv(folder, env);
}

/** Only its owner may read it: it holds the account's token. */
export function writeEnv(folder: string, env: string): void {
  const file = join(folder, '.env');
  rmSync(file, { force: true });
  writeFileSync(file, env, { mode: 0o600 });
}

/**
 * Runs the unmodified `twilio-run deploy` in a staged folder, against a stand-in for Twilio on this machine, and tells
 * what would be live. Nothing leaves this machine. Throws when the deployment does not come to its end.
 */
export async function rehearse(folder: string, environment: Environment): Promise<Upload> {
  const aside = mkdtempSync(join(tmpdir(), 'reservation-functions-rehearsal-'));
  try {
    const standIn = await startStandIn(aside);
    // No setting of this shell or this user takes part: TWILIO_REGION would lead elsewhere.
    const env = { PATH: process.env.PATH, HOME: aside, ...standIn.env };
    const deploying = spawn(...twilioRun(environment), { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = Promise.all([text(deploying.stdout), text(deploying.stderr)]);
    const code = await new Promise((end) => deploying.once('close', end));
    const upload = await standIn.live();
    await standIn.close();
    if (code !== 0 || standIn.unknown.length > 0 || !upload) {
      const strange = standIn.unknown.map((ask) => `The stand-in does not know ${ask}.\n`).join('');
      throw new Error(`twilio-run did not deploy (exit code ${code}).\n${strange}${(await said).join('')}`);
    }
    return upload;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** The command that deploys, in whatever folder it is run. */
export function twilioRun(environment: Environment): [command: string, args: string[]] {
  // The service of this name may be there already, made from another clone.
  const flags = [ENVIRONMENTS[environment], '--override-existing-project'];
  return [process.execPath, [resolve('node_modules/twilio-run/bin/twilio-run.js'), 'deploy', ...flags]];
}

/** What this repository should deploy. */
export function expected(): Expected {
  const files = readdirSync('assets', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const path = (file: string) => `/${relative('assets', file).split(sep).join('/')}`;
  return expectation(Object.fromEntries(files.map((file) => [path(file), readFileSync(file, 'utf8')])));
}

/** The upload as a page to read before it happens. */
export function described({ functions, assets, dependencies, runtime, variables, suffix }: Upload): string {
  const all = [
    ...functions.map((one) => ({ kind: 'function', ...one })),
    ...assets.map((one) => ({ kind: 'asset', ...one })),
  ];
  const width = Math.max(...all.map(({ path }) => path.length));
  return [
    `What would be live in ${suffix === '' ? 'production' : suffix}:`,
    '',
    ...all.map(
      ({ kind, path, visibility, bytes }) =>
        `  ${kind.padEnd(8)}  ${path.padEnd(width)}  ${visibility.padEnd(9)}  ${String(bytes).padStart(7)} bytes`,
    ),
    '',
    `  dependencies  ${Object.entries(dependencies)
      .map((pair) => pair.join(' '))
      .join(', ')}`,
    `  runtime       ${runtime ?? 'left to Twilio'}`,
    `  variables     ${variables.join(', ') || 'none'}`,
    '',
  ].join('\n');
}
