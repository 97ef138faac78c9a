import { cpSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { build as bundle } from 'esbuild';
import { build } from '../scripts/build.mjs';

/** Everything that is measured, where it is measured: a folder with nothing around it. */
export interface Artefacts {
  /** What `npm run build` makes. */
  ours: { accept: string; offer: string; voice: string[]; others: string[] };
  /** Beside a node_modules that holds the library. */
  naive: { accept: string; cached: string; offer: string };
  /** Each in one minified file. */
  naiveBundle: string;
  floor: string;
  floorBundle: string;
  /** The library's own entry, as a platform would have loaded it. */
  library: string;
}

/** Builds everything into `folder`. */
export async function makeArtefacts(folder: string): Promise<Artefacts> {
  const naive = join(folder, 'naive');
  mkdirSync(join(naive, 'node_modules'), { recursive: true });
  for (const name of ['naive.js', 'naive-cached.js', 'naive-offer.js', 'floor.js']) {
    cpSync(join('bench/subjects', name), join(naive, name));
  }
  const library = createRequire(import.meta.url).resolve('twilio');
  symlinkSync(resolve('node_modules/twilio'), join(naive, 'node_modules/twilio'), 'junction');

  await build(join(folder, 'ours'));
  const bundles = join(folder, 'bundles');
  await bundle({
    entryPoints: ['naive', 'floor', 'naive-lambda', 'floor-lambda'].map((name) => `bench/subjects/${name}.js`),
    outdir: bundles,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    legalComments: 'none',
    logLevel: 'error',
  });
  const alone = join(folder, 'floor');
  mkdirSync(alone);
  cpSync('bench/subjects/floor.js', join(alone, 'floor.js'));
  const files = filesIn(join(folder, 'ours/functions'));
  return {
    ours: {
      accept: join(folder, 'ours/functions/reservations/accept.protected.js'),
      offer: join(folder, 'ours/functions/voice/offer.protected.js'),
      voice: files.filter((file) => file.includes(VOICE)),
      others: files.filter((file) => !file.includes(VOICE)),
    },
    naive: {
      accept: join(naive, 'naive.js'),
      cached: join(naive, 'naive-cached.js'),
      offer: join(naive, 'naive-offer.js'),
    },
    naiveBundle: join(bundles, 'naive.js'),
    floor: join(alone, 'floor.js'),
    floorBundle: join(bundles, 'floor.js'),
    library,
  };
}

export function bytes(file: string): number {
  return statSync(file).size;
}

const VOICE = join('functions', 'voice');

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}
