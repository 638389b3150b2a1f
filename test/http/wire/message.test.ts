import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { isRepeatable, isStream } from '../../../src/http/wire/message';
import { requestTarget } from '../../../src/http/wire/request-target';

it('repeats the methods that have the same effect when they are sent twice, in any case', () => {
  const methods = ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'get', 'POST', 'PATCH', 'CONNECT', ''];
  const repeatable = methods.filter(isRepeatable);
  expect(repeatable).toEqual(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'get']);
  expect(isRepeatable(undefined as never)).toBe(false);
});

it('takes neither text nor bytes nor a missing body for a stream', () => {
  const bodies = [Readable.from([]), Buffer.from('a'), 'a', '', undefined];
  expect(bodies.map(isStream)).toEqual([true, false, false, false, false]);
});

it.each([
  ['http://api.example.com', '/'],
  ['http://api.example.com/a?b=1', '/a?b=1'],
  ['http://api.example.com/a?', '/a?'],
  ['http://api.example.com/a?b#c', '/a?b'],
  ['http://api.example.com/a#', '/a'],
  ['http://api.example.com/a?#', '/a?'],
  ['http://user:word@api.example.com:81/a', '/a'],
])('the request line of %s has %s', (url, target) => {
  expect(requestTarget(new URL(url))).toBe(target);
});
