import { median, type Ratio, ratioOf } from './statistics';

/** What a figure is held to: its ratio, or the figure itself where `of` says so. */
export type Goal = ({ atMost: number } | { atLeast: number }) & { of?: 'ours' };

export interface Figure {
  figure: string;
  unit: string;
  /** Absent where there is no such side. */
  naive?: number;
  ours: number;
  floor?: number;
  /** Of ours to naive; to the floor where there is no naive side. */
  ratio?: number;
  /** How far the truth may lie from the ratio on either side. */
  noise?: number;
  goal?: Goal;
}

/** One side's measurements, round by round; the rounds of all sides were measured in turns. */
export interface Rounds {
  naive?: number[];
  ours: number[];
  floor?: number[];
}

/** A figure whose sides are the medians of their rounds. */
export function figureOf(figure: string, unit: string, rounds: Rounds, goal?: Goal): Figure {
  const { naive, ours, floor } = rounds;
  const base = naive ?? floor;
  const compared: Partial<Ratio> = base === undefined ? {} : ratioOf(ours, base);
  return {
    figure,
    unit,
    ours: median(ours),
    ...(naive ? { naive: median(naive) } : {}),
    ...(floor ? { floor: median(floor) } : {}),
    ...compared,
    ...(goal ? { goal } : {}),
  };
}

/** Whether the goal is met; `barely` or `nearly` where that lies within the noise. */
export function verdictOf({ goal, ratio, ours, noise = 0 }: Figure): Verdict | undefined {
  if (goal === undefined) return undefined;
  const value = goal.of === 'ours' ? ours : (ratio ?? Number.NaN);
  const tolerance = goal.of === 'ours' ? 0 : noise;
  const over = 'atMost' in goal ? value - goal.atMost : goal.atLeast - value;
  if (over <= 0) return over <= -tolerance ? 'met' : 'barely';
  return over <= tolerance ? 'nearly' : 'missed';
}

export type Verdict = 'met' | 'barely' | 'nearly' | 'missed';

/** Whether the figure, noise or not, is as good as its goal. */
export function isMet(figure: Figure): boolean {
  const verdict = verdictOf(figure);
  return verdict === 'met' || verdict === 'barely';
}

export function goalInWords({ goal, unit }: Figure): string {
  if (goal === undefined) return '';
  const words = 'atMost' in goal ? `at most ${goal.atMost}` : `at least ${goal.atLeast}`;
  return goal.of === 'ours' ? `${words} ${unit}` : words;
}
