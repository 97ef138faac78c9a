import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../scripts/build.mjs';
import { startWorld } from '../world';
import { startBrowser } from './chromium';
import { serveConsole } from './served';

// node scripts/run.mjs test/browser/picture.ts: takes the README's picture of the console, docs/console.png.
const folder = mkdtempSync(join(tmpdir(), 'picture-'));
process.env.BUILT = join(folder, 'dist');
await build(process.env.BUILT);
const world = await startWorld();
const [browser, served] = await Promise.all([startBrowser(), serveConsole(world, { door: true })]);
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
await Promise.all([browser.close(), served.stop(), world.stop()]);
rmSync(folder, { recursive: true });
