import { expect, it } from 'vitest';
import { createContainer } from '../../../src/container';
import { defaultHeaders } from '../../../src/http/request/default-headers';
import { requestLine } from '../../../src/http/request/request-line';
import { legacyUrl } from '../../../src/http/request/request-url';

const uri = legacyUrl(new URL('https://user:word@api.example.com:8443/a?token=secret'));

it.each([
  [{ method: 'POST', uri }, 'POST https://api.example.com:8443/a'],
  [{ uri }, 'GET https://api.example.com:8443/a'],
  [{ uri: { ...uri, pathname: null as never } }, 'GET https://api.example.com:8443/'],
  [
    { uri: { ...uri, pathname: '/a;access_token=hunter2hunter2' } },
    'GET https://api.example.com:8443/a;access_token=[redacted]',
  ],
  [{ method: 'PUT' }, 'PUT without a URL'],
  [{}, 'GET without a URL'],
])('names a request without its secrets: %#', (request, line) => {
  expect(requestLine(request)).toBe(line);
});

it('names the function and the account, if they are known', () => {
  const { configuration } = createContainer();
  expect(defaultHeaders(configuration)).toEqual({});
  configuration.configure({ accountId: 'le1', functionId: 'f-1' });
  expect(defaultHeaders(configuration)).toEqual({ 'User-Agent': 'LP-Lambda-f-1', 'LP-URL': 'le1' });
});
