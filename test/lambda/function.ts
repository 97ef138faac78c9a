import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';

/** The arguments that make Node run one handler against a Runtime API; the handler's name follows them. */
export type RuntimeClient = readonly string[];

/** Our own few lines in the place of AWS's runtime interface client. */
export const standIn: RuntimeClient = [resolve('test/lambda/runtime-stand-in.cjs')];

export interface LambdaFunction {
  /** Its result, `remainingMs` before Lambda would kill it. Rejects when the handler threw or the process ended. */
  invoke(event: unknown, remainingMs?: number): Promise<unknown>;
  /** All that it printed. */
  printed(): string;
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
  client: RuntimeClient = standIn,
): Promise<LambdaFunction> {
  const waiting: Invocation[] = [];
  const running = new Map<string, Invocation>();
  let idle: ServerResponse | undefined;
  let count = 0;
  let printed = '';

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

  const child = spawn(process.execPath, [...client, handler], {
    cwd: resolve(process.env.BUILT ?? 'dist'),
    env: {
      ...env,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(api.address() as AddressInfo).port}`,
      AWS_LAMBDA_FUNCTION_NAME: 'reservations',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      printed += chunk;
    });
  }
  child.once('exit', () => {
    for (const { settle } of [...waiting, ...running.values()]) {
      settle(Promise.reject(new Error(`${handler} ended: ${printed}`)));
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
    printed: () => printed,
    async stop() {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGKILL');
      await ended;
      api.closeAllConnections();
      api.close();
    },
  };
}
