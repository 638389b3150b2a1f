import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { listen } from '../../helpers/listen';
import { project, until } from '../../host/support';
import { describeWith } from '../programs';
import { createHost, invoked, startDemoHost, useBrowser } from './support';

describeWith(['chromium'], 'one invocation on the page', () => {
  const { open } = useBrowser();

  it('draws the requests as a waterfall with their phases, and those that were refused in their colour', async () => {
    const demo = await startDemoHost();
    const page = await open(demo, `invocations/${await invoked(demo, 'shipOrder', { order: 4711 })}`);
    const requests = page.getByRole('list', { name: 'Requests' }).getByRole('listitem');
    await expect.poll(() => requests.count()).toBe(6);
    expect(await requests.nth(0).textContent()).toMatch(
      /GET.*\/orders\/4711.*200.*limiter .*connect .*first byte /,
    );
    expect(await requests.nth(3).textContent()).toMatch(/parcels\/3.*body .*2\.0 kB/);
    expect(await requests.nth(4).getAttribute('class')).toContain('limited');
    expect(await requests.nth(5).getAttribute('class')).toContain('denied');
    await requests.nth(5).getByText('Not on the whitelist').waitFor();
    const colour = (row: number, part: string) =>
      requests
        .nth(row)
        .locator(part)
        .first()
        .evaluate((element) => getComputedStyle(element).backgroundColor);
    expect(await colour(5, '.phase.stop')).not.toBe(await colour(0, '.phase.first-byte'));
    // The third parcel takes three times as long as the first, and both begin together.
    const boxes = await Promise.all(
      [1, 3].map((row) => requests.nth(row).locator('.phase.body').boundingBox()),
    );
    expect(boxes[1]?.width).toBeGreaterThan((boxes[0]?.width ?? 0) * 1.5);
    const whole = requests.nth(0).locator('.phase.first-byte');
    const before = (await whole.boundingBox())?.width ?? 0;
    await page.getByRole('button', { name: '30 s' }).click();
    await expect.poll(async () => ((await whole.boundingBox())?.width ?? 0) < before / 10).toBe(true);
    await page.locator('.ruler').getByText('25 s').waitFor();
  });

  it('draws a request while the invocation runs', async () => {
    let answer = (): void => {};
    const server = createServer((_incoming, outgoing) => {
      answer = () => void outgoing.end('late');
    });
    const { port } = await listen(server);
    const folder = project(
      {
        asks: `const { Toolbelt } = require('lp-faas-toolbelt');
          async function lambda(input, callback) {
            await Toolbelt.HTTPClient()('http://127.0.0.1:${port}/slow');
            setTimeout(() => callback(null, 'after all'), 500);
          }`,
      },
      { 'functions/settings.json': { whitelist: ['127.0.0.1'] } },
    );
    const host = await createHost({ folder });
    onTestFinished(() => host.close());
    const page = await open(await host.listen());
    const running = host.invoke('asks');
    await until(() => host.invocations()[0]?.requests.length === 1);
    await page.goto(`${page.url().split('#')[0]}#/invocations/${host.invocations()[0]?.id}`);
    const requests = page.getByRole('list', { name: 'Requests' }).getByRole('listitem');
    await expect.poll(() => requests.count()).toBe(1);
    await page.getByText('It is still running.').waitFor();
    expect(await requests.nth(0).textContent()).not.toContain('200');
    answer();
    await expect.poll(() => requests.nth(0).textContent()).toContain('200');
    await running;
    await page.getByText('after all').waitFor();
  });

  it('shows a failure with the line of the function, and logs by level', async () => {
    const demo = await startDemoHost();
    const page = await open(demo, `invocations/${await invoked(demo, 'nameAgent', { conversation: {} })}`);
    await page.locator('.place').getByText('functions/nameAgent/index.js:4:').waitFor();
    expect(await page.locator('.failed-line').textContent()).toContain('conversation.agent.name');
    await page.locator('.entries').getByText('About to read the agent').waitFor();
    await page.getByRole('button', { name: 'error 1' }).click();
    await expect.poll(() => page.locator('.entries li').count()).toBe(0);
  });

  it('replays, replays with changes, and compares', async () => {
    const demo = await startDemoHost();
    const id = await invoked(demo, 'greet', { name: 'Ada' });
    const page = await open(demo, `invocations/${id}`);
    await page.getByRole('button', { name: 'Replay', exact: true }).click();
    await page.getByText('started by replay').waitFor();
    await page.getByRole('link', { name: 'Replay with changes' }).click();
    const input = page.getByLabel('Input');
    await expect.poll(() => input.inputValue()).toContain('Ada');
    await input.fill((await input.inputValue()).replace('Ada', 'Grace'));
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('region', { name: 'Outcome of greet' }).getByText('Hello Grace').waitFor();
    await page.getByRole('link', { name: 'Compare with the original' }).click();
    const outcome = page.getByRole('region', { name: 'Difference of outcome' });
    await outcome.waitFor();
    expect(await outcome.locator('del').textContent()).toContain('Hello Ada');
    expect(await outcome.locator('ins').textContent()).toContain('Hello Grace');
  });

  it('sends an event of a builder, says what is wrong with JSON, and keeps saved inputs', async () => {
    const demo = await startDemoHost();
    const page = await open(demo, 'send?target=greet');
    const input = page.getByLabel('Input');
    await expect.poll(() => input.inputValue()).toContain('Ada');
    await page.getByLabel('Fill in').selectOption({ index: 1 });
    await expect.poll(() => input.inputValue()).not.toContain('Ada');
    await input.fill('{ "payload": ');
    await page.getByRole('button', { name: 'Send' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('The input is not JSON');
    await input.fill('{ "payload": { "name": "Lin" } }');
    await page.getByLabel('Name to save it').fill('Lin');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.reload();
    await page.getByLabel('Saved inputs').selectOption('Lin');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('region', { name: 'Outcome of greet' }).getByText('Hello Lin').waitFor();
  });

  it('compares two that were chosen in the list', async () => {
    const demo = await startDemoHost();
    await invoked(demo, 'greet', { name: 'Ada' });
    await invoked(demo, 'greet', { name: 'Ada' });
    const page = await open(demo, 'logs');
    const boxes = page.getByRole('checkbox');
    await expect.poll(() => boxes.count()).toBe(2);
    for (const box of await boxes.all()) await box.check();
    await page.getByRole('link', { name: 'Compare the two' }).click();
    await page.getByRole('heading', { name: 'Compare two runs' }).waitFor();
    expect(await page.locator('main').textContent()).toContain('Outcomethe same');
  });
});
