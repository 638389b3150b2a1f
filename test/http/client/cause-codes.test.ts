import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { Toolbelt } from '../../../src/index';
import { listen, untilTestEnds } from '../../helpers/listen';

afterEach(() => Toolbelt.reset());

describe('a RequestError says in cause.code', () => {
  it('that a stream cannot be sent again after a redirect', async () => {
    const server = createServer((incoming, outgoing) => {
      incoming.resume().on('end', () => outgoing.writeHead(307, { location: '/elsewhere' }).end());
    });
    const { host } = untilTestEnds(await listen(server));
    Toolbelt.configure({ whitelist: ['127.0.0.1'] });
    const options = { body: Readable.from(['text']), followAllRedirects: true };
    await expect(Toolbelt.HTTPClient().put(`http://${host}/`, options)).rejects.toMatchObject({
      name: 'RequestError',
      cause: { code: 'ERR_BODY_NOT_REPEATABLE' },
    });
  });

  it('that Node does not know an encoding', async () => {
    Toolbelt.configure({ whitelist: ['127.0.0.1'] });
    const options = { encoding: 'utf-7' as BufferEncoding };
    await expect(Toolbelt.HTTPClient()('http://127.0.0.1:1/', options)).rejects.toMatchObject({
      name: 'RequestError',
      cause: { code: 'ERR_UNKNOWN_ENCODING' },
    });
  });
});
