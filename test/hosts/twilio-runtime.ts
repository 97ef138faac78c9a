import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { relative } from 'node:path';
import { createInterface } from 'node:readline';
import { type Host, wired } from './host';

/** Twilio's own local runtime on the built files, in a process of its own, behind the front of `npm start`. */
export const twilioRuntime: Host = {
  name: "Twilio's local runtime, on the built files",
  checksSignatures: true,
  async start(settings) {
    const built = relative(process.cwd(), process.env.BUILT ?? 'dist');
    const child = spawn(process.execPath, ['scripts/run.mjs', 'test/hosts/serve.ts', built, JSON.stringify(settings)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log: string[] = [];
    const lines = createInterface(child.stdout);
    createInterface(child.stderr).on('line', (line) => log.push(line));
    const [url] = (await once(lines, 'line')) as [string];
    lines.on('line', (line) => log.push(line));
    return {
      url,
      log,
      pid: child.pid,
      async send(message) {
        const { path, search, headers, body } = wired(message, settings.PUBLIC_URL ?? url, settings.AUTH_TOKEN ?? '');
        const answer = await fetch(url + path + search, { method: 'POST', headers, body });
        return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() };
      },
      async stop() {
        child.kill();
        await once(child, 'exit');
      },
    };
  },
};
