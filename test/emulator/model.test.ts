import { Harness } from './harness';
import { agreesWithModel } from './model-property';

test('random operations, thousands of them, leave the emulator and a small model in the same state', async () => {
  const harness = await Harness.start();
  expect(await agreesWithModel(harness, { numRuns: 40, seed: 2024 })).toBeGreaterThan(2000);
  await harness.close();
}, 120000);
