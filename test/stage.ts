import type { Host, RunningHost } from './hosts/host';
import { startWorld, type TestWorld } from './world';

/** What the tests of one file act on: there once the first of them runs, gone after the last. */
export interface Stage {
  world: TestWorld;
  functions: RunningHost;
}

/** An emulator of a file's own, and the functions on `host` beside it. */
export function staged(host: Host): Stage {
  const stage = {} as Stage;
  beforeAll(async () => {
    stage.world = await startWorld();
    stage.functions = await host.start(stage.world.settings);
  });
  afterAll(async () => {
    await stage.functions.stop();
    await stage.world.expectDescribed();
    await stage.world.stop();
  });
  return stage;
}
