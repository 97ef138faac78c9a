import twilio from 'twilio';
import type { ReservationContextUpdateOptions } from 'twilio/lib/rest/taskrouter/v1/workspace/worker/reservation';
import { RESERVATION_STATUSES, type ReservationStatus } from '../../taskrouter/parameters';
import { isGood, OUTCOMES, type Outcome } from '../../wire/outcome';
import { twilioRuntime } from '../hosts/twilio-runtime';
import type { Asked } from './plan';
import type { StormWorld } from './world';

/** What an answer claims: that it is so, that an instruction was taken, one of the two, that it failed, nothing. */
export type Claim = 'so' | 'taken' | 'well' | 'failed' | 'open';

export interface Answer {
  outcome: string;
  /** Undefined where the answer is none: no reply, or one outside of the vocabulary. */
  claim: Claim | undefined;
  /** The status that it shows, if it shows one. */
  shows?: ReservationStatus | undefined;
}

/** A way of dealing with TaskRouter under faults. */
export interface Policy {
  name: string;
  start(world: StormWorld): Promise<Practice>;
}

export interface Practice {
  ask(asked: Asked): Promise<Answer>;
  /** What went wrong with the processes it runs in; stops them. */
  stop(): Promise<string[]>;
}

/** Port 9 is the discard service; nothing listens there. */
const NOWHERE = 'http://127.0.0.1:9';

/** The built functions in Twilio's own local runtime. */
export const ours: Policy = {
  name: 'ours',
  async start(world) {
    const settings = {
      ACCOUNT_SID: world.accountSid,
      AUTH_TOKEN: world.authToken,
      TASKROUTER_WORKSPACE_SID: world.workspaceSid,
    };
    const [near, nowhere] = await Promise.all(
      [world.url, NOWHERE].map((TASKROUTER_URL) => twilioRuntime.start({ ...settings, TASKROUTER_URL })),
    );
    if (!near || !nowhere) throw new Error('a runtime did not start');
    let asked = 0;
    return {
      async ask({ action, WorkerSid, ReservationSid, fields, ...request }) {
        asked += 1;
        const { send } = request.nowhere ? nowhere : near;
        const reply = await send({ path: `/reservations/${action}`, fields: { WorkerSid, ReservationSid, ...fields } });
        return read(reply.status, JSON.parse(reply.text));
      },
      async stop() {
        const runtimes = [near, nowhere];
        const dead = runtimes.filter(({ pid }) => !isAlive(pid)).map(() => 'a runtime process has ended');
        await Promise.all(runtimes.filter(({ pid }) => isAlive(pid)).map((one) => one.stop()));
        const lines = runtimes.flatMap(({ log = [] }) => log);
        const told = lines.filter((line) => line.startsWith('{"endpoint":'));
        const others = lines.filter((line) => !line.startsWith('{"endpoint":'));
        const bugs = told.filter((line) => line.includes('"alarm":"bug'));
        const uneven = told.length === asked ? [] : [`${asked} requests, but ${told.length} lines of log`];
        return [...dead, ...uneven, ...bugs, ...others];
      },
    };
  },
};

function read(status: number, json: { outcome?: unknown; reservation_status?: unknown }): Answer {
  const outcome = (Object.keys(OUTCOMES) as Outcome[]).find((known) => known === json.outcome);
  if (outcome === undefined || OUTCOMES[outcome].status !== status) {
    return { outcome: `${status} ${json.outcome}`, claim: undefined };
  }
  const good = outcome === 'started' ? 'taken' : 'so';
  const bad = outcome === 'unknown' ? 'open' : 'failed';
  return { outcome, claim: isGood(outcome) ? good : bad, shows: statusOf(json.reservation_status) };
}

function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The library as it comes, one call for each request; an exception is a failure. */
export const defaults: Policy = {
  name: "the library's defaults",
  start: async (world) => practice(world, (attempt) => attempt()),
};

/** Every error is met with the same again, up to five times more; what is gone or refused by its state counts as done. */
export const repeating: Policy = {
  name: 'all repeated, up to 5 times',
  start: async (world) =>
    practice(world, async (attempt) => {
      for (let repeats = 0; ; repeats += 1) {
        try {
          return await attempt();
        } catch (error) {
          const { status, code } = error as { status?: number; code?: number | string };
          if (status === 404 || code === 20001) return {};
          if (repeats === 5) throw error;
          await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 200));
        }
      }
    }),
};

type Shown = { reservationStatus?: string };

function practice(world: StormWorld, carryOut: (attempt: () => Promise<Shown>) => Promise<Shown>): Practice {
  const workspaceAt = (url: string) => {
    const client = twilio(world.accountSid, world.authToken);
    client.taskrouter.baseUrl = url;
    return client.taskrouter.v1.workspaces(world.workspaceSid);
  };
  const near = workspaceAt(world.url);
  const nowhere = workspaceAt(NOWHERE);
  return {
    async ask(asked) {
      const workspace = asked.nowhere ? nowhere : near;
      const reservation = workspace.workers(asked.WorkerSid).reservations(asked.ReservationSid);
      const parameters = parametersOf(asked);
      try {
        const { reservationStatus } = await carryOut(() =>
          parameters ? reservation.update(parameters) : reservation.fetch(),
        );
        return { outcome: 'success', claim: 'well', shows: statusOf(reservationStatus) };
      } catch {
        return { outcome: 'failure', claim: 'failed' };
      }
    },
    stop: async () => [],
  };
}

/** The request under the library's names; undefined for one that only reads. */
function parametersOf({ wish, fields }: Asked): ReservationContextUpdateOptions | undefined {
  if ('reads' in wish) return undefined;
  const named = Object.entries(fields).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]);
  const what = 'sets' in wish ? { reservationStatus: wish.sets } : { instruction: wish.gives };
  return { ...Object.fromEntries(named), ...what };
}

function statusOf(shown: unknown): ReservationStatus | undefined {
  return RESERVATION_STATUSES.find((status) => status === shown);
}
