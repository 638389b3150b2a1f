// Takes the pictures of the page. `node scripts/screenshots.mjs` writes those of the docs; with a folder as its argument,
// it writes every place there, in both colour schemes and two widths, to look at. Needs a build and Debian's chromium.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { startDemo } from './page-demo.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const { createHost } = createRequire(import.meta.url)(join(ROOT, 'dist/host/index.js'));
const [target] = process.argv.slice(2);
const folder = target ?? join(ROOT, 'docs/images');
const CHROMIUM = '/usr/bin/chromium';

const demo = await startDemo();
const host = await createHost({ folder: demo.folder, schedules: true });
const { url } = await host.listen();
const first = await host.invoke('greet', { payload: { name: 'Ada' } });
const second = await host.invoke('greet', { payload: { name: 'Grace' } });
await host.invoke('nameAgent', { payload: { conversation: {} } });
for (let number = 0; number < 3; number += 1) await host.invoke('chatty', { payload: { number } });
const [ship] = await host.invoke('shipOrder', { payload: { order: 4711 } });
await host.invoke('unfinished');
const failed = host.invocations().find(({ function: name }) => name === 'nameAgent');
const places = {
  home: '',
  functions: 'functions',
  function: 'functions/shipOrder',
  new: 'new',
  deployments: 'deployments',
  schedules: 'schedules',
  logs: 'logs',
  settings: 'settings',
  invocation: `invocations/${ship.invocationId}`,
  failure: `invocations/${failed.id}`,
  send: 'send?target=shipOrder',
  compare: `compare/${first[0].invocationId}/${second[0].invocationId}`,
};
const looks = target
  ? ['light', 'dark'].flatMap((scheme) => [1280, 900].map((width) => ({ scheme, width })))
  : [{ scheme: 'light', width: 1100 }];
/** The part of a place that the docs show. */
const DOCS = { home: undefined, invocation: '.section:has(.waterfall)' };
const shown = Object.keys(target ? places : DOCS);

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-quic'] });
for (const { scheme, width } of looks) {
  const page = await browser.newPage({
    viewport: { width, height: 760 },
    colorScheme: scheme,
    locale: 'en-GB',
  });
  for (const name of shown) {
    await page.goto(`${url}/#/${places[name]}`);
    await page.locator('h1').waitFor();
    await page.waitForTimeout(400);
    const file = target ? `${name}-${scheme}-${width}.png` : `page-${name}.png`;
    const path = join(folder, file);
    const part = target ? undefined : DOCS[name];
    if (part) await page.locator(part).screenshot({ path });
    else await page.screenshot({ path, fullPage: target !== undefined });
    console.log(file, readFileSync(path).length);
  }
  await page.close();
}
await browser.close();
await host.close();
await demo.stop();
