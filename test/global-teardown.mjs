import { rmSync } from 'node:fs';
import { dirname } from 'node:path';

export default async function tearDown() {
  if (process.env.BUILT) rmSync(dirname(process.env.BUILT), { recursive: true, force: true });
}
