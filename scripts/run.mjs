import { mkdirSync, rmSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ready } from './ready.mjs';

// node scripts/run.mjs FILE.ts [ARG ...]: runs a TypeScript program of this repository in this very process, so that
// signals reach it. Packages stay outside the compiled file.
const [entry, ...rest] = process.argv.slice(2);
if (!entry) {
  console.error('usage: node scripts/run.mjs FILE.ts [ARG ...]');
  process.exit(2);
}
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
ready();
const { build } = await import('esbuild');
const outdir = 'node_modules/.cache/reservation-functions';
mkdirSync(outdir, { recursive: true });
const outfile = resolve(outdir, `${basename(entry, '.ts')}-${process.pid}.mjs`);
await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'warning',
});
if (process.env.npm_lifecycle_event) {
  // npm starts a shell that starts us. A SIGTERM that npm passes on ends the shell, and nothing more.
  const shell = process.ppid;
  setInterval(() => process.ppid !== shell && process.kill(process.pid, 'SIGTERM'), 200).unref();
}
process.setSourceMapsEnabled(true);
process.argv = [process.argv[0] ?? 'node', entry, ...rest];
process.on('exit', forget);
await import(pathToFileURL(outfile).href);
// Not only at the exit: whoever is ended by a signal does not get there.
forget();

function forget() {
  rmSync(outfile, { force: true });
}
