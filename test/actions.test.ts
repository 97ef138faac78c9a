import { type ActionName, actions } from '../taskrouter/actions';
import { RESERVATION_STATUSES, type ReservationStatus, wireName } from '../taskrouter/parameters';
import { OUTCOMES, type Outcome } from '../wire/outcome';
import { departures } from './description';
import { source } from './hosts/source';
import { staged } from './stage';
import { inStatus } from './states';

/** What each action ends as, by the status it meets: written down here a second time, on purpose. */
const lost = { timeout: 'lost', canceled: 'lost', rescinded: 'lost' } as const;
const no = 'not_allowed';
const instruction = { accepted: no, wrapping: no, completed: no, rejected: no, ...lost } as const;
const MATRIX: Record<Exclude<ActionName, 'update' | 'fetch' | 'find'>, Record<ReservationStatus, Outcome>> = {
  accept: { pending: 'done', accepted: 'already', wrapping: no, completed: no, rejected: no, ...lost },
  reject: { pending: 'done', accepted: no, wrapping: no, completed: no, rejected: 'already', ...lost },
  wrap: { pending: no, accepted: 'done', wrapping: 'already', completed: no, rejected: no, ...lost },
  complete: { pending: no, accepted: 'done', wrapping: 'done', completed: 'already', rejected: no, ...lost },
  call: { pending: 'started', ...instruction },
  dequeue: { pending: 'started', ...instruction },
  conference: { pending: 'started', ...instruction },
  redirect: { pending: 'started', ...instruction },
};
const ACTING = Object.keys(MATRIX) as (keyof typeof MATRIX)[];

const on = staged(source);
beforeEach(() => on.world.reset());

async function ask(name: string, fields: Record<string, string | readonly string[]>) {
  const reply = await on.functions.send({ path: `/reservations/${name}`, fields });
  const json = JSON.parse(reply.text);
  expect(departures(name, reply.status, json)).toEqual([]);
  return { status: reply.status, json };
}

/** The row's example as a form would carry it, less what names a resource that the emulator does not have. */
function example(name: ActionName): Record<string, string | string[]> {
  const entries = Object.entries(actions[name].example).filter(([parameter]) => !/ActivitySid|CallSid/.test(parameter));
  const call = name === 'redirect' ? [['redirectCallSid', `CA${'1'.repeat(32)}`] as const] : [];
  return Object.fromEntries(
    [...entries, ...call].map(([parameter, value]) => [
      wireName(parameter),
      Array.isArray(value) ? value.map(String) : String(value),
    ]),
  );
}

describe.each(ACTING)('%s', (name) => {
  test.each(RESERVATION_STATUSES)('on a reservation that is %s', async (status) => {
    const { TaskSid: _, ...address } = await inStatus(on.world, status);
    // A redirect that also accepts ends at once; the matrix is about the others.
    const fields = { ...example(name), ...(name === 'redirect' ? { RedirectAccept: 'false' } : {}) };
    const { status: http, json } = await ask(name, { ...address, ...fields });
    const expected = MATRIX[name][status];
    expect([json.outcome, http]).toEqual([expected, OUTCOMES[expected].status]);
    expect(json.reservation_status).toBe(await on.world.statusOf(address));
  });

  test('the row may start from exactly the statuses in which it ends well', () => {
    const well = RESERVATION_STATUSES.filter((status) => ['done', 'started'].includes(MATRIX[name][status]));
    expect([...actions[name].from].sort()).toEqual([...well].sort());
  });
});

test.each(['call', 'redirect'] as const)('%s that also accepts is done at once', async (name) => {
  const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
  const accepts = name === 'call' ? 'CallAccept' : 'RedirectAccept';
  const { json } = await ask(name, { ...address, ...example(name), [accepts]: 'True' });
  expect([json.outcome, json.reservation_status]).toEqual(['done', 'accepted']);
});

test.each(['dequeue', 'conference'] as const)(
  'while the phone of a %s rings, nothing else is allowed',
  async (name) => {
    const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
    expect((await ask(name, { ...address, ...example(name) })).json.outcome).toBe('started');
    for (const next of ['accept', 'conference', 'dequeue'] as const) {
      const { json } = await ask(next, { ...address, ...example(next) });
      expect([next, json.outcome, json.reservation_status]).toEqual([next, 'not_allowed', 'pending']);
    }
    await on.world.advance(3_000);
    expect(await on.world.statusOf(address)).toBe('accepted');
    expect((await on.world.calls()).filter(({ instruction: given }) => given === name)).toHaveLength(1);
  },
);

test('reject sends the worker to the activity that is named', async () => {
  const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
  const away = on.world.world.activities.find(({ available }) => !available)?.sid ?? '';
  const { json } = await ask('reject', { ...address, WorkerActivitySid: away });
  expect(json.outcome).toBe('done');
  const worker = await on.world.workspace.workers(address.WorkerSid).fetch();
  expect(worker.activitySid).toBe(away);
});

describe('update', () => {
  test.each(RESERVATION_STATUSES)('to %s leaves the verdict to TaskRouter', async (ReservationStatus) => {
    const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
    const { json } = await ask('update', { ...address, ReservationStatus });
    const expected = { accepted: 'done', rejected: 'done', pending: 'already' }[ReservationStatus as string] ?? no;
    expect(json.outcome).toBe(expected);
    expect(json.reservation_status).toBe(await on.world.statusOf(address));
  });

  test('a status together with an instruction is refused before TaskRouter hears of it', async () => {
    const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
    const { json } = await ask('update', { ...address, ReservationStatus: 'accepted', Instruction: 'redirect' });
    expect(json.issues).toEqual([
      { field: 'Instruction', received: 'redirect', expected: 'a status or an instruction, not both' },
    ]);
  });

  test('nothing to update is said so', async () => {
    const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
    expect((await ask('update', address)).json.issues).toEqual([
      { field: 'ReservationStatus', received: 'nothing', expected: 'at least one parameter to update' },
    ]);
  });

  test('parameters that TaskRouter rejects are refused, with its own code', async () => {
    const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
    const { status, json } = await ask('update', { ...address, Instruction: 'call' });
    expect([status, json.outcome, json.reservation_status]).toEqual([422, 'refused', 'pending']);
    expect(json.code).toBe(40111);
  });
});

describe('find', () => {
  test("answers a task's current reservation", async () => {
    const { TaskSid, ...address } = await inStatus(on.world, 'accepted');
    const { json } = await ask('find', { TaskSid });
    expect(json).toMatchObject({
      outcome: 'done',
      sid: address.ReservationSid,
      worker_sid: address.WorkerSid,
      reservation_status: 'accepted',
    });
  });

  test('prefers the reservation in hand to those that ended', async () => {
    const { TaskSid, ...address } = await inStatus(on.world, 'rejected');
    const { json } = await ask('find', { TaskSid });
    expect(json.sid).not.toBe(address.ReservationSid);
    expect([json.outcome, json.reservation_status]).toEqual(['done', 'pending']);
  });

  test('answers the newest reservation of a worker with a status', async () => {
    const { WorkerSid, ReservationSid } = await inStatus(on.world, 'wrapping');
    const { json } = await ask('find', { WorkerSid, ReservationStatus: 'wrapping' });
    expect([json.outcome, json.sid]).toEqual(['done', ReservationSid]);
  });

  test('says not_found where there is none', async () => {
    const WorkerSid = on.world.world.workers[0]?.sid ?? '';
    const byStatus = await ask('find', { WorkerSid, ReservationStatus: 'wrapping' });
    const byTask = await ask('find', { TaskSid: `WT${'0'.repeat(32)}` });
    expect([byStatus, byTask].map(({ status, json }) => [status, json.outcome])).toEqual([
      [404, 'not_found'],
      [404, 'not_found'],
    ]);
  });

  test.each([
    [{}, 'TaskSid'],
    [{ WorkerSid: `WK${'0'.repeat(32)}` }, 'ReservationStatus'],
    [{ ReservationStatus: 'pending' }, 'WorkerSid'],
  ])('with %j it asks for what is missing', async (fields, field) => {
    const { json } = await ask('find', fields as Record<string, string>);
    expect(json.issues).toEqual([
      { field, received: 'nothing', expected: 'TaskSid, or WorkerSid with ReservationStatus' },
    ]);
  });
});
