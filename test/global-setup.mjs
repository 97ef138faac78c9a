import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../scripts/build.mjs';

/** Builds once for all tests, into a folder with nothing around it: what a bundle lacks inside itself is missed there. */
export default async function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'reservation-functions-'));
  writeFileSync(join(folder, 'metafile.json'), JSON.stringify(await build(join(folder, 'dist'))));
  process.env.BUILT = join(folder, 'dist');
  process.env.TEST_FOLDER = folder;
}
