import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** The whole environment of a measured process: nothing of the machine's own finds its way in. */
export type Environment = Readonly<Record<string, string>>;

export interface FirstAnswer {
  /** Milliseconds from before the file was loaded until it had answered. */
  ms: number;
  /** Bytes, after the answer. */
  rss: number;
}

/** Loads `file` and calls it once, in a process of its own, where `preloaded` is loaded already before the clock starts. */
export function firstAnswer(
  file: string,
  what: 'accept' | 'offer',
  env: Environment,
  preloaded: string[] = [],
): Promise<FirstAnswer> {
  return saidBy('first-answer.cjs', [file, what, ...preloaded], env);
}

/** Runs a subject in a process of its own; what it says on file descriptor 3. */
export async function saidBy<Said>(subject: string, args: string[], env: Environment): Promise<Said> {
  const child = spawn(process.execPath, [resolve('bench/subjects', subject), ...args], {
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  let said = '';
  child.stdio[3]?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${subject} ${args.join(' ')} did not answer`);
  return JSON.parse(said);
}

export interface Calls {
  /** Milliseconds for all of them. */
  ms: number;
  latencies: number[];
  /** Bytes, after the last. */
  rss: number;
}

/** A loaded Function in a process that stays. */
export interface Caller {
  make(calls: number, atOnce: number): Promise<Calls>;
  stop(): void;
}

export function startCaller(file: string, env: Environment): Caller {
  const child = fork(resolve('bench/subjects/many-calls.cjs'), [file], {
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return {
    make: (calls, atOnce) =>
      new Promise((done, failed) => {
        const ended = () => failed(new Error(`${file} ended`));
        child.once('exit', ended);
        child.once('message', (measured: Calls) => {
          child.off('exit', ended);
          done(measured);
        });
        child.send({ calls, atOnce });
      }),
    stop: () => stop(child),
  };
}

export function stop(child: ChildProcess): void {
  child.removeAllListeners('exit');
  child.kill();
}
