import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * The program that asks a Runtime API for events and runs one handler on them, whose name follows it: AWS's own runtime
 * interface client where one was compiled (test/lambda/ric.ts), otherwise a few lines of ours.
 */
export function runtimeClient(): { name: string; program: string } {
  const own = process.env.LAMBDA_RUNTIME_CLIENT;
  if (own !== undefined) return { name: "AWS's own runtime interface client", program: own };
  return {
    name: "a stand-in for AWS's runtime interface client",
    program: resolve('test/lambda/runtime-stand-in.cjs'),
  };
}

export interface LambdaFunction {
  /** Its result, `remainingMs` before Lambda would kill it. Rejects when the handler threw or the process ended. */
  invoke(event: unknown, remainingMs?: number): Promise<unknown>;
  /** What it wrote so far, line by line. */
  log: readonly string[];
  stop(): Promise<void>;
}

interface Invocation {
  id: string;
  event: string;
  deadline: number;
  settle(result: Promise<unknown>): void;
}

/**
 * Starts a handler of the built files, such as `lambda/reservations.accept`, as Lambda does: a process of its own with
 * `env` as its whole environment, which asks a Runtime API of ours for one event after the other.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function startFunction(
  handler: string,
  env: Readonly<Record<string, string>>,
  log: string[] = [],
): Promise<LambdaFunction> {
  const waiting: Invocation[] = [];
  const running = new Map<string, Invocation>();
  let idle: ServerResponse | undefined;
  let count = 0;

  function next(): void {
    const invocation = idle === undefined ? undefined : waiting.shift();
    if (invocation === undefined) return;
    running.set(invocation.id, invocation);
    idle?.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': invocation.id,
      'Lambda-Runtime-Deadline-Ms': String(invocation.deadline),
      'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:us-east-1:000000000000:function:reservations',
    });
    idle?.end(invocation.event);
    idle = undefined;
  }

  const api = createServer(async (request, response) => {
    const [, id, what] = /\/runtime\/(?:invocation\/)?([^/]+)(?:\/(\w+))?$/.exec(request.url ?? '') ?? [];
    if (id === 'next') {
      idle = response;
      return next();
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const invocation = running.get(id ?? '');
    running.delete(id ?? '');
    const ended = what === 'response' ? Promise.resolve(JSON.parse(text)) : Promise.reject(new Error(text));
    if (invocation) invocation.settle(ended);
    else ended.catch(() => {});
    response.writeHead(202).end('{}');
  });
  api.listen(0, '127.0.0.1');
  await once(api, 'listening');

  const child = spawn(process.execPath, [runtimeClient().program, handler], {
    cwd: resolve(process.env.BUILT ?? 'dist'),
    env: {
      ...env,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(api.address() as AddressInfo).port}`,
      AWS_LAMBDA_FUNCTION_NAME: 'reservations',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      // AWS's client says once what it runs, and writes the time, the request and the level before each line.
      if (!line.startsWith('Executing ')) log.push(line.replace(/^\S+Z\t\S+\t[A-Z]+\t/, ''));
    });
  }
  child.once('exit', () => {
    for (const { settle } of [...waiting, ...running.values()]) {
      settle(Promise.reject(new Error(`${handler} ended: ${log.join(' ')}`)));
    }
  });

  return {
    invoke: (event, remainingMs = 10_000) =>
      new Promise((settle) => {
        count += 1;
        waiting.push({
          id: `00000000-${count}`,
          event: JSON.stringify(event),
          deadline: Date.now() + remainingMs,
          settle,
        });
        next();
      }),
    log,
    async stop() {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGKILL');
      await ended;
      api.closeAllConnections();
      api.close();
    },
  };
}
