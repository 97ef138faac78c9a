import fc from 'fast-check';
import { type Harness, refusal } from './harness';
import { Model, type ModelReservation, type ModelTask } from './small-model';

/** The real side: SIDs of what the model made, in the order it was made. */
interface Real {
  tasks: Map<ModelTask, string>;
  operations: number;
}
type Command = fc.AsyncCommand<Model, Real>;

let harness: Harness;

const statuses = ['accepted', 'rejected', 'wrapping', 'completed', 'pending', 'timeout', 'canceled'] as const;

/** What both sides must agree on after every step: every reservation of every worker, and every Task. */
async function agree(model: Model, real: Real): Promise<void> {
  real.operations += 1;
  for (const worker of model.workers) {
    const listed = await harness.workspace
      .workers(harness.workerSid(worker.name))
      .reservations.list({ pageSize: 1000 });
    const modelled = model.reservations.filter((one) => one.worker === worker);
    expect(listed.map((one) => [one.taskSid, one.reservationStatus])).toEqual(
      modelled.map((one) => [real.tasks.get(one.task), one.status]),
    );
  }
  const tasks = await harness.workspace.tasks.list({ pageSize: 1000 });
  expect(tasks.map((one) => [one.sid, one.assignmentStatus])).toEqual(
    model.tasks.map((one) => [real.tasks.get(one), one.status]),
  );
}

async function contextOf(model: Model, real: Real, reservation: ModelReservation) {
  const worker = harness.workspace.workers(harness.workerSid(reservation.worker.name));
  const index = model.reservations.filter((one) => one.worker === reservation.worker).indexOf(reservation);
  const listed = await worker.reservations.list({ pageSize: 1000 });
  expect(listed[index]?.taskSid).toBe(real.tasks.get(reservation.task));
  return worker.reservations(listed[index]?.sid ?? '');
}

/** A step on one of many, chosen by number; it does nothing where there is none. */
function step(title: string, run: (model: Model, real: Real) => Promise<unknown>): Command {
  return {
    check: () => true,
    run: async (model, real) => {
      await run(model, real);
      await agree(model, real);
    },
    toString: () => title,
  };
}
const pick = <T>(list: T[], index: number): T | undefined => list[index % Math.max(1, list.length)];
const expectAgreement = async (allowed: boolean, update: Promise<unknown>) =>
  expect((await refusal(update)).status).toBe(allowed ? 200 : 400);

const index = fc.nat(1000);
const commands = [
  fc.tuple(fc.constantFrom('default', 'voice'), fc.nat(2)).map(([channel, priority]) =>
    step(`create ${channel} ${priority}`, async (model, real) => {
      const { sid } = await harness.workspace.tasks.create({
        taskChannel: channel,
        priority,
        attributes: '{"call_sid":"CA"}',
      });
      real.tasks.set(model.create(channel as ModelTask['channel'], priority), sid);
    }),
  ),
  fc.tuple(index, fc.constantFrom(...statuses)).map(([number, status]) =>
    step(`set ${number} ${status}`, async (model, real) => {
      const reservation = pick(model.reservations, number);
      if (!reservation) return;
      const context = await contextOf(model, real, reservation);
      await expectAgreement(model.setStatus(reservation, status), context.update({ reservationStatus: status }));
    }),
  ),
  index.map((number) =>
    step(`conference ${number}`, async (model, real) => {
      const reservation = pick(model.reservations, number);
      if (!reservation) return;
      const context = await contextOf(model, real, reservation);
      const update = context.update({ instruction: 'conference', from: '+15551230000' });
      await expectAgreement(model.conference(reservation), update);
    }),
  ),
  fc.constantFrom(1, 2, 7, 60, 120, 300, 90_000).map((seconds) =>
    step(`advance ${seconds}`, async (model) => {
      model.advance(seconds);
      await harness.advance(seconds);
    }),
  ),
  fc.tuple(index, fc.boolean()).map(([number, available]) =>
    step(`worker ${number} ${available}`, async (model) => {
      const worker = pick(model.workers, number);
      if (!worker) return;
      model.setAvailable(worker, available);
      const activitySid = harness.activitySid(available ? 'Available' : 'Offline');
      await harness.workspace.workers(harness.workerSid(worker.name)).update({ activitySid });
    }),
  ),
  fc.tuple(index, fc.constantFrom('canceled', 'completed')).map(([number, status]) =>
    step(`end ${number} ${status}`, async (model, real) => {
      const task = pick(model.tasks, number);
      if (!task) return;
      const context = harness.workspace.tasks(real.tasks.get(task) ?? '');
      const allowed = model.end(task, status as 'canceled' | 'completed');
      await expectAgreement(allowed, context.update({ assignmentStatus: status as 'canceled', reason: 'asked' }));
    }),
  ),
  index.map((number) =>
    step(`remove ${number}`, async (model, real) => {
      const task = pick(model.tasks, number);
      if (!task) return;
      model.remove(task);
      await harness.workspace.tasks(real.tasks.get(task) ?? '').remove();
    }),
  ),
];

/** Runs so many random conversations against a fresh world each; gives how many operations that were. */
export async function agreesWithModel(on: Harness, runs: fc.Parameters<unknown>): Promise<number> {
  harness = on;
  let operations = 0;
  const property = fc.asyncProperty(fc.commands(commands, { maxCommands: 120, size: 'max' }), async (steps) => {
    await harness.reset();
    await harness.setPhone('alice', { rings: 5 });
    await harness.setPhone('bob', { rings: 2, does: 'busy' });
    const model = new Model([
      { name: 'alice', available: true, phone: 5, lastOffer: -1 },
      { name: 'bob', available: true, phone: 'busy', lastOffer: 0 },
    ]);
    const real: Real = { tasks: new Map(), operations: 0 };
    await fc.asyncModelRun(() => ({ model, real }), steps);
    operations += real.operations;
  });
  await fc.assert(property, runs as fc.Parameters<[Iterable<Command>]>);
  return operations;
}
