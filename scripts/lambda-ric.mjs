import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The last line of AWS's runtime interface client that runs on Node 20. */
const VERSION = '3.3.0';
const TOOLS = ['autoconf', 'automake', 'libtoolize', 'cmake', 'g++', 'make'];

/**
 * Installs AWS's own runtime interface client into a temporary folder, where a later run finds it again, and returns the
 * path of its program. It is no devDependency because npm compiles it from C++, which takes minutes and `TOOLS`.
 * @returns {string}
 */
export function lambdaRic() {
  const folder = join(tmpdir(), `reservation-functions-ric-${VERSION}-node-${process.versions.modules}`);
  const program = join(folder, 'node_modules/aws-lambda-ric/bin/index.mjs');
  const finished = join(folder, 'finished');
  if (existsSync(finished)) return program;
  const missing = TOOLS.filter((tool) => spawnSync('which', [tool]).status !== 0);
  if (missing.length > 0) throw new Error(`aws-lambda-ric is compiled on installation; missing: ${missing.join(', ')}`);

  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const home = dirname(dirname(process.execPath));
  // Without the headers of this very Node beside it, npm downloads them.
  const headers = existsSync(join(home, 'include/node/node_version.h')) ? { npm_config_nodedir: home } : {};
  const install = spawnSync('npm', ['install', `aws-lambda-ric@${VERSION}`, '--no-audit', '--no-fund'], {
    cwd: folder,
    env: { ...process.env, ...headers },
    encoding: 'utf8',
  });
  if (install.status !== 0) throw new Error(`aws-lambda-ric was not installed: ${install.stderr.slice(-2_000)}`);
  writeFileSync(finished, '');
  return program;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(lambdaRic());
