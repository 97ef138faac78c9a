import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { WorldDocument } from '../emulator/world-document';
import { stop } from './processes';

/** An emulator in a process of its own, holding so many pending reservations. */
export interface Crowd {
  /** Accepts `count` reservations not accepted before, one after the other; updates per second. */
  update(count: number): Promise<number>;
  /** Lists twenty pending reservations, so often; pages per second. */
  list(count: number): Promise<number>;
  /** Bytes of memory (RSS). */
  memory(): number;
  stop(): void;
}

export async function startCrowd(size: number): Promise<Crowd> {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'emulator/main.ts'], {
    env: { ...process.env, EMULATOR_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const url = /http:\S+?(?=;)/.exec(String(line))?.[0];
  if (url === undefined) throw new Error(`the emulator did not start: ${line}`);

  const world = (await (await fetch(`${url}/_emulator/snapshot`)).json()) as WorldDocument;
  const authorization = `Basic ${Buffer.from(`${world.accountSid}:${world.authToken}`).toString('base64')}`;
  const [alice = '', bob = ''] = world.workers.map(
    ({ sid }) => `${url}/v1/Workspaces/${world.workspace.sid}/Workers/${sid}`,
  );
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };

  const put = async (count: number) => {
    const body = JSON.stringify(crowded(world, count));
    await settled(
      await fetch(`${url}/_emulator/snapshot`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body,
      }),
    );
  };
  let next = 0;
  const update = (count: number, of: number) =>
    perSecond(count, async () => {
      // Evenly over all of them; each is met once.
      const place = Math.floor((next * of) / MOST_UPDATES);
      next += 1;
      const address = `${place % 2 ? bob : alice}/Reservations/${sid('WR', place)}`;
      return settled(await fetch(address, { method: 'POST', headers, body: 'ReservationStatus=accepted' }));
    });
  const list = (count: number) =>
    perSecond(count, async () =>
      settled(await fetch(`${alice}/Reservations?ReservationStatus=pending&PageSize=20`, { headers })),
    );

  // Both sizes meet code that is warm.
  await put(MOST_UPDATES);
  await update(MOST_UPDATES, MOST_UPDATES);
  await list(200);
  await put(size);
  next = 0;
  return {
    update: (count) => update(count, size),
    list,
    memory: () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })) * 1024,
    stop: () => stop(child),
  };
}

/** How many updates a crowd is good for: the smallest holds no more reservations. */
export const MOST_UPDATES = 1_000;

async function perSecond(count: number, operate: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  for (let index = 0; index < count; index += 1) await operate();
  return (count * 1_000) / (performance.now() - begun);
}

async function settled(response: Response): Promise<void> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text.slice(0, 200)}`);
}

function sid(prefix: string, index: number): string {
  return prefix + index.toString(16).padStart(32, '0');
}

/** `world` with so many Tasks, offered half to the one worker and half to the other. */
function crowded(world: WorldDocument, count: number): WorldDocument {
  const [workflow] = world.workflows;
  const at = Date.now();
  const made = { revision: 0, dateCreated: at, dateUpdated: at };
  const indices = Array.from({ length: count }, (_, index) => index);
  return {
    ...world,
    tasks: indices.map((index) => ({
      ...made,
      sid: sid('WT', index),
      seq: 1000 + 2 * index,
      attributes: '{"call_sid":"CA"}',
      assignmentStatus: 'reserved',
      priority: 0,
      reason: null,
      timeout: 86_400,
      workflowSid: workflow?.sid ?? '',
      taskQueueSid: workflow?.taskQueueSid ?? '',
      taskChannelSid: world.taskChannels[0]?.sid ?? '',
      queueEnteredAt: at,
      virtualStartTime: at,
      routingTarget: null,
      ignoreCapacity: false,
      rejections: 0,
      endsAt: at + 86_400_000,
    })),
    reservations: indices.map((index) => ({
      ...made,
      sid: sid('WR', index),
      seq: 1001 + 2 * index,
      taskSid: sid('WT', index),
      workerSid: world.workers[index % 2]?.sid ?? '',
      state: 'pending',
      endsAt: at + 86_400_000,
    })),
  };
}
