import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Fault } from '../../emulator/faults';
import { twilioRuntime } from '../hosts/twilio-runtime';
import { type Asked, planFrom } from './plan';
import { type StormWorld, startStormWorld } from './world';

const CLIENTS = 50;
const SECONDS = 60;
/** Each function is a bundle with sockets of its own: idle ones of one action do not serve the next. */
const MOST_SOCKETS = 3 * CLIENTS;

/** Faults that leave sockets and listeners in odd states, without waits that would make the minute an idle one. */
const faults: Fault[] = [
  { drop: 'before' },
  { drop: 'after' },
  { status: 503, body: '' },
  { garbage: true },
  { cutAfter: 40 },
  { delayMs: 50 },
];

test('a minute at fifty requests at once: memory stays level, sockets bounded, nobody warns', async () => {
  const plan = planFrom(13, 3_000);
  const world = await startStormWorld(plan);
  const sockets = countingSockets(world);
  const runtime = await twilioRuntime.start({
    ACCOUNT_SID: world.accountSid,
    AUTH_TOKEN: world.authToken,
    TASKROUTER_WORKSPACE_SID: world.workspaceSid,
    TASKROUTER_URL: world.url,
  });
  try {
    await world.blow(13, 0.1, faults);
    const end = Date.now() + SECONDS * 1000;
    const asked = plan.jobs.flat();
    const outcomes = new Map<string, number>();
    const client = async (_: unknown, number: number) => {
      for (let at = number; Date.now() < end; at = (at + CLIENTS) % asked.length) {
        const { action, WorkerSid, ReservationSid, fields } = asked[at] as Asked;
        const path = `/reservations/${action}`;
        const { text } = await runtime.send({ path, fields: { WorkerSid, ReservationSid, ...fields } });
        const { outcome } = JSON.parse(text);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    };
    const megabytes: number[] = [];
    const sampling = setInterval(() => megabytes.push(residentMegabytes(runtime.pid)), 1_000);
    await Promise.all(Array.from({ length: CLIENTS }, client));
    clearInterval(sampling);

    const settled = mean(megabytes.slice(14, 20));
    const last = mean(megabytes.slice(-6));
    const answers = [...outcomes.values()].reduce((sum, times) => sum + times, 0);
    console.log(
      `${answers} answers; ${settled.toFixed(0)} MB after 15 s, ${last.toFixed(0)} MB at the end; ` +
        `at most ${sockets.most()} sockets at once, ${sockets.all()} in all`,
      Object.fromEntries(outcomes),
    );
    expect(answers).toBeGreaterThan(2_000);
    expect(outcomes.has('undefined')).toBe(false);
    expect(last).toBeLessThan(settled * 1.2);
    expect(sockets.most()).toBeLessThanOrEqual(MOST_SOCKETS);
    expect((runtime.log ?? []).filter((line) => !line.startsWith('{"endpoint":'))).toEqual([]);
  } finally {
    await runtime.stop();
    await world.stop();
    sockets.stop();
  }
}, 120_000);

/** The memory of a process that is resident, as Linux tells it. */
function residentMegabytes(pid: number | undefined): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Counts the connections that the emulator takes; its own controls are among them, so that it errs to our cost. */
function countingSockets({ port }: StormWorld) {
  const open = new Set<Socket>();
  let most = 0;
  let all = 0;
  const count = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    if (socket.localPort !== port) return;
    open.add(socket);
    all += 1;
    most = Math.max(most, open.size);
    socket.once('close', () => open.delete(socket));
  };
  subscribe('net.server.socket', count);
  return { most: () => most, all: () => all, stop: () => unsubscribe('net.server.socket', count) };
}
