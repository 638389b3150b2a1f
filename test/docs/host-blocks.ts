import * as diagnosticsChannel from 'node:diagnostics_channel';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import nock from 'nock';
import { expect } from 'vitest';
import { functionConfig } from '../../src/host/project/function-config';
import { JsonFile } from '../../src/host/project/json-file';
import { listen } from '../helpers/listen';

const ROOT = join(__dirname, '..', '..');
const load = createRequire(join(ROOT, 'docs-of-users.js'));
const { Toolbelt } = load('lp-faas-toolbelt') as typeof import('../../src/index');

type Values = Record<string, unknown>;
type Run = (code: string) => Promise<void>;
type Listener = (message: unknown, name: string | symbol) => void;

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<Values>;

const evaluate = (code: string, scope: Values): Promise<Values> =>
  new AsyncFunction(...Object.keys(scope), code)(...Object.values(scope));

const config: Run = async (code) => {
  const read = functionConfig(new JsonFile('config.json', code));
  expect(read).toMatchObject({ name: 'remind', skills: ['4711'], environment: { LEVEL: '3' } });
  expect(read.schedules).toMatchObject([{ cron: '0 9 * * 1-5', timezone: 'Europe/Berlin' }]);
};

const setup: Run = async (code) => {
  const { createPlatform } = load('lp-faas-toolbelt/testing') as typeof import('../../src/testing/index');
  const platform = createPlatform();
  const module = { exports: async (_account: unknown): Promise<void> => {} };
  await evaluate(code, { module });
  await module.exports(platform);
  expect(platform.conversations.get('c-1')).toBeDefined();
  expect(platform.secrets.get('weather-api-key')).toBe('a key for tests');
  expect(platform.context.get('orders')).toEqual({ last: 'A-1' });
  await platform.close();
};

/** Runs with a project of one function, which greets. */
async function withProject(run: (folder: string) => Promise<void>): Promise<void> {
  mkdirSync(join(ROOT, '.tmp'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.tmp', 'page-'));
  const path = join(folder, 'functions/greet/index.js');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "function lambda(input, callback) { callback(null, 'Hello ' + input.payload.name); }");
  nock.enableNetConnect('127.0.0.1');
  try {
    await run(folder);
  } finally {
    nock.disableNetConnect();
    rmSync(folder, { recursive: true, force: true });
  }
}

const createHost: Run = (code) =>
  withProject(async (folder) => {
    const names = 'result, error, logs, url, answer';
    const text = `${code.replace("'my-functions'", JSON.stringify(folder))}\nreturn { ${names} };`;
    const found = await evaluate(text, { require: load });
    expect(found).toMatchObject({
      result: 'Hello Ada',
      logs: [],
      answer: { status: 200, body: '"Hello Ada"' },
    });
    expect(found.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

/** Sends what curl would send, because not every machine has curl. */
const curl: Run = (code) =>
  withProject(async (folder) => {
    const { createHost } = load('lp-faas-toolbelt/host') as typeof import('../../src/host/index');
    const host = await createHost({ folder, accountId: '12345678', offline: true });
    try {
      const [, body, path] = /^curl -d '([^']*)' "http:\/\/localhost:4280(\/[^"]*)"\s*$/.exec(code) ?? [];
      const answer = await host.handle({
        method: 'POST',
        path: String(path).replace('$ID', String(host.functions[0]?.uuid)),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: String(body),
      });
      expect(answer).toMatchObject({ status: 200, body: '"Hello undefined"' });
    } finally {
      await host.close();
    }
  });

/** Runs a block that subscribes, sends one request that is answered and one that is denied, and unsubscribes. */
async function withSubscribed(code: string, scope: Values, packages: Values = {}): Promise<void> {
  const listeners: [string, Listener][] = [];
  const subscribe = (name: string, listener: Listener): void => {
    listeners.push([name, listener]);
    diagnosticsChannel.subscribe(name, listener);
  };
  const require = (name: string) =>
    name === 'node:diagnostics_channel' ? { subscribe } : (packages[name] ?? load(name));
  const server = await listen(createServer((_incoming, outgoing) => outgoing.end('ok')));
  nock.enableNetConnect('127.0.0.1');
  try {
    await evaluate(code, { ...scope, require });
    Toolbelt.configure({ whitelist: ['127.0.0.1'], proxy: false, logger: {} });
    await Toolbelt.HTTPClient()(`http://${server.host}/`);
    await expect(Toolbelt.HTTPClient()('https://denied.example.com/')).rejects.toThrow('Socket is closed');
  } finally {
    for (const [name, listener] of listeners) diagnosticsChannel.unsubscribe(name, listener);
    nock.disableNetConnect();
    await server.close();
  }
}

const subscribed: Run = async (code) => {
  const lines: unknown[][] = [];
  await withSubscribed(code, { console: { log: (...parts: unknown[]) => lines.push(parts) } });
  expect(lines).toMatchObject([
    ['GET', expect.stringMatching(/^http:\/\/127/), 200, '', expect.stringMatching(/^\d+ ms$/)],
    ['GET', 'https://denied.example.com/', 'ERR_SOCKET_CLOSED', 'whitelist', expect.any(String)],
  ]);
};

const telemetry: Run = async (code) => {
  const spans: Values[] = [];
  const startSpan = (name: string, options: object) => {
    const span: Values = { name, ...options };
    spans.push(span);
    return {
      setAttribute: (key: string, value: unknown) => Object.assign(span, { [key]: value }),
      setStatus: (status: object) => Object.assign(span, { status }),
      end: (time: number) => Object.assign(span, { time }),
    };
  };
  const api = {
    trace: { getTracer: () => ({ startSpan }) },
    SpanKind: { CLIENT: 2 },
    SpanStatusCode: { ERROR: 2 },
  };
  await withSubscribed(code, {}, { '@opentelemetry/api': api });
  expect(spans).toMatchObject([
    { name: 'GET', kind: 2, 'http.response.status_code': 200, time: expect.any(Number) },
    { name: 'GET', 'lp_faas.denied_by': 'whitelist', status: { code: 2, message: 'ERR_SOCKET_CLOSED' } },
  ]);
};

/** The blocks of the pages about the host: see `TREATMENTS`. */
export const HOST_TREATMENTS: Record<string, [start: string, treatment: Run | { testedBy: string }][]> = {
  'docs/serve.md': [
    ['npx lp-faas-toolbelt new greet', { testedBy: 'test/cli/serve.test.ts' }],
    ['{\n  "name": "remind"', config],
    ["curl -d '", curl],
    ['module.exports = async (account)', setup],
    ["const { createHost } = require('lp-faas-toolbelt/host')", createHost],
  ],
  'docs/observability.md': [
    ["const { subscribe } = require('node:diagnostics_channel');\n\nsubscribe", subscribed],
    ["const { subscribe } = require('node:diagnostics_channel');\nconst { trace", telemetry],
  ],
};
