import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '../../emulator/emulator';
import { worldOf } from '../../local/world';
import { build } from '../../scripts/build.mjs';
import { startBrowser } from './chromium';
import { serveConsole } from './served';

// node scripts/run.mjs test/browser/picture.ts: takes the README's picture of the console, docs/console.png.
const folder = mkdtempSync(join(tmpdir(), 'picture-'));
process.env.BUILT = join(folder, 'dist');
await build(process.env.BUILT);
const emulator = await startEmulator();
const world = await worldOf(emulator.url);
if (!world) throw new Error('the emulator does not answer');
const settings = {
  ACCOUNT_SID: world.accountSid,
  AUTH_TOKEN: world.authToken,
  TASKROUTER_WORKSPACE_SID: world.workspaceSid,
  TASKROUTER_URL: emulator.url,
};
const [browser, served] = await Promise.all([startBrowser(), serveConsole({ settings }, { door: true })]);
const page = await browser.newPage({ viewport: { width: 1120, height: 720 }, colorScheme: 'light' });
await page.goto(served.url);
const card = page.locator('article');
for (let calls = 1; calls <= 3; calls += 1) {
  await page.getByRole('button', { name: 'Make a call come in' }).click();
  await card.nth(calls - 1).waitFor();
}
await card.nth(1).getByRole('button', { name: 'Accept' }).click();
await card.nth(2).getByRole('button', { name: 'Accept' }).click();
await card.nth(2).getByRole('button', { name: 'Wrap' }).click();
await page.locator('.state', { hasText: 'wrapping' }).waitFor();
await page.evaluate('scrollTo(0, 0)');
await page.screenshot({ path: 'docs/console.png' });
await Promise.all([browser.close(), served.stop(), emulator.close()]);
rmSync(folder, { recursive: true });
