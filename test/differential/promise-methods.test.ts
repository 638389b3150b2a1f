import { describe, expect, it } from 'vitest';
import { StatusCodeError } from '../../src/errors';
import { startServer } from '../helpers/with-server';
import { loadOurs, reference } from './clients';
import { EXPLAINED } from './explained';

/** Methods that promises of bluebird have, and native promises have not. */
const BLUEBIRD = [
  'spread',
  'tap',
  'timeout',
  'delay',
  'asCallback',
  'nodeify',
  'isPending',
  'reflect',
  'get',
];

// The peer of these tests is request-promise-native: it has no such methods either, so nothing differs from it.
describe(EXPLAINED['bluebird-methods'], () => {
  it.each(['ours', 'request-promise-native'])('%s', async (name) => {
    const client = name === 'ours' ? await loadOurs() : reference;
    const server = await startServer();
    try {
      const call = client(server.url('/'));
      const promises = [call, call.then(String), call.promise()] as unknown as Record<string, unknown>[];
      await call;
      const found = promises.map((promise) => BLUEBIRD.filter((method) => method in promise));
      expect(found).toEqual([[], [], []]);
    } finally {
      await server.close();
    }
  });
});

describe('what lambdas write in place of the methods of bluebird', () => {
  it('an error class in a handler of `.catch()`', async () => {
    const server = await startServer();
    const client = await loadOurs();
    try {
      const handled = client(server.url('/status/404')).catch((error) => {
        if (!(error instanceof StatusCodeError)) throw error;
        return error.statusCode;
      });
      expect(await handled).toBe(404);
    } finally {
      await server.close();
    }
  });
});
