import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { withServer } from '../helpers/with-server';
import '../helpers/built';

// What the default of maxResponseBytes is chosen for: a function with 256 MB.
const LAMBDA_MB = 256;
const SIZE = 16 * 1024 * 1024;

const CHILD = `
  const { Toolbelt } = require(${JSON.stringify(join(__dirname, '../../dist'))});
  Toolbelt.configure({ whitelist: ['127.0.0.1'] });
  const [url] = process.argv.slice(1);
  Toolbelt.HTTPClient().get({ url, json: url.endsWith('/json'), gzip: true }).then(
    (body) => body.length,
    (error) => error.cause.code,
  ).then((outcome) => {
    // Kilobytes, the most that there ever was.
    console.log(JSON.stringify({ outcome, peakMb: process.resourceUsage().maxRSS / 1024 }));
  });
`;

/** About as many messages as make up the size. */
function messages(): Buffer {
  const one = (id: number) => ({
    messageId: `ms::dialog:0::msg:${id}`,
    timeL: 1_700_000_000_000 + id,
    type: 'TEXT_PLAIN',
    messageData: { msg: { text: `Hello there, how can I help you today? (${id})` } },
    sentBy: 'Agent',
  });
  const length = JSON.stringify(one(50_000)).length + 1;
  return Buffer.from(JSON.stringify(Array.from({ length: Math.floor(SIZE / length) }, (_, id) => one(id))));
}

it.each([
  ['text', () => Buffer.alloc(SIZE, 'a')],
  ['text outside ASCII', () => Buffer.concat([Buffer.alloc(SIZE - 3, 'a'), Buffer.from('€')])],
  ['json', messages],
])('the largest answer that is taken fits into a lambda: %s', async (name, body) => {
  const bytes = gzipSync(body(), { level: 1 });
  await withServer(
    (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes),
    async (server) => {
      const { stdout } = await promisify(execFile)(process.execPath, [
        `--max-old-space-size=${LAMBDA_MB - 32}`,
        ...['-e', CHILD, server.url(name === 'json' ? '/json' : '/text')],
      ]);
      const { outcome, peakMb } = JSON.parse(stdout);
      expect(outcome).toBeGreaterThan(10_000);
      // Room for as much again of the lambda's own.
      expect(peakMb).toBeLessThan(LAMBDA_MB * 0.75);
    },
  );
});

it('a bomb of 1 GB does not fill the memory', async () => {
  const half = gzipSync(Buffer.alloc(512 * 1024 * 1024));
  // Members of gzip may follow one another.
  const bomb = Buffer.concat([half, half]);
  await withServer(
    (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    async (server) => {
      const { stdout } = await promisify(execFile)(process.execPath, ['-e', CHILD, server.url('/text')]);
      const { outcome, peakMb } = JSON.parse(stdout);
      expect(outcome).toBe('com.liveperson.faas.toolbelt.response-too-large');
      expect(peakMb).toBeLessThan(LAMBDA_MB * 0.75);
    },
  );
});
