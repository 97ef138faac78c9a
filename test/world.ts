import twilio from 'twilio';
import { startEmulator } from '../emulator/emulator';
import type { World } from '../local/world';
import { departures } from './emulator/openapi';

/** An emulator of a test's own, the official client pointed at it, and short words for what tests do most. */
export async function startWorld() {
  const emulator = await startEmulator();
  const world = (await (await fetch(`${emulator.url}/_emulator/world`)).json()) as World;
  const client = twilio(world.accountSid, world.authToken);
  client.taskrouter.baseUrl = emulator.url;
  const workspace = client.taskrouter.v1.workspaces(world.workspaceSid);

  const control = async (path: string, body?: object) => {
    const answer = await fetch(`${emulator.url}/_emulator/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`/_emulator/${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  };

  async function expectDescribed() {
    const sent = (await control('requests')) as Journaled[];
    const problems = sent.flatMap(({ method, path, fields }) =>
      // Of the answers, the emulator's own tests judge; an error has no described body.
      departures({ method, url: emulator.url + path, sent: fields, status: 400, headers: {}, body: null }),
    );
    expect(problems).toEqual([]);
  }

  return {
    url: emulator.url,
    world,
    client,
    workspace,
    /** What a deployment beside this emulator is set to. */
    settings: {
      ACCOUNT_SID: world.accountSid,
      AUTH_TOKEN: world.authToken,
      TASKROUTER_WORKSPACE_SID: world.workspaceSid,
      TASKROUTER_URL: emulator.url,
    },
    /** A new task, offered to a worker: a pending reservation. */
    async offer(attributes: object = {}) {
      const task = await workspace.tasks.create({
        workflowSid: world.workflowSid,
        attributes: JSON.stringify(attributes),
      });
      const lists = await Promise.all(world.workers.map(({ sid }) => workspace.workers(sid).reservations.list()));
      const reservation = lists.flat().find(({ taskSid }) => taskSid === task.sid);
      if (!reservation) throw new Error('no worker was free');
      return { TaskSid: task.sid, WorkerSid: reservation.workerSid, ReservationSid: reservation.sid };
    },
    /** The reservation's status, by TaskRouter's own word. */
    async statusOf({ WorkerSid, ReservationSid }: { WorkerSid: string; ReservationSid: string }) {
      return (await workspace.workers(WorkerSid).reservations(ReservationSid).fetch()).reservationStatus;
    },
    /** The reservation as it is on the wire, which no library has read. */
    async shown({ WorkerSid, ReservationSid }: { WorkerSid: string; ReservationSid: string }) {
      const path = `/v1/Workspaces/${world.workspaceSid}/Workers/${WorkerSid}/Reservations/${ReservationSid}`;
      const Authorization = `Basic ${Buffer.from(`${world.accountSid}:${world.authToken}`).toString('base64')}`;
      return (await fetch(emulator.url + path, { headers: { Authorization } })).json() as Promise<
        Record<string, unknown>
      >;
    },
    /** Puts a reservation into a status that no single request leads to (another worker's accept rescinds). */
    async rewrite(reservationSid: string, status: string) {
      const snapshot = (await control('snapshot')) as { reservations: { sid: string }[] };
      const found = snapshot.reservations.find(({ sid }) => sid === reservationSid) ?? {};
      Object.assign(found, { state: status, endsAt: null });
      const answer = await fetch(`${emulator.url}/_emulator/snapshot`, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(snapshot),
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
    reset: async () => {
      await expectDescribed();
      await control('reset', {});
    },
    /** Every request since the last reset is as Twilio's own description of TaskRouter says. */
    expectDescribed,
    switches: (switches: object) => control('switches', switches),
    advance: (advanceMs: number) => control('clock', { advanceMs }),
    faults: (faults: object) => control('faults', faults),
    /** Every REST request since the last reset. */
    requests: () => control('requests') as Promise<Journaled[]>,
    /** Every phone call since the last reset. */
    calls: () => control('calls') as Promise<{ reservationSid: string; instruction: string; status: string }[]>,
    /** Every request of the emulator's to a webhook since the last reset. */
    callbacks: () => control('callbacks') as Promise<{ method: string; url: string; status: number | null }[]>,
    /** What Twilio would have complained of since the last reset. */
    notes: () => control('notes') as Promise<{ code: number; message: string }[]>,
    stop: () => emulator.close(),
  };
}

export type TestWorld = Awaited<ReturnType<typeof startWorld>>;

export interface Journaled {
  method: string;
  path: string;
  fields: Record<string, string | string[]>;
  ifMatch: string | null;
  status: number;
}
