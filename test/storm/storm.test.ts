import { planFrom } from './plan';
import { ours } from './policies';
import { storm } from './storm';
import { described } from './table';

test('the same seed gives the same plan, another seed another', () => {
  expect(planFrom(7, 300)).toEqual(planFrom(7, 300));
  expect(planFrom(8, 300)).not.toEqual(planFrom(7, 300));
  expect(planFrom(7, 300).jobs.flat()).toHaveLength(300);
});

test('a short storm passes without a lie, a phone that rings twice, or an answer past its deadline', async () => {
  const { answers, findings, complaints } = await storm(ours, { seed: 7, requests: 300 });
  expect(findings.map(described)).toEqual([]);
  expect(complaints).toEqual([]);
  expect(answers).toHaveLength(300);
  const seen = new Set(answers.map(({ outcome }) => outcome));
  expect([...seen]).toEqual(
    expect.arrayContaining(['done', 'started', 'already', 'not_allowed', 'unknown', 'unavailable']),
  );
}, 60_000);
