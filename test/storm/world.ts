import { type Emulator, startEmulator } from '../../emulator/emulator';
import type { Fault } from '../../emulator/faults';
import type { RequestEntry } from '../../emulator/journal';
import { seededSid } from '../../emulator/sid';
import type { TaskStatus, WorldDocument } from '../../emulator/world-document';
import type { ReservationStatus } from '../../taskrouter/parameters';
import { PHONES, type Plan, type Standing, workerSid } from './plan';

/** What the emulator saw and what became of its world: all that the judge goes by. */
export interface Evidence {
  requests: RequestEntry[];
  calls: { to: string; instruction: string; status: string }[];
  /** Of every reservation, by SID, as REST would show it. */
  finals: Map<string, ReservationStatus>;
}

/** An emulator that holds a plan's reservations, and its controls. */
export interface StormWorld {
  url: string;
  port: number;
  accountSid: string;
  authToken: string;
  workspaceSid: string;
  blow(seed: number, rate: number, faults: Fault[]): Promise<void>;
  /**
   * Unkind, no instruction raises a revision and no If-Match is looked at, so that nothing passes by their help. Unkind
   * first: an update still under way when the world turns unkind would be carried out although a 412 spoke against it.
   */
  turn(kind: boolean): Promise<void>;
  /** Waits until all that was begun has come to its end, and gives the evidence. */
  settle(): Promise<Evidence>;
  stop(): Promise<void>;
}

/** Starts an emulator with the plan's reservations in it. */
export async function startStormWorld(plan: Plan): Promise<StormWorld> {
  const emulator = await startEmulator();
  const base = (await control(emulator, 'GET', 'snapshot')) as WorldDocument;
  await control(emulator, 'PUT', 'snapshot', populated(base, plan));
  return {
    url: emulator.url,
    port: emulator.port,
    accountSid: base.accountSid,
    authToken: base.authToken,
    workspaceSid: base.workspace.sid,
    blow: async (seed, rate, faults) => {
      await control(emulator, 'POST', 'storm', { seed, rate, faults });
    },
    turn: async (kind) => {
      const ifMatch = kind ? 'honoured' : 'ignored';
      await control(emulator, 'POST', 'switches', { instructionRaisesRevision: kind, ifMatch });
    },
    settle: () => settled(emulator),
    stop: () => emulator.close(),
  };
}

async function control({ url }: Emulator, method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${url}/_emulator/${path}`, {
    method,
    ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`/_emulator/${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function settled(emulator: Emulator): Promise<Evidence> {
  for (;;) {
    const requests = (await control(emulator, 'GET', 'requests')) as RequestEntry[];
    const { reservations, calls } = (await control(emulator, 'GET', 'snapshot')) as WorldDocument;
    const stalled = requests.some(({ at, fault }) => at + (fault?.stallMs ?? 0) + SETTLING_MS > Date.now());
    const ringing = calls.some(({ endsAt }) => endsAt !== null);
    if (!stalled && !ringing) {
      const finals = reservations.map(({ sid, state }) => [sid, state === 'onHold' ? 'pending' : state] as const);
      return { requests, calls, finals: new Map(finals) };
    }
    await new Promise((resolve) => setTimeout(resolve, SETTLING_MS));
  }
}

const SETTLING_MS = 200;

/** The seeded world with the storm's workers in place of its own, all offline, so that nothing new is offered. */
function populated(base: WorldDocument, { standing }: Plan): WorldDocument {
  const [worker] = base.workers;
  const [workflow] = base.workflows;
  const [channel] = base.taskChannels;
  const offline = base.activities.find(({ available }) => !available);
  if (!worker || !workflow || !channel || !offline) throw new Error('the seeded world lacks something');
  const now = Date.now();
  let seq = 1_000;
  const made = (sid: string) => {
    seq += 1;
    return { sid, seq, revision: 0, dateCreated: now, dateUpdated: now };
  };
  const workers = PHONES.map((phone, at) => ({
    ...worker,
    ...made(workerSid(at)),
    friendlyName: `${phone.does} ${at}`,
    attributes: JSON.stringify({ contact_uri: `client:worker${at}`, phone }),
    activitySid: offline.sid,
    channels: worker.channels.map((one, number) => ({ ...one, ...made(seededSid('WC', `f${at}${number}`)) })),
  }));
  const task = ({ state }: Standing, at: number) => ({
    ...made(taskSid(at)),
    attributes: JSON.stringify({ call_sid: `CA${'1'.repeat(32)}` }),
    assignmentStatus: taskStatusOf(state),
    priority: 0,
    reason: null,
    timeout: DAY_S,
    workflowSid: workflow.sid,
    taskQueueSid: workflow.taskQueueSid,
    taskChannelSid: channel.sid,
    queueEnteredAt: now,
    virtualStartTime: now,
    routingTarget: null,
    ignoreCapacity: false,
    rejections: 0,
    endsAt: now + DAY_S * 1000,
  });
  const reservation = ({ sid, workerSid, state, expiresInMs }: Standing, at: number) => ({
    ...made(sid),
    taskSid: taskSid(at),
    workerSid,
    state,
    endsAt: expiresInMs === null ? null : now + expiresInMs,
  });
  return {
    ...base,
    at: now,
    workers,
    tasks: standing.map(task),
    reservations: standing.map(reservation),
    calls: [],
  };
}

const DAY_S = 86_400;
const taskSid = (at: number) => seededSid('WT', (at + 1).toString(16));

function taskStatusOf(state: ReservationStatus): TaskStatus {
  if (state === 'pending') return 'reserved';
  if (state === 'accepted') return 'assigned';
  return state === 'wrapping' || state === 'completed' ? state : 'pending';
}
