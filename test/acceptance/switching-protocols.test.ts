import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Toolbelt } from '../../src/index';
import { failureOf } from '../helpers/failure-of';
import { useCertificates } from '../helpers/make-certificates';
import { startRawServer } from '../helpers/with-server';

const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nframes';

beforeEach(() => Toolbelt.configure({ whitelist: ['127.0.0.1'], logger: {} }));
afterEach(() => Toolbelt.reset());

describe('an answer 101', () => {
  const certificates = useCertificates();

  it.each<[what: string, options: object]>([
    ['GET', {}],
    ['GET that asked for it', { headers: { connection: 'Upgrade', upgrade: 'websocket' } }],
    ['POST', { method: 'POST', body: 'x' }],
    ['HEAD', { method: 'HEAD' }],
  ])('ends a %s with an error that says so', async (_what, options) => {
    const server = await startRawServer(SWITCH);
    try {
      const error = await failureOf(
        Toolbelt.HTTPClient()({ url: `http://127.0.0.1:${server.port}/`, ...options }),
      );
      expect(error.cause?.code).toBe('ERR_UNEXPECTED_UPGRADE');
      expect(error.message).toContain('The server answered 101');
      expect(server.requests).toHaveLength(1);
    } finally {
      await server.close();
    }
  });

  it('ends a call of MTLSClient with an error, too', async () => {
    const server = await startRawServer(SWITCH);
    try {
      const client = Toolbelt.MTLSClient({ ...certificates.client('me') });
      expect(await failureOf(client.get(`http://127.0.0.1:${server.port}/`))).toBeInstanceOf(Error);
    } finally {
      await server.close();
    }
  });
});
