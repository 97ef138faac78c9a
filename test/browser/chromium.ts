import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const path = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (candidate) => candidate !== undefined && existsSync(candidate),
);

/** Whether this machine has a browser to test in. */
export const hasBrowser = path !== undefined;

/** Starts it with a new, empty profile and nothing that calls home. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: path ?? '',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
