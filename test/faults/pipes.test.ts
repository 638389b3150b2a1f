import { PassThrough, Writable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Toolbelt } from '../../src/index';
import { startServer, type TestServer } from '../helpers/with-server';

/** More than fits into the buffers on the way. */
const SIZE = 4 * 1024 * 1024;

let server: TestServer;

beforeEach(async () => {
  server = await startServer((_request, response) => void response.end(Buffer.alloc(SIZE, 'x')));
  Toolbelt.configure({ whitelist: ['127.0.0.1'], logger: { warn() {} } });
});
afterEach(async () => {
  Toolbelt.reset();
  await server.close();
});

const call = () => Toolbelt.HTTPClient()(server.url());

it('a destination that is destroyed half-way: the rest is read, and the call ends', async () => {
  const request = call();
  const destination = new PassThrough();
  destination.once('data', () => destination.destroy());
  request.pipe(destination);
  expect(await request).toHaveLength(SIZE);
  await server.idle();
});

it('a destination that was destroyed before: the call ends', async () => {
  const request = call();
  const destination = new PassThrough();
  destination.destroy();
  request.pipe(destination);
  expect(await request).toHaveLength(SIZE);
});

it('a destination that fails: the call ends', async () => {
  const request = call();
  const destination = new Writable({ write: (_chunk, _encoding, done) => done(new Error('disk full')) });
  const failed = new Promise<Error>((resolve) => destination.once('error', resolve));
  request.pipe(destination);
  expect(await request).toHaveLength(SIZE);
  expect((await failed).message).toBe('disk full');
});
