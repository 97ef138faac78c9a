import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const { CHROMIUM } = process.env;
const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** CHROMIUM, where it is set, is the only one looked for; empty, it stands for none. */
const path = (CHROMIUM === undefined ? usual : [CHROMIUM]).find((candidate) => existsSync(candidate));

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
