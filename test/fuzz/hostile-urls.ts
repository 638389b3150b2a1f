import fc from 'fast-check';

/** What the tests allow, beside LivePerson's own hosts. */
export const WHITELIST = [
  'api.liveperson.net',
  'liveperson.net',
  '*.allowed.test',
  'bücher.example',
  '203.0.113.7',
  '[2001:db8::1]',
];

const ALLOWED = [
  'api.liveperson.net',
  'liveperson.net',
  'a.allowed.test',
  'b.c.allowed.test',
  'bücher.example',
  'xn--bcher-kva.example',
  '203.0.113.7',
  '[2001:db8::1]',
  'va.msghist.liveperson.net',
];
const EVIL = ['evil.test', '127.0.0.1', 'localhost', '[::1]', '169.254.169.254', 'metadata.internal'];

const good = fc.constantFrom(...ALLOWED);
const evil = fc.constantFrom(...EVIL);

/** Spellings of a host that is allowed, or only looks like it. */
const disguises: ((good: string, evil: string) => string)[] = [
  (host) => host,
  (host) => host.toUpperCase(),
  (host) => `${host}.`,
  (host) => `${host}..`,
  (host) => `.${host}`,
  (host) => `evil-${host}`,
  (host) => `evil${host}`,
  (host, other) => `${host}.${other}`,
  (host, other) => `${other}.${host}`,
  (host, other) => `${host}%2e${other}`,
  (host, other) => `${host}%00.${other}`,
  (host, other) => `${host}%40${other}`,
  (host, other) => `${host}%2f.${other}`,
  (host, other) => `${host}@${other}`,
  (host, other) => `${other}@${host}`,
  (host, other) => `${host}:443@${other}`,
  (host, other) => `${host}:80:@${other}`,
  (host, other) => `user:pa@ss@${host}@${other}`,
  (host, other) => `${other}\\@${host}`,
  (host, other) => `${other}/@${host}`,
  (host, other) => `${other}#@${host}`,
  (host, other) => `${other}?@${host}`,
  (host, other) => `${other};@${host}`,
  (host, other) => `${other}:80#@${host}`,
  (host, other) => `${host}\\.${other}`,
  (host, other) => `${host}\t.${other}`,
  (host, other) => `${host}\n@${other}`,
  (host, other) => `${host}\r\nHost: ${other}`,
  (host, other) => `${host} ${other}`,
  (host, other) => `${host},${other}`,
  (host) => host.replaceAll('.', '。'),
  (host) => host.replaceAll('.', '．'),
  (host) => host.replaceAll('.', '%2E'),
  (host) => host.replaceAll('.', '.\u200b'),
  (host) => `${host.replace('e', 'e\u00ad')}\u00ad`,
  (host) => host.replaceAll('e', 'е'), // Cyrillic
  (host) => host.replaceAll('a', 'ａ'), // full width
  (host) => host.replaceAll('l', 'ⅼ'), // Roman numeral fifty
  (host) => host.replaceAll('i', 'İ'),
  (host) => host.replaceAll('s', 'ß'),
  (host) => encodeURIComponent(host),
  (host) => [...host].map((char) => `%${char.codePointAt(0)?.toString(16)}`).join(''),
  (host) => `xn--${host}`,
  (host) => `${host}\u0000`,
  (host) => `[${host}]`,
];

/** Ways to write addresses, of machines that are allowed and of such that are not. */
const ADDRESSES = [
  '0x7f.1',
  '2130706433',
  '0177.0.0.1',
  '127.1',
  '0x7f000001',
  '017700000001',
  '127.0.0.1.',
  '0',
  '0.0.0.0',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:7f00:1]',
  '[::127.0.0.1]',
  '[::1%25lo]',
  '[fe80::1%eth0]',
  '2852039166',
  '0xA9FEA9FE',
  '0251.0376.0251.0376',
  '169.254.43518',
  '[::ffff:a9fe:a9fe]',
  '①②⑦.⓪.⓪.①',
  '１２７.0.0.1',
  '203.0.113.7',
  '0xcb007107',
  '3405803783',
  '203.113.7',
  '203.0.28935',
  '0313.0.0161.07',
  '[::ffff:203.0.113.7]',
  '[2001:0DB8:0::0001]',
  '[2001:db8::1',
  '2001:db8::1',
  '203.0.113.07',
  '203.0.113.7.evil.test',
  '1.2.3.4.5',
  '256.256.256.256',
  '0x100000000',
];

const SCHEMES = [
  'https://',
  'http://',
  'HTTPS://',
  'https:',
  'https:/',
  'https:///',
  'https:\\\\',
  'http:\\/',
  '//',
  '///',
  '\\\\',
  'ht\ntps://',
  ' https://',
  '\u0000https://',
  'ftp://',
  'file:///',
  'unix:',
  'http+unix://',
  'javascript:',
  'data:',
  'blob:https://',
  '',
];
const PORTS = [
  '',
  '',
  '',
  ':80',
  ':443',
  ':8443',
  ':0',
  ':99999',
  ':',
  ':\t443',
  ':443@evil.test',
  ':80#@evil.test',
  ': 80',
];
const TAILS = [
  '',
  '/',
  '/a/b?c=1#d',
  '//evil.test',
  '/\\evil.test',
  '/..//evil.test',
  '/%2e%2e/',
  '?@evil.test',
  '#@evil.test',
  '\\@evil.test',
  '/@evil.test',
  '.evil.test',
  '/a\r\nHost: evil.test\r\n\r\nGET /b',
  '/a b',
  '/a%0d%0aHost:%20evil.test',
  '/ HTTP/1.1\r\nX-Injected: 1',
  '?a=\r\nX-Injected: 1',
  '/\u010a\u010d\u0100x',
  '/a\tb',
  '/é',
];

/** One more character anywhere, or one less. */
const slip = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  {
    weight: 2,
    arbitrary: fc.record({
      at: fc.nat({ max: 40 }),
      text: fc.constantFrom(
        '@',
        '\\',
        '/',
        '.',
        ':',
        '#',
        '?',
        '%',
        '\t',
        '\n',
        '\r\n',
        ' ',
        '\u0000',
        '。',
        '%2e',
        '%40',
        '[',
        ']',
        '\u200d',
        '%00',
        'е',
        ';',
        '^',
        '|',
        '*',
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ at: fc.nat({ max: 40 }), text: fc.constant('') }) },
);

export const hosts: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(good, evil, fc.constantFrom(...disguises))
      .map(([host, other, disguise]) => disguise(host, other)),
  },
  { weight: 2, arbitrary: fc.constantFrom(...ADDRESSES) },
  { weight: 1, arbitrary: fc.oneof(good, evil) },
  {
    weight: 1,
    arbitrary: fc.webAuthority({
      withUserInfo: true,
      withPort: true,
      withIPv4Extended: true,
      withIPv6: true,
    }),
  },
);

/** Anything that somebody might take for a URL. */
export const urls: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('https://', 'http://') },
      { weight: 1, arbitrary: fc.constantFrom(...SCHEMES) },
    ),
    hosts,
    fc.constantFrom(...PORTS),
    fc.constantFrom(...TAILS),
    slip,
  )
  .map(([scheme, host, port, tail, change]) => {
    const url = scheme + host + port + tail;
    if (!change) return url;
    const at = change.at % (url.length + 1);
    return url.slice(0, at) + change.text + url.slice(change.text === '' ? at + 1 : at);
  });

/** What is put behind a host, and must not change it. */
export const paths: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...TAILS.filter(Boolean)),
  fc
    .tuple(
      fc.constantFrom(
        '',
        '/',
        '//',
        '\\',
        '\\\\',
        '/\\',
        '@',
        '.',
        ':',
        ':80@',
        '?',
        '#',
        '\t//',
        '\n//',
        '/..',
        '/.//',
        '%2f%2f',
        'http:',
        'https://',
        '///',
      ),
      hosts,
      fc.constantFrom('', '/x'),
    )
    .map((parts) => parts.join('')),
);

export const methods = fc.constantFrom(
  'GET',
  'post',
  'GET / HTTP/1.1\r\nHost: evil.test\r\n\r\nGET',
  'GET\r\nX-Injected: 1',
  'GET /x',
  'DELETE\u0000',
  'É',
);
export const headerNames = fc.constantFrom('x-a', 'X-Injected\r\nX-B', 'x a', 'x:', 'x-a\u0000', '', 'é');
export const headerValues = fc.constantFrom(
  '1',
  'a\r\nX-Injected: 1',
  'a\nX-Injected: 1',
  'a\r\n\r\nGET / HTTP/1.1',
  'a\u0000',
  '\u010aX-Injected: 1',
  '\u560d\u560aX-Injected: 1',
  ['a', 'b\r\nX-Injected: 1'],
);
