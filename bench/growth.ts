import { type Crowd, MOST_UPDATES, startCrowd } from './emulator';
import { type Figure, figureOf } from './figure';
import { inTurns } from './turns';

const ROUNDS = 20;
const UPDATES = MOST_UPDATES / ROUNDS;
const LISTS = 40;

/** The emulator with a thousand, ten thousand and a hundred thousand reservations, in turns; the first is the floor. */
export async function measureGrowth(): Promise<Figure[]> {
  const crowds = { 1: await startCrowd(1_000), 10: await startCrowd(10_000), 100: await startCrowd(100_000) };
  const [updates, lists] = await inTurns(ROUNDS, [
    sides(crowds, (crowd) => crowd.update(UPDATES)),
    sides(crowds, (crowd) => crowd.list(LISTS)),
  ]);
  const memory = { 1: crowds[1].memory() / 1e6, 10: crowds[10].memory() / 1e6, 100: crowds[100].memory() / 1e6 };
  for (const crowd of Object.values(crowds)) crowd.stop();

  const compared = ([10, 100] as const).flatMap((size) => {
    const holding = `holding ${size} k reservations, against 1 k`;
    const goal = size === 100 ? { atLeast: 0.8 } : undefined;
    return [
      figureOf(`emulator: updates per second ${holding}`, '1/s', { ours: updates[size], floor: updates[1] }, goal),
      figureOf(`emulator: list pages per second ${holding}`, '1/s', { ours: lists[size], floor: lists[1] }),
    ];
  });
  const of = (what: string, unit: string, ours: number) => ({ figure: `emulator: memory (RSS) ${what}`, unit, ours });
  return [
    ...compared,
    of('holding 1 k reservations', 'MB', memory[1]),
    of('holding 10 k reservations', 'MB', memory[10]),
    of('holding 100 k reservations', 'MB', memory[100]),
    // A megabyte for each thousand is a kilobyte each.
    of('for each further task with its reservation', 'kB', (memory[100] - memory[1]) / (100 - 1)),
  ];
}

function sides(crowds: Record<1 | 10 | 100, Crowd>, measure: (crowd: Crowd) => Promise<number>) {
  return { 1: () => measure(crowds[1]), 10: () => measure(crowds[10]), 100: () => measure(crowds[100]) };
}
