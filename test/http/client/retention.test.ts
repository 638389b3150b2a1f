import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { withServer } from '../../helpers/with-server';
import '../../helpers/built';

const SIZE = 256 * 1024;
const CALLS = 40;

/** Makes calls, and after each of them a collection of the young objects alone. Prints the bytes that are held then. */
const CHILD = `
  const { Toolbelt } = require(${JSON.stringify(join(__dirname, '../../../dist'))});
  Toolbelt.configure({ whitelist: ['127.0.0.1'], rateLimit: { mode: 'off' } });
  const http = Toolbelt.HTTPClient();
  const [url, options] = process.argv.slice(1);
  const call = async () => void (await http({ url, encoding: null, ...JSON.parse(options) }));
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  (async () => {
    for (let i = 0; i < 5; i++) await call();
    for (let i = 0; i < 2; i++) {
      gc();
      await turn();
    }
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < ${CALLS}; i++) {
      await call();
      await turn();
      gc({ type: 'minor' });
    }
    console.log(process.memoryUsage().arrayBuffers - before);
  })();
`;

// What survives two collections of the young objects is held until the next full collection, with all that it refers to.
// Bodies that are held for so long make up most of the memory of a process.
it.each([
  ['bytes', {}],
  ['a full response', { resolveWithFullResponse: true }],
  ['an answer within its timeout', { timeout: 5_000 }],
  ['an answer to POST', { method: 'POST', body: 'hello' }],
])(
  'a call that is over does not hold its body until the next full collection: %s',
  async (_name, options) => {
    const body = Buffer.alloc(SIZE, 'x');
    await withServer(
      (_, response) => void response.end(body),
      async (server) => {
        const args = ['--expose-gc', '-e', CHILD, server.url('/'), JSON.stringify(options)];
        const { stdout } = await promisify(execFile)(process.execPath, args);
        // With all bodies and their chunks it would be 80 times the size. Some bodies live longer by chance.
        expect(Number(stdout)).toBeLessThan((CALLS / 4) * SIZE);
      },
    );
  },
);
