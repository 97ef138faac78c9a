import { Harness } from './harness';
import { agreesWithModel } from './model-property';

test('random operations, thousands of them, leave the emulator and a small model in the same state', async () => {
  const harness = await Harness.start();
  expect(await agreesWithModel(harness, { numRuns: 400 })).toBeGreaterThan(20000);
  await harness.close();
}, 600000);
