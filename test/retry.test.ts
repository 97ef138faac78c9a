import type { Failure } from '../taskrouter/failure';
import type { Result } from '../taskrouter/gateway';
import { persist, type Repeats } from '../taskrouter/retry';
import { Deadline, type Time } from '../wire/deadline';

/** Time that passes only by sleeping. */
function stillTime(chance = 0.5) {
  let now = 0;
  const slept: number[] = [];
  const time: Time = {
    now: () => now,
    today: () => now,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
    random: () => chance,
  };
  return { time, slept };
}

const failing = (kind: Failure['kind'], more: Partial<Failure> = {}): Result<string> => ({
  ok: false,
  failure: { kind, message: kind, ...more },
});
const success: Result<string> = { ok: true, value: 'yes' };

async function run(script: Result<string>[], repeats: Repeats, budgetMs = 9_000, chance = 0.5) {
  const { time, slept } = stillTime(chance);
  let made = 0;
  const attempt = async () => script[Math.min(made++, script.length - 1)] as Result<string>;
  const end = await persist(attempt, repeats, new Deadline(budgetMs, time));
  return { ...end, made, slept };
}

test('a success is not repeated', async () => {
  expect(await run([success], 'anything')).toEqual({ result: success, ambiguous: false, made: 1, slept: [] });
});

test.each<[Failure['kind'], Repeats, boolean]>([
  ['throttled', 'anything', true],
  ['throttled', 'unprocessed', true],
  ['ambiguous', 'anything', true],
  ['ambiguous', 'unprocessed', false],
  ['unsent', 'anything', false],
  ['unsent', 'unprocessed', false],
  ['refused', 'anything', false],
  ['stale', 'anything', false],
  ['not found', 'anything', false],
  ['credentials', 'anything', false],
  ['settings', 'anything', false],
])('%s, where %s may be repeated: %s', async (kind, repeats, repeated) => {
  const { made, result, ambiguous } = await run([failing(kind), success], repeats);
  expect([made, result.ok, ambiguous]).toEqual([repeated ? 2 : 1, repeated, kind === 'ambiguous']);
});

test('once an attempt may have acted, that is remembered to the end', async () => {
  const { ambiguous, result } = await run([failing('ambiguous'), failing('throttled'), failing('refused')], 'anything');
  expect([ambiguous, result]).toEqual([true, failing('refused')]);
});

test('waits grow from a tenth of a second to two seconds, by full jitter', async () => {
  const { slept } = await run([failing('throttled')], 'unprocessed', 9_000, 0.5);
  expect(slept.slice(0, 7)).toEqual([50, 100, 200, 400, 800, 1_000, 1_000]);
  expect((await run([failing('throttled'), success], 'unprocessed', 9_000, 0)).slept).toEqual([0]);
});

test('Retry-After is waited for to the millisecond, without jitter, but is never less than our own wait', async () => {
  const { slept } = await run([failing('throttled', { retryAfterMs: 1_500 }), success], 'unprocessed');
  expect(slept).toEqual([1_500]);
  const always0 = await run([failing('throttled', { retryAfterMs: 0 })], 'unprocessed');
  expect(always0.slept.slice(0, 4)).toEqual([50, 100, 200, 400]);
  expect(always0.made).toBeLessThan(20);
});

test('no wait is begun that would leave less than a quarter of a second for the attempt after it', async () => {
  const asked = (retryAfterMs: number) => run([failing('throttled', { retryAfterMs }), success], 'unprocessed', 1_000);
  expect((await asked(750)).made).toBe(2);
  expect((await asked(751)).made).toBe(1);
});

test('without time nothing is sent, and that is certain', async () => {
  const { made, result, ambiguous } = await run([success], 'anything', 249);
  expect([made, ambiguous]).toEqual([0, false]);
  expect(result).toMatchObject({ ok: false, failure: { kind: 'unsent' } });
});

test('what never ends well ends before the deadline', async () => {
  const { slept, made } = await run([failing('ambiguous')], 'anything', 8_000, 0.999);
  expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(8_000);
  expect(made).toBe(slept.length + 1);
});

describe('a deadline', () => {
  test('spends one budget, and is never below nothing', async () => {
    const { time } = stillTime();
    const deadline = new Deadline(1_000, time);
    await time.sleep(400);
    expect([deadline.left(), deadline.earlier(500).left(), deadline.earlier(700).left()]).toEqual([600, 100, 0]);
    await time.sleep(900);
    expect(deadline.left()).toBe(0);
  });
});
