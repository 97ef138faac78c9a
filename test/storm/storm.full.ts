import { defaults, ours, repeating } from './policies';
import { storm } from './storm';
import { count, described, table } from './table';

test('five thousand requests in a storm: ours has no fault, and the judge finds those of the others', async () => {
  const options = { seed: 11, requests: 5_000 };
  const first = await storm(ours, options);
  const [library, repeated] = await Promise.all([storm(defaults, options), storm(repeating, options)]);
  console.log(table([first, library, repeated]));

  expect(first.findings.map(described)).toEqual([]);
  expect(first.complaints).toEqual([]);
  expect(first.answers).toHaveLength(5_000);
  expect(first.decidable.all).toBeGreaterThan(50);
  // Two in a hundred, and as many more as chance makes of a sample of this size one time in forty.
  const most = 0.02 * first.decidable.all;
  expect(first.decidable.unknown.length).toBeLessThanOrEqual(most + 2 * Math.sqrt(most));

  expect(count(library.findings, 'false failure')).toBeGreaterThan(0);
  expect(count(library.findings, 'late answer')).toBeGreaterThan(0);
  for (const wrong of ['double call', 'double instruction', 'false success', 'late answer'] as const) {
    expect(count(repeated.findings, wrong)).toBeGreaterThan(0);
  }
}, 900_000);
