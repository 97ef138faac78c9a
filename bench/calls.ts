import type { Artefacts } from './artefacts';
import { type Figure, figureOf } from './figure';
import { type Caller, type Calls, type Environment, startCaller } from './processes';
import type { StrictServer } from './server';
import { median, quantile } from './statistics';
import { inTurns } from './turns';

/** One process differs from the next more than its rounds do, so that what counts is the median of each. */
export const GENERATIONS = 5;
export const CALLS = 200;
/** Each of these opens a socket of its own. */
const CALLS_WITH_HANDSHAKE = 30;
/** So that what is measured is compiled, and compiled again for what turned out to be called often. */
const WARM_UP = 6_000;
const ROUNDS_AT_ONCE = 10;
export const CALLS_AT_ONCE = 1_000;

/** What a call costs in a process that is warm, in turns, one call after the other. */
export async function measureWarmCalls(made: Artefacts, env: Environment, rounds: number): Promise<Figure[]> {
  const measured: Record<WarmSide, Calls[][]> = { naive: [], ours: [], floor: [], perCall: [] };
  for (let generation = 0; generation < GENERATIONS; generation += 1) {
    const calls = await measureGeneration(made, env, rounds / GENERATIONS);
    for (const side of WARM_SIDES) measured[side].push(calls[side]);
  }
  const at = (share: number) =>
    all((side) => measured[side].map((bursts) => median(bursts.map((burst) => latencyAt(burst, share)))));
  const perSecond = (bursts: Calls[]) => median(bursts.map(({ ms, latencies }) => (latencies.length * 1_000) / ms));
  const rates = all((side) => measured[side === 'naive' ? 'perCall' : side].map(perSecond));
  return [
    figureOf('warm call, p50, against one cached naive client, TLS', 'ms', at(0.5), { atMost: 0.7 }),
    figureOf('warm call, p99, against one cached naive client, TLS', 'ms', at(0.99)),
    figureOf('warm calls per second, against a naive client per call, TLS', '1/s', rates, { atLeast: 8 }),
  ];
}

const WARM_SIDES = ['naive', 'ours', 'floor', 'perCall'] as const;
type WarmSide = (typeof WARM_SIDES)[number];

/** Some rounds with a process for each side. */
async function measureGeneration(
  made: Artefacts,
  env: Environment,
  rounds: number,
): Promise<Record<WarmSide, Calls[]>> {
  const callers = all((side) => startCaller(fileOf(made, side), env));
  const perCall = startCaller(made.naive.accept, env);
  for (const caller of Object.values(callers)) await caller.make(WARM_UP, 1);
  await perCall.make(CALLS_WITH_HANDSHAKE, 1);
  const [measured] = await inTurns(rounds, [
    {
      ...all((side) => () => callers[side].make(CALLS, 1)),
      perCall: () => perCall.make(CALLS_WITH_HANDSHAKE, 1),
    },
  ]);
  for (const caller of [...Object.values(callers), perCall]) caller.stop();
  return measured;
}

/** One Function under 1, 10 and 100 calls at a time, in turns, against one cached naive client. */
export async function measureCallsAtOnce(made: Artefacts, env: Environment, server: StrictServer): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const atOnce of [1, 10, 100]) {
    const callers = all((side) => startCaller(fileOf(made, side), env));
    const calling = (caller: Caller, calls: number) => async () => {
      const before = server.sockets();
      return { ...(await caller.make(calls, atOnce)), sockets: server.sockets() - before };
    };
    const sides = (calls: number) => all((side) => calling(callers[side], calls));
    const [warmUp] = await inTurns(1, [sides(WARM_UP)]);
    const [measured] = await inTurns(ROUNDS_AT_ONCE, [sides(CALLS_AT_ONCE)]);
    for (const caller of Object.values(callers)) caller.stop();

    const latency = (share: number) => all((side) => measured[side].map((burst) => latencyAt(burst, share)));
    // Of one burst: each pause makes the library open its sockets anew.
    const opened = all((side) => warmUp[side].reduce((sum, { sockets }) => sum + sockets, 0));
    figures.push(
      figureOf(`${atOnce} at once: latency, p50`, 'ms', latency(0.5)),
      figureOf(`${atOnce} at once: latency, p99`, 'ms', latency(0.99)),
      figureOf(
        `${atOnce} at once: memory (RSS)`,
        'MB',
        all((side) => measured[side].map(({ rss }) => rss / 1e6)),
      ),
      { figure: `${atOnce} at once: sockets opened by ${WARM_UP} calls`, unit: 'sockets', ...opened },
    );
  }
  return figures;
}

/** The latency below which `share` of a burst's calls lie. */
function latencyAt({ latencies }: Calls, share: number): number {
  return quantile(latencies, share);
}

type Side = 'naive' | 'ours' | 'floor';

function all<Value>(of: (side: Side) => Value): Record<Side, Value> {
  return { naive: of('naive'), ours: of('ours'), floor: of('floor') };
}

function fileOf({ naive, ours, floor }: Artefacts, side: Side): string {
  return { naive: naive.cached, ours: ours.accept, floor }[side];
}
