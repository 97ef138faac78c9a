import { spawnSync } from 'node:child_process';
import { ready } from './ready.mjs';

// npm test [-- FILTER ...]: what each step prints is its own; the first that fails ends the run.
ready();
const steps = [
  ['types', 'tsc'],
  ['format and lint', 'biome', 'ci', '--log-level=error'],
  ['build', process.execPath, 'scripts/build.mjs'],
  ['tests', 'jest', '--ci', '--maxWorkers=2', ...process.argv.slice(2)],
];
for (const [title, command, ...args] of steps) {
  console.log(`\n> ${title}`);
  const { status } = spawnSync(String(command), args, { stdio: 'inherit' });
  if (status !== 0) {
    console.error(`\n${title}: failed`);
    process.exit(1);
  }
}
