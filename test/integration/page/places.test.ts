import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWith } from '../programs';
import { invoked, startDemoHost, useBrowser } from './support';

describeWith(['chromium'], 'the places of the page', () => {
  const { open } = useBrowser();

  it('shows everything at a glance on Home, as it happens', async () => {
    const demo = await startDemoHost();
    const page = await open(demo);
    await page.getByText('Nothing has been invoked yet.').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await invoked(demo, 'greet', { name: 'Ada' });
    await invoked(demo, 'nameAgent', { conversation: {} });
    await page.getByRole('link', { name: /Invocation of nameAgent/ }).waitFor();
    const tile = (name: string) => page.locator('.tile', { hasText: name }).locator('strong');
    await expect.poll(() => tile('Invocations').textContent()).toBe('2');
    await expect.poll(() => tile('Failures').textContent()).toBe('1');
    expect(await tile('Functions').textContent()).toBe('6');
  });

  it('lists functions by state, with the reason of those that cannot be loaded', async () => {
    const demo = await startDemoHost();
    await invoked(demo, 'unfinished', {});
    const page = await open(demo, 'functions');
    const drafts = page.getByRole('region', { name: 'Draft functions' });
    await drafts.getByText('Unexpected end of input').waitFor();
    await page.getByRole('link', { name: 'shipOrder', exact: true }).click();
    await page.getByRole('heading', { name: 'shipOrder' }).waitFor();
    expect(await page.getByRole('region', { name: 'Source' }).textContent()).toContain(
      'Looking for the order',
    );
    expect(await page.locator('main').textContent()).not.toContain('do-not-show-this');
  });

  it('creates a function of a template', async () => {
    const demo = await startDemoHost();
    const page = await open(demo, 'functions');
    await page.getByRole('link', { name: 'Create a function' }).click();
    await page.getByLabel('Template', { exact: true }).selectOption({ index: 1 });
    await page.getByLabel('Further domains').fill('api.example.org');
    await page.getByLabel('Name', { exact: true }).fill('greet');
    await page.getByRole('button', { name: 'Create the function' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('names of functions are unique');
    await page.getByLabel('Name', { exact: true }).fill('brandNew');
    await page.getByRole('button', { name: 'Create the function' }).click();
    await page.getByRole('heading', { name: 'brandNew was created' }).waitFor();
    expect(existsSync(join(demo.project.folder, 'functions/brandNew/index.js'))).toBe(true);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByText('api.example.org').waitFor();
  });

  it('shows the processes, and tests a function with known input', async () => {
    const demo = await startDemoHost();
    const page = await open(demo, 'deployments');
    await page.getByText('No process runs.').waitFor();
    await page.getByLabel('Function').selectOption('greet');
    await page.getByRole('button', { name: 'Run the test' }).click();
    expect(await page.getByRole('region', { name: 'Outcome' }).textContent()).toContain('Hello Ada');
    await page.getByRole('region', { name: 'Processes' }).getByText('ready').waitFor();
  });

  it('shows when schedules run next, and runs one now', async () => {
    const demo = await startDemoHost({ schedules: true });
    const page = await open(demo, 'schedules');
    const row = page.getByRole('row', { name: /greet/ });
    expect(await row.textContent()).toMatch(/0 8 \* \* \*.*Europe\/Berlin.*\d\d:\d\d/);
    await row.getByRole('button', { name: /Run now/ }).click();
    await page.getByText('started by schedule').waitFor();
    expect(demo.host.invocations()[0]).toMatchObject({ function: 'greet', trigger: 'schedule' });
  });

  it('shows whitelist and limits, and never the value of a secret', async () => {
    const demo = await startDemoHost();
    const page = await open(demo, 'settings');
    await page.getByText('api.example.com').waitFor();
    await page.getByRole('region', { name: 'Secrets' }).getByText('crm').waitFor();
    const text = await page.locator('main').textContent();
    expect(text).toContain('20 a second');
    expect(text).toContain('30 s');
    expect(await page.content()).not.toContain('very-secret-value');
  });

  it('asks for the token of the host, once a tab', async () => {
    const demo = await startDemoHost({ token: 'open-sesame' });
    const page = await open(demo);
    await page.getByLabel('Token').fill('wrong');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Token').fill('open-sesame');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Home' }).waitFor();
  });

  it('reads everything again when the host is there again', async () => {
    const demo = await startDemoHost();
    const page = await open(demo);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByText('Nothing has been invoked yet.').waitFor();
    await page.context().setOffline(true);
    await invoked(demo, 'greet', {});
    await page.context().setOffline(false);
    await page.getByRole('link', { name: /Invocation of greet/ }).waitFor();
  });
});
