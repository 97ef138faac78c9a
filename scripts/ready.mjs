import { spawnSync } from 'node:child_process';
import { lstatSync, readFileSync, statSync } from 'node:fs';

/**
 * Makes a clone ready to run: refuses a Node older than `engines` allows and installs from the lock file what is
 * missing or older than it. Uses nothing but Node, since it runs before anything is installed.
 */
export function ready() {
  const wanted = Number(/\d+/.exec(JSON.parse(readFileSync('package.json', 'utf8')).engines.node)?.[0]);
  const found = Number(process.versions.node.split('.')[0]);
  if (found < wanted) {
    console.error(`Node ${wanted} or newer is needed; this is ${process.version}. See .nvmrc for the version we use.`);
    process.exit(1);
  }
  // Whoever linked to another clone's packages looks after them there; npm ci would empty that clone's folder.
  if (lstatSync('node_modules', { throwIfNoEntry: false })?.isSymbolicLink()) return;
  const installed = statSync('node_modules/.package-lock.json', { throwIfNoEntry: false });
  if (installed && installed.mtimeMs >= statSync('package-lock.json').mtimeMs) return;
  console.log('Installing what package-lock.json names (npm ci) ...');
  // NODE_ENV=production would leave out the tools that build and test.
  const install = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: 'inherit',
  });
  if (install.status !== 0) {
    console.error('npm ci did not succeed; its own words are above.');
    process.exit(1);
  }
}
