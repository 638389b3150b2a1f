import { describe, expect, it } from 'vitest';
import { isHost, parseHostPattern } from '../../src/config/host-pattern';

/** As long as a name may be. */
const NAME_OF_253 = `${'a.'.repeat(125)}com`;

describe('parseHostPattern accepts', () => {
  it.each([
    { entry: 'api.example.com', host: 'api.example.com', wildcard: false },
    { entry: 'API.Example.COM', host: 'api.example.com', wildcard: false },
    { entry: '*.example.com', host: 'example.com', wildcard: true },
    { entry: '*.Example.co.uk.', host: 'example.co.uk', wildcard: true },
    { entry: 'localhost', host: 'localhost', wildcard: false },
    { entry: 'api.example.com:8443', host: 'api.example.com', wildcard: false },
    { entry: '*.example.com:443', host: 'example.com', wildcard: true },
    { entry: 'example.com.', host: 'example.com', wildcard: false },
    { entry: 'example.com.:443', host: 'example.com', wildcard: false },
    { entry: '127.0.0.1', host: '127.0.0.1', wildcard: false },
    { entry: '127.0.0.1:8080', host: '127.0.0.1', wildcard: false },
    { entry: '[::1]', host: '::1', wildcard: false },
    { entry: '[::1]:8080', host: '::1', wildcard: false },
    { entry: '::1', host: '::1', wildcard: false },
    { entry: '2001:DB8:0:0::1', host: '2001:db8::1', wildcard: false },
    { entry: '::ffff:127.0.0.1', host: '::ffff:7f00:1', wildcard: false },
    { entry: '[2001:DB8:0:0:0:0:0:1]', host: '2001:db8::1', wildcard: false },
    { entry: 'münchen.example', host: 'xn--mnchen-3ya.example', wildcard: false },
    { entry: '*.münchen.example', host: 'xn--mnchen-3ya.example', wildcard: true },
    { entry: 'my_service.internal', host: 'my_service.internal', wildcard: false },
    { entry: `${'a'.repeat(63)}.com`, host: `${'a'.repeat(63)}.com`, wildcard: false },
    { entry: NAME_OF_253, host: NAME_OF_253, wildcard: false },
    { entry: `*.${NAME_OF_253.toUpperCase()}.`, host: NAME_OF_253, wildcard: true },
    { entry: 'api.example.com:65535', host: 'api.example.com', wildcard: false },
    { entry: '[::1]:65535', host: '::1', wildcard: false },
  ])('$entry', ({ entry, host, wildcard }) => {
    expect(parseHostPattern(entry)).toEqual({ host, wildcard });
  });
});

describe('parseHostPattern refuses, and says what to write', () => {
  it.each([
    { entry: '', says: 'write a host such as "api.example.com"' },
    {
      entry: '*',
      says: '"*" would allow every host: name the hosts, or use one leading "*." as in "*.example.com"',
    },
    { entry: '*.', says: 'would allow every host' },
    { entry: '*:443', says: 'would allow every host' },
    { entry: '*.*.example.com', says: 'use one leading "*." as in "*.example.com"' },
    { entry: '*example.com', says: 'use one leading "*."' },
    { entry: 'api.*.com', says: 'use one leading "*."' },
    { entry: 'example.*', says: 'use one leading "*."' },
    { entry: '*.127.0.0.1', says: 'write "127.0.0.1"' },
    {
      entry: 'https://api.example.com/x',
      says: '"https://api.example.com/x" is not a host: write "api.example.com"',
    },
    { entry: 'https://', says: 'write a host such as' },
    { entry: '//api.example.com', says: 'write "api.example.com"' },
    { entry: 'api.example.com/v1', says: 'write "api.example.com"' },
    { entry: 'api.example.com?x=1', says: 'write "api.example.com"' },
    { entry: 'api.example.com#top', says: 'write "api.example.com"' },
    { entry: 'api.example.com\\x', says: 'write "api.example.com"' },
    { entry: 'api example.com', says: 'contains white space' },
    { entry: ' api.example.com', says: 'contains white space' },
    {
      entry: 'user:hunter2@api.example.com',
      says: '"[redacted]@api.example.com" is not a host: write "api.example.com"',
    },
    {
      entry: 'https://user:hunter2@api.example.com',
      says: '"https://[redacted]@api.example.com" is not a host',
    },
    { entry: 'api.example.com:', says: 'write "api.example.com" (ports are ignored)' },
    { entry: 'api.example.com:https', says: 'ports are ignored' },
    { entry: 'api.example.com:70000', says: 'ports are ignored' },
    { entry: 'a:b:c', says: '"a:b:c" is not an IPv6 address: write it as in "[2001:db8::1]"' },
    { entry: 'example.com::443', says: 'is not an IPv6 address' },
    { entry: '1:2:3:4:5:6:7:8:443', says: 'is not an IPv6 address' },
    { entry: '::1]', says: 'is not an IPv6 address' },
    { entry: '[::1', says: 'is not an IPv6 address' },
    { entry: '[::zz]', says: 'is not an IPv6 address' },
    { entry: '[::1]:99999', says: 'is not an IPv6 address' },
    { entry: 'a..example.com', says: 'is not a valid host name' },
    { entry: 'example.com..', says: 'is not a valid host name' },
    { entry: '.example.com', says: 'is not a valid host name' },
    { entry: '.', says: 'is not a valid host name' },
    { entry: '-bad.example.com', says: 'is not a valid host name' },
    { entry: 'ex%61mple.com', says: 'is not a valid host name' },
    { entry: 'a,b.com', says: 'is not a valid host name' },
    { entry: `${'a'.repeat(64)}.com`, says: 'at most 63 characters each' },
    { entry: `a${NAME_OF_253}`, says: '253 in all' },
    { entry: `A${NAME_OF_253}`, says: '253 in all' },
    { entry: 'api.example.com:65536', says: 'ports are ignored' },
    { entry: '[::1]:65536', says: 'is not an IPv6 address' },
  ])('$entry', ({ entry, says }) => {
    expect(() => parseHostPattern(entry)).toThrow(says);
    expect(() => parseHostPattern(entry)).not.toThrow(/hunter2/);
  });

  it('a value that is not a string', () => {
    expect(() => parseHostPattern(5 as unknown as string)).toThrow('must be a string, not number');
  });
});

it('knows the hosts of URLs that an entry can name', () => {
  for (const host of [
    'localhost',
    'a.example',
    'a.example.',
    NAME_OF_253,
    `${NAME_OF_253}.`,
    '[::1]',
    '10.0.0.1',
  ])
    expect(isHost(host), host).toBe(true);
  for (const host of [`a${NAME_OF_253}`, `${'a'.repeat(64)}.com`, '{{domain}}', 'a..b', '-a.com', ''])
    expect(isHost(host), host).toBe(false);
});

it('leaves a plain name as the parser of URLs leaves it', () => {
  const names = [
    'localhost',
    'api.example.com',
    'a_b.c-d.example',
    '1a.2b.x3',
    '0x1.example',
    '_dmarc.example.com',
  ];
  for (const name of names) {
    expect(parseHostPattern(name).host).toBe(new URL(`http://${name}/`).hostname);
    expect(parseHostPattern(`*.${name}`)).toEqual({ host: name, wildcard: true });
  }
  const long = `${'a'.repeat(63)}.`.repeat(4);
  for (const wrong of [`${long}com`, `${'a'.repeat(64)}.com`, 'xn--a.com', '-a.com', 'a-.com', 'a..com']) {
    expect(() => parseHostPattern(wrong)).toThrow(/is not a valid host name/);
  }
});
