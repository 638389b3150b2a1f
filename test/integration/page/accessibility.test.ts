import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeWith } from '../programs';
import { type Demo, invoked, startDemoHost, useBrowser } from './support';

const DESCRIBED = { resultTypes: ['violations' as const] };

/** Every place, with something to see in it. */
async function placesOf(demo: Demo): Promise<string[]> {
  const [one, other] = [
    await invoked(demo, 'greet', { name: 'Ada' }),
    await invoked(demo, 'greet', { name: 'Lin' }),
  ];
  const ship = await invoked(demo, 'shipOrder', { order: 4711 });
  const failed = await invoked(demo, 'nameAgent', { conversation: {} });
  await invoked(demo, 'unfinished', {});
  return [
    '',
    'functions',
    'functions/shipOrder',
    'new',
    'deployments',
    'schedules',
    'logs',
    'settings',
    `invocations/${ship}`,
    `invocations/${failed}`,
    `compare/${one}/${other}`,
    'send?target=greet',
    'nowhere',
  ];
}

async function goTo(page: Page, demo: Demo, place: string): Promise<void> {
  await page.goto(`${demo.url}/#/${place}`);
  await page.locator('h1').waitFor();
  await page.getByText('Loading…').waitFor({ state: 'detached' });
}

async function findings(page: Page): Promise<string[]> {
  const { violations, passes } = await page.evaluate(
    (options) => (globalThis as unknown as { axe: typeof axe }).axe.run(options),
    DESCRIBED,
  );
  expect(passes.map(({ id }) => id)).toContain('color-contrast');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

describeWith(['chromium'], 'the page for everyone', () => {
  const { open } = useBrowser();

  it.each(['light', 'dark'] as const)('has nothing that axe finds, in %s', async (colorScheme) => {
    const demo = await startDemoHost();
    const places = await placesOf(demo);
    const page = await open(demo, '', { colorScheme });
    await page.evaluate(axe.source);
    for (const place of places) {
      await goTo(page, demo, place);
      expect(await findings(page), place).toEqual([]);
    }
    await goTo(page, demo, 'logs');
    await page.getByRole('button', { name: 'Log lines' }).click();
    await page.getByRole('region', { name: 'Log lines' }).waitFor();
    expect(await findings(page), 'log lines').toEqual([]);
  });

  it('asks no other host, and breaks none of its own rules', async () => {
    const demo = await startDemoHost();
    const places = await placesOf(demo);
    const page = await open(demo);
    const hosts = new Set<string>();
    const problems: string[] = [];
    page.on('request', (request) => hosts.add(new URL(request.url()).origin));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await page.reload();
    for (const place of places) await goTo(page, demo, place);
    expect([...hosts]).toEqual([new URL(demo.url).origin]);
    expect(problems).toEqual([]);
  });

  it('serves its files with a strict policy, and again only when they changed', async () => {
    const demo = await startDemoHost();
    const first = await fetch(demo.url);
    const policy = first.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(first.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const again = await fetch(demo.url, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
    const types = await Promise.all(
      ['page.js', 'page.css', 'icon.svg'].map(
        async (file) => (await fetch(`${demo.url}/_/page/${file}`)).headers,
      ),
    );
    expect(types.map((headers) => headers.get('content-type')?.split(';')[0])).toEqual([
      'text/javascript',
      'text/css',
      'image/svg+xml',
    ]);
    expect((await fetch(`${demo.url}/_/page/..%2f..%2fpackage.json`)).status).toBe(404);
  });

  it('works with the keyboard alone', async () => {
    const demo = await startDemoHost();
    await invoked(demo, 'greet', { name: 'Ada' });
    const page = await open(demo);
    await page.getByRole('heading', { name: 'Home' }).waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    const tabTo = async (text: string, key = 'Tab') => {
      for (let presses = 0; presses < 40; presses += 1) {
        if ((await focused()) === text) return;
        await page.keyboard.press(key);
      }
      throw new Error(`the keyboard does not reach ${text}`);
    };
    // The heading of each place gets the focus when the place is opened.
    expect(await focused()).toBe('Home');
    await tabTo('Functions', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Productive' }).waitFor();
    expect(await focused()).toBe('Functions');
    await tabTo('Invoke greet');
    await page.keyboard.press('Enter');
    await page.getByLabel('Input').waitFor();
    await tabTo('Send');
    await page.keyboard.press('Enter');
    await tabTo('Show the invocation');
    await page.keyboard.press('Enter');
    await page.getByText('started by page').waitFor();
    await tabTo('Replay');
    await page.keyboard.press('Enter');
    await page.getByText('started by replay').waitFor();
    expect(await focused()).toBe('greet');
  });
});
