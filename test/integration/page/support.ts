import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { startDemo } from '../../../scripts/page-demo.mjs';
import type { Host, HostOptions } from '../../../src/host/types';
import { findProgram } from '../programs';

/** Until something appears. */
const PATIENCE_MS = 15_000;

/** The host as it was built: the page is one of its files. */
export const { createHost } = createRequire(resolve('package.json'))('./dist/host/index.js') as {
  createHost(options: HostOptions): Promise<Host>;
};

export interface Demo {
  /** The project and its servers, of scripts/page-demo.mjs. */
  project: Awaited<ReturnType<typeof startDemo>>;
  host: Host;
  url: string;
}

/** A browser for all tests of a file. */
export function useBrowser(): {
  open(demo: { url: string }, place?: string, options?: BrowserContextOptions): Promise<Page>;
} {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: findProgram('chromium') ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
    });
  });
  afterAll(() => browser?.close());
  return {
    async open({ url }, place = '', options = {}) {
      if (!browser) throw new Error('the browser did not start');
      const context = await browser.newContext({
        locale: 'en-GB',
        viewport: { width: 1280, height: 800 },
        ...options,
      });
      onTestFinished(() => context.close());
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      await page.goto(`${url}/#/${place}`);
      return page;
    },
  };
}

/** A host for the demo project that listens, until the test ends. */
export async function startDemoHost(options: Partial<HostOptions> = {}): Promise<Demo> {
  const project = await startDemo();
  const host = await createHost({ folder: project.folder, ...options });
  const { url } = await host.listen();
  onTestFinished(async () => {
    await host.close();
    await project.stop();
  });
  return { project, host, url };
}

/** Invokes a function once. @returns the id of the invocation */
export async function invoked({ host }: Demo, name: string, payload: unknown): Promise<string> {
  const [result] = await host.invoke(name, { payload });
  if (!result) throw new Error(`${name} was not invoked`);
  return result.invocationId;
}
