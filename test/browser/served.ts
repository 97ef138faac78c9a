import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { relative } from 'node:path';
import { createInterface } from 'node:readline';
import { KEY } from '../tokens';
import type { TestWorld } from '../world';

/** The built console and functions beside a test's world, in a process of their own. */
export async function serveConsole(
  world: Pick<TestWorld, 'settings'>,
  { door, settings }: { door: boolean; settings?: object },
) {
  const built = relative(process.cwd(), process.env.BUILT ?? 'dist');
  const env = JSON.stringify({ ...world.settings, ...KEY, ...settings });
  const args = ['scripts/run.mjs', 'test/browser/serve.ts', built, env, ...(door ? ['door'] : [])];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout);
  const log: string[] = [];
  lines.on('line', (line) => log.push(line));
  const [url] = (await once(lines, 'line')) as [string];
  return {
    url,
    /** What the functions logged. */
    log,
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

export type Served = Awaited<ReturnType<typeof serveConsole>>;
