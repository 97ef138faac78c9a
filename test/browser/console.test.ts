import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { tokenFor } from '../tokens';
import { startWorld, type TestWorld } from '../world';
import { hasBrowser, startBrowser } from './chromium';
import { type Served, serveConsole } from './served';

if (!hasBrowser) {
  test('the console is not tried in a browser, since none is installed', () => {
    process.stdout.write('No browser is here to try the console in; apt-get install chromium brings one.\n');
    expect(hasBrowser).toBe(false);
  });
} else describe('the console, in a browser', tryIt);

function tryIt() {
  let world: TestWorld;
  let local: Served;
  let deployed: Served;
  let browser: Browser;
  const trouble: string[] = [];

  beforeAll(async () => {
    world = await startWorld();
    [browser, local, deployed] = await Promise.all([
      startBrowser(),
      serveConsole(world, { door: true }),
      serveConsole(world, { door: false }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([browser.close(), local.stop(), deployed.stop()]);
    await world.stop();
  });
  beforeEach(async () => {
    await world.reset();
    trouble.length = 0;
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    expect(trouble).toEqual([]);
  });

  async function open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options })).newPage();
    page.on('pageerror', (error) => trouble.push(String(error)));
    page.on('console', (message) => {
      if (/Content.Security.Policy|Refused to/i.test(message.text())) trouble.push(message.text());
    });
    await page.goto(url);
    return page;
  }
  const alice = () => world.world.workers.find(({ friendlyName }) => friendlyName === 'alice')?.sid ?? '';
  const bob = () => world.world.workers.find(({ friendlyName }) => friendlyName === 'bob')?.sid ?? '';
  const statuses = async (workerSid: string) =>
    (await world.workspace.workers(workerSid).reservations.list()).map(({ reservationStatus }) => reservationStatus);
  const ring = async (page: Page) => {
    await page.getByRole('button', { name: 'Make a call come in' }).click();
    await page.locator('article').first().waitFor();
  };
  const button = (page: Page, name: string) => page.locator('article').first().getByRole('button', { name });
  const state = (page: Page, status: string) => page.locator('article .state', { hasText: status }).first().waitFor();
  const answer = async (page: Page, text: string) => {
    await page.locator('#answer', { hasText: text }).waitFor();
    return page.locator('#answer').textContent();
  };

  /** Presses a button and tells how many milliseconds pass, by the page's own clock, until a selector matches. */
  const msUntil = (page: Page, name: string, selector: string) =>
    page.evaluate(`new Promise((resolve) => {
      const pressed = [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === '${name}');
      const from = performance.now();
      pressed.click();
      const look = () => (document.querySelector('${selector}') ? resolve(performance.now() - from) : setTimeout(look, 5));
      look();
    })`) as Promise<number>;

  test('shows a call arriving, and accepts it, each within a second', async () => {
    const tries: { arrives: number; accepts: number }[] = [];
    const best = () => Math.min(...tries.map(({ arrives, accepts }) => Math.max(arrives, accepts)));
    // On a machine that is busy otherwise, a single slow try says nothing about the console.
    while (tries.length < 3 && best() >= 1_000) {
      await world.reset();
      const page = await open(local.url);
      await page.getByText('No reservation is open').waitFor();
      const arrives = await msUntil(page, 'Make a call come in', 'article');
      tries.push({ arrives, accepts: await msUntil(page, 'Accept', 'article .state[data-state=accepted]') });
      await page.context().close();
    }
    expect(best()).toBeLessThan(1_000);
  });

  test('accepts a call, and tells what was done', async () => {
    const page = await open(local.url);
    await ring(page);
    await button(page, 'Accept').click();
    await state(page, 'accepted');
    expect(await answer(page, 'Done')).toMatch(/Accept WR….{4}: Done\s*WR….{4} is accepted\./);
    expect(await statuses(alice())).toEqual(['accepted']);
    expect(await page.locator('#timeline').textContent()).toMatch(
      /Accept WR….{4}: done\..*is offered\..*A call comes in\./,
    );
  });

  test('shows a call that came in by another way, without being asked', async () => {
    const page = await open(local.url);
    await page.getByText('No reservation is open').waitFor();
    await world.offer({ worker: 'alice' });
    await page.locator('article').waitFor({ timeout: 3_000 });
    expect(await page.locator('#said').textContent()).toMatch(/WR….{4} is offered/);
  });

  test('rejects with an activity', async () => {
    const page = await open(local.url);
    await ring(page);
    await button(page, 'Reject').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Worker activity SID').selectOption({ label: 'Unavailable' });
    await dialog.getByRole('button', { name: 'Reject' }).click();
    expect(await answer(page, 'Done')).toContain('is rejected');
    await page.getByText('No reservation is open').waitFor();
    expect((await world.workspace.workers(alice()).fetch()).activityName).toBe('Unavailable');
    expect(await statuses(alice())).toEqual(['rejected']);
  });

  test('starts a conference with the options that were set, and sends no others', async () => {
    const page = await open(local.url);
    await ring(page);
    await button(page, 'Conference').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Timeout', { exact: true }).fill('20');
    const unfold = (title: string) => dialog.locator('summary', { hasText: title }).click();
    await unfold('Recording');
    await dialog.getByLabel('Conference record', { exact: true }).selectOption('record-from-start');
    await unfold('The conference');
    await dialog.getByLabel('End conference on exit').selectOption({ label: 'Yes' });
    await unfold('Callbacks');
    const events = dialog.getByRole('group', { name: 'Conference status callback event' });
    await events.getByLabel('start').check();
    await events.getByLabel('end').check();
    expect(await dialog.locator('summary', { hasText: 'Callbacks' }).textContent()).toContain('1 of 10 set');
    await dialog.getByRole('button', { name: 'Conference', exact: true }).click();
    expect(await answer(page, 'Started')).toContain('the phone rings');
    const sent = (await world.requests()).filter(({ method, path }) => method === 'POST' && path.includes('/WR'));
    expect(sent.map(({ fields }) => fields)).toEqual([
      {
        Instruction: 'conference',
        Timeout: '20',
        ConferenceRecord: 'record-from-start',
        EndConferenceOnExit: 'true',
        ConferenceStatusCallbackEvent: ['start', 'end'],
      },
    ]);
  });

  test('keeps the form open and tells at each field what is wrong with it', async () => {
    const page = await open(local.url);
    await ring(page);
    await button(page, 'Call').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Call from').fill('x ');
    await dialog.getByRole('button', { name: 'Call', exact: true }).click();
    await dialog.getByText('Expected a phone number').waitFor();
    const field = dialog.getByLabel('Call from');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await field.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    await field.fill('+15550002222');
    await dialog.getByRole('button', { name: 'Call', exact: true }).click();
    await answer(page, 'Started');
    await dialog.waitFor({ state: 'hidden' });
  });

  test('shows a lost race as lost', async () => {
    const page = await open(local.url);
    await ring(page);
    // The page has no news from now on: what it shows is older than what is so.
    const held: (() => void)[] = [];
    await page.route('**/desk', (route) =>
      route.request().postData()?.includes('Action=list') ? void held.push(() => route.continue()) : route.continue(),
    );
    await world.advance(121_000);
    await button(page, 'Accept').click();
    const said = await answer(page, 'Lost');
    expect(said).toContain('gone before');
    expect(await page.locator('#answer').getAttribute('data-tone')).toBe('warn');
    for (const release of held) release();
    await page.unroute('**/desk');
    await page.getByText('No reservation is open').waitFor();
    expect(await statuses(alice())).toContain('timeout');
  });

  test('offers only what a state allows', async () => {
    const page = await open(local.url);
    await ring(page);
    const enabled = () => page.locator('article').first().locator('button:enabled').allInnerTexts();
    const instructions = ['Call…', 'Dequeue…', 'Conference…', 'Redirect…'];
    expect(await enabled()).toEqual(['Accept', 'Reject…', ...instructions, 'Fetch']);
    await button(page, 'Accept').click();
    await state(page, 'accepted');
    expect(await enabled()).toEqual(['Wrap', 'Complete', 'Fetch']);
    await button(page, 'Wrap').click();
    await state(page, 'wrapping');
    expect(await enabled()).toEqual(['Complete', 'Fetch']);
    await button(page, 'Complete').click();
    await page.getByText('No reservation is open').waitFor();
    expect(await statuses(alice())).toEqual(['completed']);
  });

  test('switches to the other worker', async () => {
    const page = await open(local.url);
    await ring(page);
    await page.getByLabel('Worker', { exact: true }).selectOption({ label: 'bob' });
    await page.getByText('No reservation is open').waitFor();
    await ring(page);
    await button(page, 'Accept').click();
    await state(page, 'accepted');
    expect([await statuses(alice()), await statuses(bob())]).toEqual([['pending'], ['accepted']]);
  });

  test('gets a new token by itself when the old one has expired, and asks when that one is refused, too', async () => {
    const page = await open(local.url);
    await page.getByText('No reservation is open').waitFor();
    const session = (await (await fetch(`${local.url}/_local/session`)).json()) as { workers: object[] };
    const expired = {
      ...session,
      workers: session.workers.map((worker) => ({ ...worker, token: tokenFor(world.world, alice(), { lasts: -1 }) })),
    };
    let sessions = 0;
    const stale = (times: number) =>
      page.route('**/_local/session', (route) => {
        sessions += 1;
        return sessions <= times ? route.fulfill({ json: expired }) : route.continue();
      });
    await stale(1);
    await page.reload();
    await ring(page);
    expect(sessions).toBe(2);
    await page.unroute('**/_local/session');
    sessions = 0;
    await stale(99);
    await page.reload();
    await page.getByText('The token has expired.').waitFor();
    expect(sessions).toBe(2);
  });

  test('works by keyboard alone, and the focus never gets lost', async () => {
    const page = await open(local.url);
    await page.getByText('No reservation is open').waitFor();
    const focused = () => page.evaluate('document.activeElement.textContent.trim()');
    const tabTo = async (name: string) => {
      for (let presses = 0; presses < 30; presses += 1) {
        if ((await focused()) === name) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`${name} is not reached by Tab`);
    };
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the open reservations');
    await tabTo('Make a call come in');
    await page.keyboard.press('Enter');
    await page.locator('article').waitFor();
    // A look may show the call before the button that made it come in has its answer, and the focus again.
    await page.locator('#ring:focus').waitFor();
    await tabTo('Reject…');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('field-WorkerActivitySid');
    await page.keyboard.press('Escape');
    expect(await focused()).toBe('Reject…');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Space');
    await state(page, 'accepted');
    expect(await focused()).toMatch(/^accepted reservation WR…/);
    await tabTo('Complete');
    await page.keyboard.press('Enter');
    await page.getByText('No reservation is open').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('open-title');
  });

  test('who moves on while a form closes keeps the focus', async () => {
    const page = await open(local.url);
    await ring(page);
    await page.getByRole('button', { name: 'Reject…' }).click();
    await page.getByRole('dialog').waitFor();
    // At once: the browser tells of the closing later.
    await page.evaluate(
      `document.querySelector('dialog').close(); document.querySelector('[data-action=accept]').focus()`,
    );
    await page.evaluate('new Promise((told) => setTimeout(told, 100))');
    expect(await page.evaluate('document.activeElement.dataset.action')).toBe('accept');
  });

  describe('on a deployment', () => {
    const signIn = async (page: Page, token: string) => {
      await page.getByLabel('Worker token').fill(token);
      await page.getByRole('button', { name: 'Sign in' }).click();
    };

    test('asks for a token, says that one has expired, and keeps none', async () => {
      const page = await open(deployed.url);
      await signIn(page, tokenFor(world.world, alice(), { lasts: -1 }));
      await page.getByText('The token has expired.').waitFor();
      expect(await page.getByRole('button', { name: 'Make a call come in' }).isVisible()).toBe(false);
      const token = tokenFor(world.world, alice());
      await signIn(page, token);
      await page.getByText('No reservation is open').waitFor();
      const kept = await page.evaluate(
        'JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href, document.documentElement.outerHTML])',
      );
      expect(kept).not.toContain(token);
      expect(await page.getByLabel('Worker token').inputValue()).toBe('');
      await page.reload();
      await page.getByLabel('Worker token').waitFor();
    });

    test('asks for another one when it expires at work', async () => {
      await world.offer({ worker: 'alice' });
      const page = await open(deployed.url);
      await signIn(page, tokenFor(world.world, alice(), { lasts: 2 }));
      await page.locator('article').waitFor();
      await page.waitForTimeout(2_100);
      await button(page, 'Accept').click();
      await page.getByText('The token has expired.').waitFor();
      expect(await statuses(alice())).toEqual(['pending']);
      await signIn(page, tokenFor(world.world, alice()));
      await button(page, 'Accept').click();
      await state(page, 'accepted');
    });
  });

  describe('from a page of another origin', () => {
    /** A page of somebody else's, and what its script then sees. */
    async function attempt(listed: boolean, headers: string, search = (_own: string) => '') {
      const other = createServer((_request, reply) => {
        reply.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>elsewhere</title>');
      }).listen(0, '127.0.0.1');
      await once(other, 'listening');
      const origin = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
      const served = await serveConsole(world, { door: false, settings: { DESK_ORIGINS: listed ? origin : '' } });
      const offered = await world.offer({ worker: 'alice' });
      const token = tokenFor(world.world, alice());
      const before = (await world.requests()).length;
      const page = await open(origin);
      const seen = await page.evaluate(`(async () => {
        try {
          const body = new URLSearchParams({ Action: 'accept', ReservationSid: '${offered.ReservationSid}', Token: '${token}' });
          const answer = await fetch('${served.url}/desk${search(encodeURIComponent(served.url))}', { method: 'POST', body, headers: ${headers} });
          return { outcome: (await answer.json()).outcome, etag: answer.headers.get('etag') };
        } catch { return 'blocked'; }
      })()`);
      const asked = (await world.requests()).length - before;
      await served.stop();
      other.close();
      return { seen, asked, status: await world.statusOf(offered) };
    }

    test('that is not listed, nothing is seen and nothing is done', async () => {
      expect(await attempt(false, '{}')).toEqual({ seen: 'blocked', asked: 0, status: 'pending' });
    });

    test('that is not listed, a field in the place of the headers does not help', async () => {
      const search = () => '?request[headers][a]=b&request[cookies][a]=b';
      expect(await attempt(false, '{}', search)).toEqual({ seen: 'blocked', asked: 0, status: 'pending' });
    });

    test('that is not listed, nothing is seen even where it imitates a whole request of a welcome one', async () => {
      const search = (own: string) =>
        `?request[headers][accept]=*/*&request[headers][origin]=${own}&request[cookies][a]=b`;
      // That it is done is what SECURITY.md owns to: the page had the worker's token.
      expect(await attempt(false, '{}', search)).toMatchObject({ seen: 'blocked', status: 'accepted' });
    });

    test('that is listed, a form with the field Token needs no preflight, and the answer can be read', async () => {
      const { seen, status } = await attempt(true, '{}');
      expect([seen, status]).toEqual([{ outcome: 'done', etag: expect.stringMatching(/^"\d+"$/) }, 'accepted']);
    });

    test("that is listed, a header of one's own gets through the preflight as the platform answers it", async () => {
      const { seen, status } = await attempt(true, "{ 'X-Own': '1' }");
      expect([seen, status]).toEqual([expect.objectContaining({ outcome: 'done' }), 'accepted']);
    });
  });

  describe.each(['light', 'dark'] as const)('axe finds nothing to complain about, %s,', (colorScheme) => {
    async function complaints(page: Page) {
      await page.evaluate(axe.source);
      const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    }

    test.each([
      ['on a wide screen', { width: 1200, height: 900 }],
      ['on a phone', { width: 360, height: 740 }],
    ])('with reservations in every state and a whole answer, %s', async (_title, viewport) => {
      const page = await open(local.url, { colorScheme, viewport });
      for (let calls = 1; calls <= 3; calls += 1) {
        await page.getByRole('button', { name: 'Make a call come in' }).click();
        await page
          .locator('article')
          .nth(calls - 1)
          .waitFor();
      }
      await page.locator('article').nth(1).getByRole('button', { name: 'Accept' }).click();
      await page.locator('article').nth(2).getByRole('button', { name: 'Accept' }).click();
      await page.locator('article').nth(2).getByRole('button', { name: 'Wrap' }).click();
      await page.locator('.state', { hasText: 'wrapping' }).waitFor();
      await page.getByText('The whole answer').click();
      expect(await complaints(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    });

    test.each(['Reject', 'Call', 'Dequeue', 'Conference', 'Redirect'])('with the form of %s', async (name) => {
      const page = await open(local.url, { colorScheme });
      await ring(page);
      await button(page, name).click();
      await page.evaluate("document.querySelectorAll('#fields details').forEach((one) => { one.open = true; })");
      expect(await complaints(page)).toEqual([]);
    });

    test('at the sign-in', async () => {
      const page = await open(deployed.url, { colorScheme });
      await page.getByLabel('Worker token').fill('x.y.z');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.locator('#token-error', { hasText: 'token' }).waitFor();
      expect(await complaints(page)).toEqual([]);
    });
  });

  test('no token gets into the log of the functions', async () => {
    const page = await open(local.url);
    await ring(page);
    await button(page, 'Accept').click();
    await state(page, 'accepted');
    const log = local.log.join('\n');
    expect(log).toContain('"endpoint":"desk"');
    expect(log).not.toMatch(/eyJ|Token/);
  });
}
