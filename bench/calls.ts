import type { Artefacts } from './artefacts';
import { type Figure, figureOf } from './figure';
import { type Calls, type Environment, startCaller } from './processes';
import type { StrictServer } from './server';
import { median, quantile } from './statistics';
import { inTurns } from './turns';

const CALLS = 200;
/** Each of these opens a socket of its own. */
const CALLS_WITH_HANDSHAKE = 30;
/** So that what is measured is compiled, and compiled again for what turned out to be called often. */
const WARM_UP = 6_000;
const WARM_UP_AT_ONCE = 1_500;

/** What a call costs in a process that is warm, in turns, one call after the other. */
export async function measureWarmCalls(made: Artefacts, env: Environment, rounds: number): Promise<Figure[]> {
  const callers = {
    naive: startCaller(made.naive.cached, env),
    ours: startCaller(made.ours.accept, env),
    floor: startCaller(made.floor, env),
  };
  const perCall = startCaller(made.naive.accept, env);
  for (const caller of Object.values(callers)) await caller.make(WARM_UP, 1);
  await perCall.make(CALLS_WITH_HANDSHAKE, 1);

  const [measured] = await inTurns(rounds, [
    {
      naive: () => callers.naive.make(CALLS, 1),
      ours: () => callers.ours.make(CALLS, 1),
      floor: () => callers.floor.make(CALLS, 1),
      perCall: () => perCall.make(CALLS_WITH_HANDSHAKE, 1),
    },
  ]);
  for (const caller of [...Object.values(callers), perCall]) caller.stop();

  const at = (share: number) => {
    const of = (calls: Calls[]) => calls.map(({ latencies }) => quantile(latencies, share));
    return { naive: of(measured.naive), ours: of(measured.ours), floor: of(measured.floor) };
  };
  const perSecond = (calls: Calls[]) => calls.map(({ ms, latencies }) => (latencies.length * 1_000) / ms);
  const rates = {
    naive: perSecond(measured.perCall),
    ours: perSecond(measured.ours),
    floor: perSecond(measured.floor),
  };
  return [
    figureOf('warm call, p50, against one cached naive client, TLS', 'ms', at(0.5), { atMost: 0.7 }),
    figureOf('warm call, p99, against one cached naive client, TLS', 'ms', at(0.99)),
    figureOf('warm calls per second, against a naive client per call, TLS', '1/s', rates, { atLeast: 8 }),
  ];
}

/** One Function under 1, 10 and 100 calls at a time, against one cached naive client. */
export async function measureCallsAtOnce(made: Artefacts, env: Environment, server: StrictServer): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const atOnce of [1, 10, 100]) {
    const sides = { naive: made.naive.cached, ours: made.ours.accept, floor: made.floor };
    const measured: Record<string, { p50: number; p99: number; rss: number; sockets: number }> = {};
    for (const [side, file] of Object.entries(sides)) {
      const before = server.sockets();
      const caller = startCaller(file, env);
      await caller.make(WARM_UP_AT_ONCE, atOnce);
      const rounds: Calls[] = [];
      for (let round = 0; round < 5; round += 1) rounds.push(await caller.make(1_000, atOnce));
      caller.stop();
      measured[side] = {
        p50: median(rounds.map(({ latencies }) => quantile(latencies, 0.5))),
        p99: median(rounds.map(({ latencies }) => quantile(latencies, 0.99))),
        rss: (rounds.at(-1)?.rss ?? 0) / 1e6,
        sockets: server.sockets() - before,
      };
    }
    const figure = (what: string, unit: string, key: 'p50' | 'p99' | 'rss' | 'sockets'): Figure => {
      const [naive = 0, ours = 0, floor = 0] = Object.keys(sides).map((side) => measured[side]?.[key]);
      return { figure: `${atOnce} at once: ${what}`, unit, naive, ours, floor, ratio: ours / naive };
    };
    figures.push(
      figure('latency, p50', 'ms', 'p50'),
      figure('latency, p99', 'ms', 'p99'),
      figure('memory (RSS)', 'MB', 'rss'),
      figure('sockets opened', 'sockets', 'sockets'),
    );
  }
  return figures;
}
