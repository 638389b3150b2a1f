import { describe, expect, it } from 'vitest';
import { createUrl, originOf, type Query } from '../../src/functions-client/urls';

describe('an origin', () => {
  it.each([
    ['va.faasgw.example.com', 'https', 'https://va.faasgw.example.com'],
    ['va.faasgw.example.com', 'http', 'http://va.faasgw.example.com'],
    ['gw.example.com:8443', 'https', 'https://gw.example.com:8443'],
    ['http://gw.example.com:8080', 'https', 'http://gw.example.com:8080'],
    ['HTTPS://gw.example.com', 'http', 'https://gw.example.com'],
  ])('of %s by %s', (domain, protocol, origin) => {
    expect(originOf(domain, protocol)).toBe(origin);
  });

  it.each([
    ['', '""'],
    ['a b', '"a b"'],
    ['host/path', '"host/path"'],
    ['ada:pass-word@gw.example.com', '"[redacted]@gw.example.com"'],
    ['https://ada:pass-word@gw.example.com', '"https://[redacted]@gw.example.com"'],
    [undefined, 'undefined'],
    [7, '7'],
    [null, 'null'],
  ])('of %j is refused', (domain, shown) => {
    expect(() => originOf(domain, 'https')).toThrow(
      expect.objectContaining({
        name: 'FaaSCreateUrVError',
        message: `${shown} is no host: name one such as "va.faasgw.liveperson.net"`,
      }),
    );
  });
});

describe('a URL', () => {
  it.each<[template: string, segments: string[], query: Query, url: string]>([
    ['a/%s/b', ['1'], [], 'https://h/a/1/b'],
    ['/a/%s/b/%s', ['1', 'x y/z'], [['v', '1']], 'https://h/a/1/b/x%20y%2Fz?v=1'],
    [
      'a',
      [],
      [
        ['n', ['1', '2']],
        ['e', undefined],
        ['s', 'a b&c'],
      ],
      'https://h/a?n=1&n=2&e=&s=a+b%26c',
    ],
    ['a', [], [['n', []]], 'https://h/a'],
    ['//a', [], [], 'https://h//a'],
  ])('%s %j %j', (template, segments, query, url) => {
    expect(createUrl('https://h', template, segments, query)).toBe(url);
  });

  it.each([
    ['a/%s', [], 'the path "a/%s" must have 0 times %s, and has 1'],
    ['a', ['1', '2'], 'the path "a" must have 2 times %s, and has 0'],
    ['a/%s', ['..'], '".." cannot be part of a path'],
  ])('of %s with %j is refused', (template, segments, message) => {
    expect(() => createUrl('https://h', template, segments, [])).toThrow(
      expect.objectContaining({ name: 'FaaSCreateUrVError', message }),
    );
  });
});
