import { connect } from 'node:net';
import { beforeAll, expect, it } from 'vitest';
import {
  type FaultyServer,
  type Identities,
  makeIdentities,
  startFaultyServer,
} from '../helpers/faulty-server';
import { hasOpenssl, useCertificates } from '../helpers/make-certificates';
import { openConnections, startWatch, turns, until } from './watch';

// The matrix proves nothing if its checks are blind. Each check gets something here that it must find.

const [trusted, unknown] = [useCertificates(), useCertificates()];
let identities: Identities;
beforeAll(() => {
  if (hasOpenssl) identities = makeIdentities(trusted, unknown);
});

it('sees a rejection that nobody handles', async () => {
  const watch = startWatch();
  const error = new Error('nobody cares');
  Promise.reject(error);
  await turns();
  watch.stop();
  expect(watch.escaped).toEqual([error]);
});

it('sees an error that nobody catches', async () => {
  const watch = startWatch();
  const error = new Error('nobody catches');
  setImmediate(() => {
    throw error;
  });
  await turns();
  watch.stop();
  expect(watch.escaped).toEqual([error]);
});

it('sees timers that are left, and not those that were cleared or have fired', async () => {
  const watch = startWatch((delay) => delay === 50);
  const left = setTimeout(() => {}, 9_000);
  const quiet = setTimeout(() => {}, 8_000);
  quiet.unref();
  clearTimeout(setTimeout(() => {}, 7_000));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(watch.timersLeft('all')).toEqual([9_000, 8_000]);
  expect(watch.timersLeft('those that keep the process alive')).toEqual([9_000]);
  expect(watch.timersSet).toEqual([9_000, 8_000, 7_000, 50]);
  clearTimeout(left);
  clearTimeout(quiet);
  expect(watch.timersLeft('all')).toEqual([]);
  watch.stop();
});

it('lets timers fire that are waited for, and knows those that start again', () => {
  const watch = startWatch();
  const fired: string[] = [];
  setTimeout(() => fired.push('once'), 9_000);
  const again: NodeJS.Timeout = setTimeout(() => {
    fired.push('again');
    if (fired.length < 3) again.refresh();
  }, 9_000);
  setTimeout(() => fired.push('another'), 8_000);
  expect(watch.fire(9_000)).toBe(1);
  expect(fired).toEqual(['once', 'again']);
  expect(watch.fire(9_000)).toBe(1);
  expect(fired).toEqual(['once', 'again', 'again']);
  expect(watch.timersLeft('all')).toEqual([8_000]);
  watch.fire(8_000);
  watch.stop();
});

it.skipIf(!hasOpenssl)('sees a connection that a client leaves in the middle of an exchange', async () => {
  const before = openConnections();
  const server: FaultyServer = await startFaultyServer('silent mid-body', {
    scheme: 'http',
    identities,
    answer: { body: 'some text' },
    plainOrigin: '',
  });
  const socket = connect(server.port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await new Promise((resolve) => socket.once('data', resolve));
  await turns();
  expect(server.busy()).toBe(1);
  expect(openConnections()).toBe(before + 2);
  socket.destroy();
  await until(() => server.busy() === 0 && server.open() === 0);
  await server.close();
  await until(() => openConnections() <= before);
});
