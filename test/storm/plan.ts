import { randomFrom } from '../../emulator/faults';
import { seededSid } from '../../emulator/sid';
import type { Instruction, ReservationStatus } from '../../taskrouter/parameters';

export type Acting = 'accept' | 'reject' | 'call' | 'dequeue' | 'conference' | 'redirect' | 'wrap' | 'complete';

/** One request of the plan. */
export interface Asked {
  /** Its number; an instruction carries it to the emulator as `client:n12` or `?n=12`. */
  n: number;
  action: Acting | 'fetch';
  /** What it wants to see: a status, or an instruction that does or does not end in `accepted`. */
  wish: { sets: ReservationStatus } | { gives: Instruction; accepts: boolean } | { reads: true };
  WorkerSid: string;
  ReservationSid: string;
  /** Parameters by wire name. */
  fields: Record<string, string>;
  /** Asked of a deployment whose TaskRouter is a closed port. */
  nowhere: boolean;
}

/** A reservation as the storm finds it. */
export interface Standing {
  sid: string;
  workerSid: string;
  state: ReservationStatus;
  /** When a pending one runs out, in ms after the start; null for never. */
  expiresInMs: number | null;
}

export interface Plan {
  standing: Standing[];
  /** Each job is one client's, who asks one thing after the other. Jobs on one reservation stand side by side. */
  jobs: Asked[][];
}

/** The workers of the storm, by how their phones take a call: `emulator/phone.ts` says what the words mean. */
export const PHONES = [
  { rings: 0.05, does: 'answer' },
  { rings: 0.3, does: 'answer', talks: 0.5 },
  { rings: 0.1, does: 'answer', talks: 0.1 },
  { rings: 0.05, does: 'busy' },
  { rings: 0.2, does: 'failed' },
  { rings: 0.1, does: 'no-answer' },
];
export const workerSid = (at: number) => seededSid('WK', `f${at}`);

/** One client alone: no action twice, so that an update in the journal is known to be that request's. */
const CHAINS: [ReservationStatus, ...Asked['action'][]][] = [
  ['pending', 'accept'],
  ['pending', 'accept', 'wrap', 'complete'],
  ['pending', 'fetch', 'accept', 'complete', 'fetch'],
  ['pending', 'reject'],
  ['pending', 'reject', 'accept'],
  ['pending', 'call', 'fetch'],
  ['pending', 'call', 'accept', 'complete'],
  ['pending', 'call', 'reject', 'dequeue'],
  ['pending', 'dequeue', 'fetch', 'complete'],
  ['pending', 'dequeue'],
  ['pending', 'conference'],
  ['pending', 'conference', 'wrap', 'fetch'],
  ['pending', 'redirect', 'accept'],
  ['pending', 'redirect'],
  ['pending', 'wrap', 'accept'],
  ['accepted', 'wrap', 'complete'],
  ['accepted', 'complete', 'call'],
  ['accepted', 'accept', 'reject'],
  ['wrapping', 'complete', 'wrap'],
  ['completed', 'conference', 'accept'],
  ['rejected', 'accept', 'reject'],
  ['timeout', 'accept', 'dequeue'],
  ['canceled', 'reject', 'call'],
  ['rescinded', 'redirect', 'complete'],
];

const SHARED: ReservationStatus[] = ['pending', 'pending', 'pending', 'pending', 'pending', 'accepted', 'wrapping'];
const CROWD: Asked['action'][] = [
  'accept',
  'accept',
  'accept',
  'reject',
  'call',
  'call',
  'call',
  'dequeue',
  'dequeue',
  'conference',
  'conference',
  'redirect',
  'wrap',
  'complete',
  'complete',
  'fetch',
];

/** The same seed and size give the same plan. */
export function planFrom(seed: number, requests: number): Plan {
  const random = randomFrom(seed);
  const chance = (share: number) => random() < share;
  const one = <T>(list: readonly [T, ...T[]] | readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const standing: Standing[] = [];
  const jobs: Asked[][] = [];
  let n = 0;

  const stand = (state: ReservationStatus): Standing => {
    const sid = seededSid('WR', (standing.length + 1).toString(16));
    const soon = state === 'pending' && chance(0.04);
    const found: Standing = {
      sid,
      workerSid: workerSid(Math.floor(random() * PHONES.length)),
      state,
      expiresInMs: soon ? Math.floor(random() * requests * 10) : null,
    };
    standing.push(found);
    return found;
  };
  const ask = (action: Asked['action'], { sid, workerSid }: Standing): Asked => {
    n += 1;
    const accepts = chance(0.4);
    const ifMatch = chance(0.12) ? { IfMatch: chance(0.8) ? '"0"' : '"7"' } : {};
    return {
      n,
      action,
      wish: wishOf(action, accepts),
      WorkerSid: workerSid,
      ReservationSid: action !== 'fetch' && chance(0.01) ? seededSid('WR', `dead${n}`) : sid,
      fields: action === 'fetch' ? {} : { ...fieldsOf(action, n, accepts), ...ifMatch },
      nowhere: chance(0.02),
    };
  };

  while (n < requests) {
    if (chance(0.7)) {
      const [state, ...chain] = one(CHAINS);
      const reservation = stand(state);
      jobs.push(chain.slice(0, requests - n).map((action) => ask(action, reservation)));
    } else {
      const reservation = stand(one(SHARED));
      const clients = Math.min(2 + Math.floor(random() * 4), requests - n);
      for (let client = 0; client < clients; client += 1) jobs.push([ask(one(CROWD), reservation)]);
    }
  }
  return { standing, jobs };
}

function wishOf(action: Asked['action'], accepts: boolean): Asked['wish'] {
  switch (action) {
    case 'accept':
      return { sets: 'accepted' };
    case 'reject':
      return { sets: 'rejected' };
    case 'wrap':
      return { sets: 'wrapping' };
    case 'complete':
      return { sets: 'completed' };
    case 'fetch':
      return { reads: true };
    case 'call':
    case 'redirect':
      return { gives: action, accepts };
    default:
      return { gives: action, accepts: true };
  }
}

function fieldsOf(action: Acting, n: number, accepts: boolean): Record<string, string> {
  const address = `client:n${n}`;
  const url = `https://voice.example.com/offer?n=${n}`;
  switch (action) {
    case 'call':
      return {
        CallFrom: 'client:desk',
        CallUrl: url,
        CallTo: address,
        CallTimeout: '1',
        ...(accepts && { CallAccept: 'true' }),
      };
    case 'dequeue':
      return { DequeueTo: address, DequeueTimeout: '1' };
    case 'conference':
      return { To: address, Timeout: '1' };
    case 'redirect':
      return {
        RedirectCallSid: `CA${'1'.repeat(32)}`,
        RedirectUrl: url,
        ...(accepts && { RedirectAccept: 'true' }),
      };
    default:
      return {};
  }
}
