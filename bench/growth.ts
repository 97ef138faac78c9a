import { type Crowd, MOST_UPDATES, startCrowd } from './emulator';
import { type Figure, figureOf } from './figure';

const SIZES = [1_000, 10_000, 100_000] as const;
const ROUNDS = 20;
const UPDATES = MOST_UPDATES / ROUNDS;
const LISTS = 40;

/** The emulator with a thousand, ten thousand and a hundred thousand reservations, in turns; the first is the floor. */
export async function measureGrowth(): Promise<Figure[]> {
  const crowds: { size: number; crowd: Crowd; updates: number[]; lists: number[] }[] = [];
  for (const size of SIZES) crowds.push({ size, crowd: await startCrowd(size), updates: [], lists: [] });
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { crowd, updates, lists } of crowds) {
      updates.push(await crowd.update(UPDATES));
      lists.push(await crowd.list(LISTS));
    }
  }
  const memory = crowds.map(({ crowd }) => crowd.memory() / 1e6);
  for (const { crowd } of crowds) crowd.stop();

  const [small, ...larger] = crowds;
  if (small === undefined) return [];
  const compared = larger.flatMap(({ size, updates, lists }) => {
    const holding = `holding ${size / 1_000} k reservations, against 1 k`;
    const goal = size === 100_000 ? { atLeast: 0.8 } : undefined;
    return [
      figureOf(`emulator: updates per second ${holding}`, '1/s', { ours: updates, floor: small.updates }, goal),
      figureOf(`emulator: list pages per second ${holding}`, '1/s', { ours: lists, floor: small.lists }),
    ];
  });
  return [
    ...compared,
    ...SIZES.map((size, index) => ({
      figure: `emulator: memory (RSS) holding ${size / 1_000} k reservations`,
      unit: 'MB',
      ours: memory[index] ?? Number.NaN,
    })),
    {
      figure: 'emulator: memory (RSS) for each further task with its reservation',
      unit: 'kB',
      ours: (1_000 * (Math.max(...memory) - Math.min(...memory))) / (Math.max(...SIZES) - Math.min(...SIZES)),
    },
  ];
}
