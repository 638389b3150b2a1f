import { spawn } from 'node:child_process';
import { get } from 'node:http';
import { connect, createServer } from 'node:net';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Lambda } from '../../src/events/input';
import { Toolbelt } from '../../src/index';
import { invoke } from '../../src/testing/invoke';
import { startServer, type TestServer } from '../helpers/with-server';

let server: TestServer;
beforeAll(async () => {
  server = await startServer((_request, response) => response.end('"fine"'));
});
afterAll(() => server.close());

const cleanUps: Array<() => void> = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
  Toolbelt.reset();
});

describe('pending-work is said of', () => {
  it.each<[work: string, start: () => void]>([
    [
      '1 timer',
      () => {
        const timer = setInterval(() => {}, 60_000);
        cleanUps.push(() => clearInterval(timer));
      },
    ],
    [
      '2 timers',
      () => {
        const timers = [setTimeout(() => {}, 60_000), setTimeout(() => {}, 60_000)];
        cleanUps.push(() => timers.forEach(clearTimeout));
      },
    ],
    [
      '1 server',
      () => {
        const left = createServer().listen(0);
        cleanUps.push(() => left.close());
      },
    ],
    [
      '1 socket',
      () => {
        const left = connect(server.port, '127.0.0.1');
        cleanUps.push(() => left.destroy());
      },
    ],
    [
      '1 child process',
      () => {
        const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
        cleanUps.push(() => left.kill());
      },
    ],
  ])('%s', async (work, start) => {
    const { result, diagnostics } = await invoke((_input, callback) => {
      start();
      callback(null, 'done');
    });
    expect(result).toBe('done');
    expect(diagnostics).toEqual([
      { code: 'pending-work', message: expect.stringContaining(`left work behind: ${work}. `) },
    ]);
  });

  it('the promise of the lambda itself, and what it waits for', async () => {
    let wake = (): void => {};
    const { diagnostics } = await invoke(async (_input, callback) => {
      callback(null, 'done');
      await new Promise<void>((resolve) => {
        wake = resolve;
        const timer = setTimeout(resolve, 60_000);
        cleanUps.push(() => clearTimeout(timer));
      });
    });
    wake();
    expect(diagnostics).toEqual([
      {
        code: 'pending-work',
        message: expect.stringContaining('left work behind: 1 timer and the promise that it returned. '),
      },
    ]);
  });

  it('a call that is not awaited', async () => {
    Toolbelt.configure({ whitelist: ['127.0.0.1'] });
    let answer = (): void => {};
    server.use((_request, response) => {
      answer = () => response.end('"late"');
    });
    let call: PromiseLike<unknown> | undefined;
    const { diagnostics } = await invoke((_input, callback) => {
      call = Toolbelt.HTTPClient()(server.url());
      callback(null, 'done');
    });
    expect(diagnostics).toEqual([
      {
        code: 'pending-work',
        message: expect.stringMatching(
          `left work behind: the call GET ${server.url().replace(/\/$/, '')}/ \\(\\S+pending-work\\.test\\.ts:\\d+:\\d+\\)\\. `,
        ),
      },
    ]);
    await expect.poll(() => server.requests.length).toBeGreaterThan(0);
    answer();
    expect(await call).toBe('"late"');
    server.use((_request, response) => response.end('"fine"'));
  });
});

it('pending-work names a timer of the lambda beside a call that is not awaited', async () => {
  Toolbelt.configure({ whitelist: ['127.0.0.1'] });
  let answer: (() => void) | undefined;
  server.use((_request, response) => {
    answer = () => response.end('"late"');
  });
  let call: PromiseLike<unknown> | undefined;
  const { diagnostics } = await invoke((_input, callback) => {
    const timer = setTimeout(() => {}, 60_000);
    cleanUps.push(() => clearTimeout(timer));
    call = Toolbelt.HTTPClient()(server.url());
    callback(null, 'done');
  });
  expect(diagnostics.map(({ code }) => code)).toEqual(['pending-work']);
  expect(diagnostics[0]?.message).toMatch(/left work behind: the call GET http\S+ \(\S+\) and 1 timer\. /);
  await expect.poll(() => answer).toBeDefined();
  answer?.();
  expect(await call).toBe('"late"');
  server.use((_request, response) => response.end('"fine"'));
});

describe('pending-work is not said of', () => {
  const clean = async (lambda: Lambda) => {
    const { error, diagnostics } = await invoke(lambda);
    expect({ error, diagnostics }).toEqual({ error: undefined, diagnostics: [] });
  };

  it('timers that fired, were cleared or hold nothing up', async () => {
    await clean(async (_input, callback) => {
      clearTimeout(setTimeout(() => {}, 60_000));
      clearImmediate(setImmediate(() => {}));
      const idle = setTimeout(() => {}, 60_000).unref();
      cleanUps.push(() => clearTimeout(idle));
      await new Promise((resolve) => setTimeout(resolve, 1));
      callback();
    });
  });

  it('hundreds of timers that fired', async () => {
    await clean(async (_input, callback) => {
      for (let round = 0; round < 300; round++) await new Promise(setImmediate);
      callback();
    });
  });

  it('a few turns of the event loop', async () => {
    await clean(async (_input, callback) => {
      callback();
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    });
  });

  it('calls that are answered: of the HTTPClient, with its idle sockets', async () => {
    Toolbelt.configure({ whitelist: ['127.0.0.1'] });
    const http = Toolbelt.HTTPClient();
    await clean(async (_input, callback) => callback(null, await http(server.url(), { timeout: 5000 })));
    await clean(async (_input, callback) => callback(null, await http(server.url(), { json: true })));
    await clean((_input, callback) => {
      http(server.url()).then((body) => callback(null, body), callback);
    });
  });

  it('calls that are answered: of fetch', async () => {
    await clean(async (_input, callback) => callback(null, await (await fetch(server.url())).text()));
  });

  it('calls that are answered: of Node, without keep-alive', async () => {
    await clean((_input, callback) => {
      get(server.url(), { agent: false }, (response) => {
        response.resume().on('end', () => callback(null, response.statusCode));
      });
    });
  });

  it('calls that nock answers', async () => {
    const scope = nock('https://api.example.com').get('/orders/7').reply(200, { id: 7 });
    Toolbelt.configure({ whitelist: ['api.example.com'] });
    await clean(async (_input, callback) =>
      callback(null, await Toolbelt.HTTPClient()('https://api.example.com/orders/7', { json: true })),
    );
    expect(scope.isDone()).toBe(true);
  });

  it('what the test and parallel runs have open', async () => {
    const timer = setTimeout(() => {}, 60_000);
    cleanUps.push(() => clearTimeout(timer));
    const busy = invoke((_input, callback) => void setTimeout(callback, 20));
    await clean((_input, callback) => callback());
    expect((await busy).diagnostics).toEqual([]);
  });
});
