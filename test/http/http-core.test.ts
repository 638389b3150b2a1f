import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startServer, type TestServer } from '../helpers/with-server';

type Copy = Awaited<ReturnType<typeof loadCopy>>;

let server: TestServer;
let copies: { Toolbelt: { reset(): void } }[];

beforeEach(async () => {
  server = await startServer((_request, response) => void response.end('ok'));
  copies = [];
});

afterEach(async () => {
  for (const { Toolbelt } of copies) Toolbelt.reset();
  await server.close();
});

/** Loads the package as a second dependency would load its own copy of it. */
async function loadCopy(functionId: string) {
  vi.resetModules();
  const copy = await import('../../src/index.js');
  copies.push(copy);
  const rateLimit = { limit: 3 };
  copy.Toolbelt.configure({ functionId, whitelist: ['127.0.0.1'], proxy: false, logger: {}, rateLimit });
  return copy;
}

async function statuses({ Toolbelt }: Copy, count: number): Promise<number[]> {
  const client = Toolbelt.HTTPClient();
  const options = { simple: false, resolveWithFullResponse: true };
  const calls = Array.from({ length: count }, () => client(server.url(), options));
  return (await Promise.all(calls)).map(({ statusCode }) => statusCode);
}

it('copies of the package in one thread share the limit of a function', async () => {
  const [one, other] = [await loadCopy('f'), await loadCopy('f')];
  expect(one.Toolbelt).not.toBe(other.Toolbelt);
  expect(await statuses(one, 2)).toEqual([200, 200]);
  expect(await statuses(other, 2)).toEqual([200, 429]);
  expect(await statuses(one, 1)).toEqual([429]);
});

it('copies that send for two functions have two budgets', async () => {
  const [one, other] = [await loadCopy('f'), await loadCopy('g')];
  expect(await statuses(one, 3)).toEqual([200, 200, 200]);
  expect(await statuses(other, 3)).toEqual([200, 200, 200]);
});

it('reset forgets what all copies have counted, and an answer that comes later disturbs nothing', async () => {
  const [one, other] = [await loadCopy('f'), await loadCopy('f')];
  const late = statuses(one, 3).catch(() => undefined);
  await vi.waitFor(() => expect(server.requests).toHaveLength(3));
  other.Toolbelt.reset();
  other.Toolbelt.configure({
    functionId: 'f',
    whitelist: ['127.0.0.1'],
    rateLimit: { limit: 3 },
    logger: {},
  });
  await late;
  expect(await statuses(other, 4)).toEqual([200, 200, 200, 429]);
});
