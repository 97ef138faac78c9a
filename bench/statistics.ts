/** The value below which `share` of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** A ratio and how far the truth may lie from it on either side. */
export interface Ratio {
  ratio: number;
  noise: number;
}

const DRAWS = 1_000;

/**
 * The ratio of two medians. Its noise is half of the interval that holds 95 % of the ratios when rounds are drawn again
 * from those measured (bootstrap); both sides of a round are drawn together, since they were measured together.
 */
export function ratioOf(above: readonly number[], below: readonly number[]): Ratio {
  const random = generator();
  const ratios = Array.from({ length: DRAWS }, () => {
    const rounds = above.map(() => Math.floor(random() * above.length));
    return median(rounds.map((round) => above[round] ?? 0)) / median(rounds.map((round) => below[round] ?? 0));
  });
  return {
    ratio: median(above) / median(below),
    noise: (quantile(ratios, 0.975) - quantile(ratios, 0.025)) / 2,
  };
}

/** The same chances in each run, so that equal measurements have equal noise (a linear congruential generator). */
function generator(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
