import { expect, it } from 'vitest';
import { describeWith } from '../programs';
import { invoked, startDemoHost, useBrowser } from './support';

describeWith(['chromium'], 'the logs of the page', () => {
  const { open } = useBrowser();

  it('filters invocations by function, status and text', async () => {
    const demo = await startDemoHost();
    await invoked(demo, 'greet', { name: 'Ada' });
    await invoked(demo, 'greet', { name: 'Grace' });
    await invoked(demo, 'nameAgent', { conversation: {} });
    const page = await open(demo, 'logs');
    const rows = page.locator('tbody tr');
    await expect.poll(() => rows.count()).toBe(3);
    await page.getByLabel('Function').selectOption('greet');
    await expect.poll(() => rows.count()).toBe(2);
    await page.getByLabel('Search').fill('grace');
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByLabel('Function').selectOption('');
    await page.getByLabel('Search').fill('');
    await page.getByLabel('Status').selectOption('failed');
    await expect.poll(() => rows.allTextContents()).toEqual([expect.stringContaining('nameAgent')]);
    await page.getByLabel('Search').fill('nothing like this');
    await page.getByText('No invocation fits these filters.').waitFor();
  });

  it('shows running invocations, and their end, as it happens', async () => {
    const demo = await startDemoHost();
    const page = await open(demo, 'logs');
    await page.getByText('Live', { exact: true }).waitFor();
    const end = invoked(demo, 'slow', { ms: 2_500 });
    await page.getByRole('row', { name: /slow/ }).getByText('Running').waitFor();
    await page.getByRole('link', { name: /Invocation of slow/ }).click();
    await page.locator('.entries').getByText('begun').waitFor();
    await page.getByText('It is still running.').waitFor();
    await end;
    await page.getByRole('region', { name: 'Result' }).getByText('"done"').waitFor();
  });

  it('holds 10,000 log lines with few elements, searches them, and goes on with new ones', async () => {
    const demo = await startDemoHost();
    for (let begun = 0; begun < 1_000; begun += 100) {
      await Promise.all(
        Array.from({ length: 100 }, (_, index) => invoked(demo, 'chatty', { number: begun + index })),
      );
    }
    const page = await open(demo, 'logs');
    await page.getByRole('button', { name: 'Log lines' }).click();
    const status = page.locator('main').getByRole('status');
    await expect.poll(() => status.textContent()).toBe('10,000 lines');
    const list = page.getByRole('region', { name: 'Log lines' });
    expect(await list.locator('li').count()).toBeLessThan(80);
    await list.focus();
    await page.keyboard.press('End');
    await expect.poll(() => list.locator('li').last().getAttribute('aria-posinset')).toBe('10000');
    await page.keyboard.press('Home');
    await page.getByLabel('Search').fill('of 777');
    await expect.poll(() => status.textContent()).toBe('10 lines');
    await invoked(demo, 'chatty', { number: 777 });
    await expect.poll(() => status.textContent()).toBe('20 lines');
    await page.getByLabel('Level').selectOption('error');
    await page.getByText('There are no log lines here.').waitFor();
  });
});
