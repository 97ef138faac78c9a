import { spawnSync } from 'node:child_process';
import { lstatSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';

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
  if (isInstalled() || alone(install)) return;
  console.error('npm ci did not succeed; its own words are above.');
  process.exit(1);
}

function isInstalled() {
  const installed = statSync('node_modules/.package-lock.json', { throwIfNoEntry: false });
  return installed !== undefined && installed.mtimeMs >= statSync('package-lock.json').mtimeMs;
}

function install() {
  // Whoever was waited for has done it.
  if (isInstalled()) return true;
  console.log('Installing what package-lock.json names (npm ci) ...');
  // NODE_ENV=production would leave out the tools that build and test.
  const given = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  return spawnSync('npm', given, { stdio: 'inherit' }).status === 0;
}

const LOCK = '.installing';

/**
 * Does `work` while no other command of this clone does its own: npm ci begins by emptying node_modules, under the feet
 * of whoever has just installed it.
 * @param {() => boolean} work
 */
function alone(work) {
  for (let waits = false; !isOurs(); waits = true) {
    if (!waits) console.log(`Another command is installing; waiting for it (${LOCK} is its lock) ...`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  }
  try {
    return work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

/** Takes the lock, unless a process that still runs has it. */
function isOurs() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    // In a folder that cannot be written, npm says so better.
    if (codeOf(error) !== 'EEXIST') return true;
  }
  const holder = holderOfLock();
  try {
    process.kill(Number(holder), 0);
  } catch (error) {
    // Looked at once more, since somebody may have taken the lock meanwhile.
    if (codeOf(error) === 'ESRCH' && holderOfLock() === holder) rmSync(LOCK, { force: true });
  }
  return false;
}

/** The process id that the lock names; its own where the lock has gone. */
function holderOfLock() {
  try {
    return readFileSync(LOCK, 'utf8');
  } catch {
    return String(process.pid);
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
