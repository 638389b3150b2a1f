import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { KeptState } from '../../src/host/kept-state';
import { Feed } from '../../src/host/observe/feed';
import { keepEntry } from '../../src/host/process/running-function';
import { Account } from '../../src/testing/platform/account';
import { temporaryFolder } from '../helpers/settings-folder';
import { ACCOUNT, ask, call, hostOf } from '../host/support';

const ECHO = 'function lambda(input, callback) { callback(null, input.payload); }';

/** JSON text of arrays in arrays. */
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe.each([
  ['in a process of its own', true],
  ['in the process of the host', false],
])('a function %s', (_where, isolate) => {
  it.each([1_001, 3_500, 5_000, 8_000, 100_000])(
    'does not end with a payload of %i levels, nor does the host',
    async (levels) => {
      const host = await hostOf({ echo: ECHO }, { isolate });
      const path = `/api/account/${ACCOUNT}/lambdas/${host.functions[0]?.uuid}/invoke?v=1`;
      expect(await ask(host, 'POST', path, `{"headers":[],"payload":${nested(levels)}}`)).toEqual({
        status: 400,
        body: {
          errorCode: 'com.liveperson.faas.es.badinput',
          errorMsg: '"payload" has more than 1000 levels.',
        },
      });
      const target = JSON.stringify({ target: 'echo' }).slice(1, -1);
      const input = `{"payload":${nested(levels)}}`;
      expect(await ask(host, 'POST', '/_/api/invoke', `{${target},"input":${input}}`)).toEqual({
        status: 400,
        body: { error: expect.stringContaining('input.payload has more than 1000 levels') },
      });
      expect(await call(host, 'echo', 1)).toEqual({ status: 200, body: 1 });
    },
  );

  it('takes 1,000 levels', async () => {
    const host = await hostOf({ echo: ECHO }, { isolate });
    const payload = JSON.parse(nested(1_000));
    expect(await call(host, 'echo', payload)).toEqual({ status: 200, body: payload });
  });

  it.each([1_001, 5_000, 100_000])('may answer with %i levels, and keeps running', async (levels) => {
    const source = `function lambda(input, callback) {
      callback(null, JSON.parse('['.repeat(input.payload) + ']'.repeat(input.payload)));
    }`;
    const host = await hostOf({ source }, { isolate });
    const first = await call(host, 'source', 2);
    expect(await call(host, 'source', levels)).toMatchObject({
      status: 901,
      body: { errorCode: 'com.liveperson.faas.handler.runtime-exception' },
    });
    expect(await call(host, 'source', 2)).toEqual(first);
    expect(host.catalogue.deployments.map(({ invocations }) => invocations)).toEqual([3]);
  });
});

/** The status of a request of the server, with headers of a browser. */
async function statusOf(port: number, path: string, headers: Record<string, string>): Promise<number> {
  const { status } = await answerTo(port, path, headers);
  return status;
}

async function answerTo(port: number, path: string, headers: Record<string, string>) {
  const request = httpRequest({ port, host: '127.0.0.1', path, headers }).end();
  const [response] = await once(request, 'response');
  return { status: response.statusCode as number, body: await text(response) };
}

it.each<[is: number, headers: (port: number) => Record<string, string>]>([
  [403, () => ({ host: 'evil.test' })],
  [403, () => ({ host: '127.0.0.1.evil.test' })],
  [403, () => ({ host: 'localhost.evil.test' })],
  [403, () => ({ host: 'localhost:1@evil.test' })],
  [403, () => ({ host: 'localhost.' })],
  [403, () => ({ origin: 'http://evil.test' })],
  [403, () => ({ origin: 'null' })],
  [403, () => ({ origin: '' })],
  [403, () => ({ origin: 'http://127.0.0.1:1' })],
  [403, (port) => ({ origin: `https://127.0.0.1:${port}` })],
  [200, (port) => ({ origin: `http://127.0.0.1:${port}` })],
  [200, () => ({ host: 'LOCALHOST' })],
  [200, () => ({ host: 'tool.localhost:80' })],
])('answers with %i to a request whose Host and Origin are %s', async (status, headers) => {
  const host = await hostOf({ echo: ECHO });
  const { port } = await host.listen();
  expect(await statusOf(port, '/_/api/overview', headers(port))).toBe(status);
});

it('answers requests with the names that are allowed, also through a proxy that speaks https', async () => {
  const host = await hostOf({ echo: ECHO }, { allowedHosts: ['Dev.example.com', 'my_service', '[::1]'] });
  const { port } = await host.listen();
  const status = (headers: Record<string, string>) => statusOf(port, '/_/api/overview', headers);
  expect(await status({ host: 'dev.example.com' })).toBe(200);
  expect(await status({ host: 'dev.example.com:8080', origin: 'http://dev.example.com:8080' })).toBe(200);
  expect(await status({ host: 'dev.example.com', origin: 'https://dev.example.com' })).toBe(200);
  expect(await status({ host: 'my_service:80' })).toBe(200);
  expect(await status({ host: 'dev.example.com', origin: 'https://evil.test' })).toBe(403);
  expect(await status({ host: 'x.dev.example.com' })).toBe(403);
  const { body } = await answerTo(port, '/', { host: 'other.example.com' });
  expect(body).toContain(
    'names \\"other.example.com\\", which is not a name of this host. ' +
      'Allow it with --allow-host of serve, or allowedHosts of createHost.',
  );
});

it.each(['', 'http://dev.example.com', 'dev.example.com/x', 'dev.example.com:80', '*.example.com', 'a b', 7])(
  'refuses %j as the name of a host at the call',
  async (name) => {
    const allowedHosts = ['dev.example.com', name as string];
    await expect(hostOf({ echo: ECHO }, { allowedHosts })).rejects.toThrow(
      /^createHost: "allowedHosts" must be a list of host names such as dev\.example\.com, without scheme, port and path\.$/,
    );
  },
);

it('a body of more than 10 MiB is refused', async () => {
  const host = await hostOf({ echo: ECHO });
  const { url } = await host.listen();
  const path = `/api/account/${ACCOUNT}/lambdas/${host.functions[0]?.uuid}/invoke?v=1`;
  const send = (length: number) =>
    fetch(url + path, { method: 'POST', body: JSON.stringify({ headers: [], payload: 'x'.repeat(length) }) });
  expect((await send(10 * 2 ** 20)).status).toBe(413);
  expect((await send(9 * 2 ** 20)).status).toBe(200);
});

it('requests of other sites without Origin are refused, and links are followed', async () => {
  const host = await hostOf({ echo: ECHO });
  const { port } = await host.listen();
  const of = (site: string, mode: string) =>
    statusOf(port, '/_/api/overview', { 'sec-fetch-site': site, 'sec-fetch-mode': mode });
  expect(await of('cross-site', 'no-cors')).toBe(403);
  expect(await of('same-site', 'no-cors')).toBe(403);
  expect(await statusOf(port, '/_/api/events', { 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(await of('same-origin', 'cors')).toBe(200);
  expect(await of('none', 'navigate')).toBe(200);
  expect(await statusOf(port, '/', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).toBe(
    200,
  );
  expect(await statusOf(port, '/_/api/overview', {})).toBe(200);
});

it('bodies that do not end have 128 MiB together, until they end, are refused or lose their client', async () => {
  const host = await hostOf({ echo: ECHO });
  const { port } = await host.listen();
  const path = `/api/account/${ACCOUNT}/lambdas/${host.functions[0]?.uuid}/invoke?v=1`;
  const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10000000\r\n\r\n`;
  const part = Buffer.alloc(9_900_000, 'a');
  const rest = Buffer.alloc(100_000, 'a');
  const send = async (count: number) => {
    const answers: string[] = [];
    const sockets = await Promise.all(
      Array.from({ length: count }, async (): Promise<Socket> => {
        const socket = connect(port, '127.0.0.1');
        socket.on('error', () => {}).on('data', (bytes) => answers.push(String(bytes)));
        socket.write(head);
        await new Promise((resolve) => socket.write(part, resolve));
        return socket;
      }),
    );
    return { answers, sockets };
  };
  const tooMany = await send(15);
  await expect.poll(() => tooMany.answers.length, { timeout: 10_000 }).toBeGreaterThan(0);
  expect(tooMany.answers[0]).toMatch(/^HTTP\/1\.1 503 [\s\S]*Too many bodies/);
  for (const socket of tooMany.sockets) socket.resetAndDestroy();
  // A body that arrives in one piece is not counted, so only long bodies show that there is room again. The first ones find the room of
  // the lost clients, and the last one finds the room of the first ones.
  for (const count of [13, 1]) {
    const { answers, sockets } = await send(count);
    for (const socket of sockets) socket.write(rest);
    await expect.poll(() => answers.length, { timeout: 10_000 }).toBe(count);
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*must be a JSON object/);
    for (const socket of sockets) socket.destroy();
  }
});

it('the page runs no more invocations at a time than the invocation API', async () => {
  const host = await hostOf(
    { slow: 'function lambda(input, callback) { setTimeout(() => callback(null, 1), 400); }' },
    { maxConcurrent: 2, isolate: false },
  );
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => ask(host, 'POST', '/_/api/invoke', { target: 'slow' })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 400, 400]);
  expect(answers.find(({ status }) => status === 400)?.body.error).toMatch(/Too many invocations of slow/);
});

it('of a long log, the first 100 entries are kept whole', () => {
  const logs: Parameters<typeof keepEntry>[0] = [];
  for (let i = 0; i < 10_001; i += 1)
    keepEntry(logs, { level: 'info', message: 'x'.repeat(50_000), extras: [i], timestamp: 0 });
  expect(logs).toHaveLength(10_000);
  expect(logs[99]?.message).toHaveLength(50_000);
  expect(logs[100]).toMatchObject({ message: `${'x'.repeat(1_000)}…`, extras: [] });
});

describe('the state of an account in a file', () => {
  const restore = (state: unknown) => {
    const path = join(temporaryFolder(), 'state.json');
    writeFileSync(path, JSON.stringify(state));
    const account = new Account({}, { run: async () => ({}) });
    return new KeptState(path, account as never, new Feed()) && account;
  };
  const GOOD = { secrets: {}, context: {}, files: {}, sdes: [] };

  it('may have very many entries', () => {
    expect(restore({ ...GOOD, sdes: new Array(300_000).fill({}) }).sdes).toHaveLength(300_000);
  });

  it.each<[what: string, state: object]>([
    ['a file without a body', { files: { '/a': { contentType: 'a' } } }],
    ['a file that is a number', { files: { '/a': 5 } }],
    ['a namespace that is a text', { context: { a: 'b' } }],
    ['a session that is a list', { context: { a: { b: null } } }],
    ['attributes that are no list', { sdes: {} }],
  ])('is refused with %s', (_what, state) => {
    expect(() => restore({ ...GOOD, ...state })).toThrow(/this is not the state of an account/);
  });

  it('keeps names such as __proto__ as data', () => {
    const text =
      '{"secrets":{"__proto__":"x"},"context":{"__proto__":{"s":{"__proto__":{"polluted":1}}}},"files":{}}';
    restore(JSON.parse(text));
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
