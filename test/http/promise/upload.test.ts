import { describe, expect, it, vi } from 'vitest';
import { Upload } from '../../../src/http/promise/upload';

describe('a body that is written or piped into a call', () => {
  it('is there once it is opened', () => {
    const upload = new Upload(() => {});
    upload.end();
    expect(upload.body).toBeUndefined();
    const stream = upload.open();
    expect(upload.open()).toBe(stream);
    expect(upload.body).toEqual({ stream, headers: [] });
    upload.end();
    expect(stream.writableEnded).toBe(true);
  });

  it('tells when it takes more', () => {
    const onDrain = vi.fn();
    const stream = new Upload(onDrain).open();
    stream.emit('drain');
    expect(onDrain.mock.calls).toEqual([[stream]]);
  });

  it.each<[string, object | undefined, object]>([
    ['a file', { path: '/f' }, { headers: [], method: undefined, isFile: true }],
    ['a stream', {}, { headers: [], method: undefined, isFile: false }],
    ['nothing', undefined, { headers: [], method: undefined, isFile: false }],
    [
      'a request that came to a server',
      {
        method: 'PUT',
        statusCode: null,
        headers: { host: 'a', HOST: 'b', ':path': 'c', hosts: 'd', 'x-host': 'e' },
      },
      {
        headers: [
          ['hosts', 'd'],
          ['x-host', 'e'],
        ],
        method: 'PUT',
        isFile: false,
      },
    ],
    [
      'an answer',
      { method: '', statusCode: 200, headers: { 'content-type': 'a', 'x-content-type': 'b', date: 'c' } },
      { headers: [['content-type', 'a']], method: undefined, isFile: false },
    ],
  ])('has what is said by %s', (_name, source, expected) => {
    const upload = new Upload(() => {});
    upload.receiveFrom(source);
    expect(upload.body).toEqual({ stream: upload.open(), ...expected });
  });
});
