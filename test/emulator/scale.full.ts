import { seededWorld } from '../../emulator/seed';
import type { WorldDocument } from '../../emulator/world-document';
import { Harness } from './harness';

/** The seeded world, with so many Tasks offered half to alice and half to bob. */
function worldOf(count: number): WorldDocument {
  const world = seededWorld();
  const at = Date.now();
  const [alice, bob] = world.workers;
  const [workflow] = world.workflows;
  if (!alice || !bob || !workflow) throw new Error('the seeded world is empty');
  for (let index = 0; index < count; index += 1) {
    const digits = index.toString(16).padStart(32, '0');
    const made = { revision: 0, dateCreated: at, dateUpdated: at };
    world.tasks.push({
      ...made,
      sid: `WT${digits}`,
      seq: 1000 + 2 * index,
      attributes: '{"call_sid":"CA"}',
      assignmentStatus: 'reserved',
      priority: 0,
      reason: null,
      timeout: 86_400,
      workflowSid: workflow.sid,
      taskQueueSid: workflow.taskQueueSid,
      taskChannelSid: world.taskChannels[0]?.sid ?? '',
      queueEnteredAt: at,
      virtualStartTime: at,
      routingTarget: null,
      ignoreCapacity: false,
      rejections: 0,
      endsAt: at + 86_400_000,
    });
    world.reservations.push({
      ...made,
      sid: `WR${digits}`,
      seq: 1001 + 2 * index,
      taskSid: `WT${digits}`,
      workerSid: (index % 2 ? bob : alice).sid,
      state: 'pending',
      endsAt: at + 86_400_000,
    });
  }
  return world;
}

const ROUNDS = 8;
const OPERATIONS = 100;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
type Operate = (harness: Harness, count: number, index: number) => Promise<Response>;

const nameOf = (index: number) => (index % 2 ? 'bob' : 'alice');
/** One of the reservations, evenly spread over all of them. */
function one(harness: Harness, count: number, index: number, init?: RequestInit): Promise<Response> {
  const place = Math.floor((index * count) / (ROUNDS * OPERATIONS));
  const sid = `WR${place.toString(16).padStart(32, '0')}`;
  return harness.rest(`/Workers/${harness.workerSid(nameOf(place))}/Reservations/${sid}`, init);
}
const listOf = (harness: Harness) =>
  `/Workers/${harness.workerSid('alice')}/Reservations?ReservationStatus=pending&PageSize=20`;

const operations: Record<string, Operate> = {
  list: (harness) => harness.rest(listOf(harness)),
  page: (harness, count) => harness.rest(`${listOf(harness)}&Page=1&PageToken=PA${1000 + count}`),
  fetch: one,
  update: (harness, count, index) =>
    one(harness, count, index, { method: 'POST', headers: FORM, body: 'ReservationStatus=accepted' }),
  create: (harness) => harness.rest('/Tasks', { method: 'POST', headers: FORM, body: 'Attributes={}' }),
};

/** Milliseconds per operation in one round. */
async function timed(operate: Operate, harness: Harness, count: number, round: number): Promise<number> {
  const started = performance.now();
  for (let index = 0; index < OPERATIONS; index += 1) {
    const response = await operate(harness, count, round * OPERATIONS + index);
    if (!response.ok) throw new Error(await response.text());
    await response.arrayBuffer();
  }
  return (performance.now() - started) / OPERATIONS;
}

test('a hundred thousand reservations cost an operation no more than a thousand do', async () => {
  const worlds = await Promise.all(
    [1000, 100_000].map(async (count) => ({ count, harness: await Harness.start({ world: worldOf(count) }) })),
  );
  const rows: Record<string, string | number>[] = [];
  for (const [operation, operate] of Object.entries(operations)) {
    const best = worlds.map(() => Number.POSITIVE_INFINITY);
    // Turn by turn, so that whatever else the machine does falls on both.
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [which, { harness, count }] of worlds.entries()) {
        best[which] = Math.min(best[which] ?? 0, await timed(operate, harness, count, round));
      }
    }
    const [small = 0, large = 0] = best;
    rows.push({ operation, 'ms at 1 k': small.toFixed(3), 'ms at 100 k': large.toFixed(3), ratio: small / large });
  }
  console.table(rows);
  await Promise.all(worlds.map(({ harness }) => harness.close()));
  // A scan of everything would be near 0.01.
  for (const { ratio } of rows) expect(ratio).toBeGreaterThan(0.5);
}, 240_000);
