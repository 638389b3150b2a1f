import { describe, expect, it } from 'vitest';
import { ErrorCodes, ToolbeltError } from '../../../src/errors';
import { compileWhitelist } from '../../../src/http/rules/whitelist';

function hostnameOf(host: string): string {
  return new URL(`https://${host}/path`).hostname;
}

function refusalOf(entry: string): ToolbeltError {
  try {
    compileWhitelist(['fine.example.com', entry]);
  } catch (error) {
    if (error instanceof ToolbeltError) return error;
    throw error;
  }
  throw new Error(`${entry} was accepted`);
}

interface Row {
  name: string;
  entry: string;
  host: string;
  allowed: boolean;
}

/** As long as a name may be. */
const NAME_OF_253 = `${'a.'.repeat(125)}com`;

const ROWS: Row[] = [
  { name: 'a host of 253 characters', entry: NAME_OF_253, host: NAME_OF_253, allowed: true },
  { name: 'no host of more', entry: '*.com', host: `a${NAME_OF_253}`, allowed: false },
  { name: 'the listed host', entry: 'example.com', host: 'example.com', allowed: true },
  { name: 'no sub-domain of an exact entry', entry: 'example.com', host: 'a.example.com', allowed: false },
  { name: 'no parent of an exact entry', entry: 'a.example.com', host: 'example.com', allowed: false },
  { name: 'no host that ends alike', entry: 'example.com', host: 'notexample.com', allowed: false },
  { name: 'no host that starts alike', entry: 'example.com', host: 'example.com.evil.net', allowed: false },
  { name: 'a sub-domain of a wildcard', entry: '*.example.com', host: 'a.example.com', allowed: true },
  { name: 'any depth of a wildcard', entry: '*.example.com', host: 'c.a.b.example.com', allowed: true },
  { name: 'not the apex of a wildcard', entry: '*.example.com', host: 'example.com', allowed: false },
  { name: 'only whole labels', entry: '*.example.com', host: 'notexample.com', allowed: false },
  {
    name: 'no host below another one',
    entry: '*.example.com',
    host: 'a.example.com.evil.net',
    allowed: false,
  },
  { name: 'no empty label as a sub-domain', entry: '*.example.com', host: '.example.com', allowed: false },
  { name: 'no empty label within', entry: '*.example.com', host: 'a..example.com', allowed: false },
  { name: 'no label that is no name', entry: '*.example.com', host: 'a;b.example.com', allowed: false },
  { name: 'an underscore', entry: '*.example.com', host: '_a.b-c.example.com', allowed: true },
  { name: 'a wildcard below a sub-domain', entry: '*.b.example.com', host: 'a.b.example.com', allowed: true },
  { name: 'no sibling of a wildcard', entry: '*.b.example.com', host: 'a.c.example.com', allowed: false },
  { name: 'a single label', entry: 'localhost', host: 'localhost', allowed: true },
  { name: 'an entry in capitals', entry: 'API.Example.COM', host: 'api.example.com', allowed: true },
  { name: 'a host in capitals', entry: 'example.com', host: 'EXAMPLE.com', allowed: true },
  { name: 'a host with a trailing dot', entry: 'example.com', host: 'EXAMPLE.com.', allowed: true },
  { name: 'a wildcard and a trailing dot', entry: '*.example.com', host: 'a.example.com.', allowed: true },
  { name: 'not the apex with a trailing dot', entry: '*.example.com', host: 'example.com.', allowed: false },
  { name: 'an entry with a trailing dot', entry: 'example.com.', host: 'example.com', allowed: true },
  { name: 'another port than the entry has', entry: 'example.com:8443', host: 'example.com', allowed: true },
  { name: 'a host with a port', entry: 'example.com', host: 'example.com:8443', allowed: true },
  { name: 'a wildcard with a port', entry: '*.example.com:8443', host: 'a.example.com:9000', allowed: true },
  { name: 'a port after a trailing dot', entry: 'example.com', host: 'example.com.:8443', allowed: true },
  { name: 'an IDN entry', entry: 'bücher.example', host: hostnameOf('bücher.example'), allowed: true },
  { name: 'an IDN wildcard', entry: '*.BÜCHER.example', host: hostnameOf('a.bücher.example'), allowed: true },
  {
    name: 'a punycode entry',
    entry: 'xn--bcher-kva.example',
    host: hostnameOf('bücher.example'),
    allowed: true,
  },
  { name: 'IPv4', entry: '10.0.0.1', host: '10.0.0.1', allowed: true },
  { name: 'IPv4 with a port', entry: '10.0.0.1:8080', host: '10.0.0.1:9090', allowed: true },
  { name: 'another IPv4', entry: '10.0.0.1', host: '110.0.0.1', allowed: false },
  { name: 'IPv6 in brackets', entry: '[::1]', host: hostnameOf('[::1]'), allowed: true },
  { name: 'IPv6 without brackets', entry: '[::1]', host: '::1', allowed: true },
  { name: 'IPv6 with a port', entry: '[::1]:8080', host: '[::1]:9090', allowed: true },
  { name: 'IPv6 in another spelling', entry: '[2001:DB8:0::1]', host: '[2001:db8::1]', allowed: true },
  { name: 'another IPv6', entry: '[::1]', host: '[::2]', allowed: false },
  { name: 'no empty host', entry: 'example.com', host: '', allowed: false },
];

describe('compileWhitelist', () => {
  it.each(ROWS)('$name: $entry, $host -> $allowed', ({ entry, host, allowed }) => {
    expect(compileWhitelist([entry]).allows(host)).toBe(allowed);
  });

  it('allows nothing without entries', () => {
    const whitelist = compileWhitelist([]);
    expect(whitelist.size).toBe(0);
    expect(whitelist.allows('example.com')).toBe(false);
  });

  it('takes any iterable and counts distinct patterns', () => {
    const entries = new Set(['example.com', 'EXAMPLE.com:443', '*.example.com', 'example.org']);
    const whitelist = compileWhitelist(entries);
    expect(whitelist.size).toBe(3);
    expect(whitelist.allows('example.org')).toBe(true);
  });

  it('does not follow later changes of the list', () => {
    const entries = ['example.com'];
    const whitelist = compileWhitelist(entries);
    entries.push('example.org');
    expect(whitelist.allows('example.org')).toBe(false);
  });

  it('looks at no host that is longer than DNS allows', () => {
    const whitelist = compileWhitelist(['*.example.com']);
    expect(whitelist.allows(`${'a.'.repeat(120)}example.com`)).toBe(true);
    expect(whitelist.allows(`${'a.'.repeat(500_000)}example.com`)).toBe(false);
  });

  it.each([
    { name: 'everything', entry: '*' },
    { name: 'two wildcards', entry: '*.*.example.com' },
    { name: 'an inner wildcard', entry: 'a.*.example.com' },
    { name: 'a wildcard at the end', entry: 'example.*' },
    { name: 'a part of a label', entry: '*example.com' },
    { name: 'a scheme', entry: 'https://example.com' },
    { name: 'a path', entry: 'example.com/path' },
    { name: 'a slash', entry: 'example.com/' },
    { name: 'white space', entry: ' example.com' },
    { name: 'two hosts', entry: 'example.com example.org' },
    { name: 'a wildcard before an address', entry: '*.10.0.0.1' },
    { name: 'an empty label', entry: 'a..example.com' },
    { name: 'nothing', entry: '' },
  ])('refuses $name and names the entry', ({ entry }) => {
    const error = refusalOf(entry);
    expect(error.code).toBe(ErrorCodes.Toolbelt.INVALID_CONFIGURATION);
    expect(error.message).toContain(`"${entry}"`);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('shows no password of a refused entry', () => {
    const error = refusalOf('https://user:hunter2@example.com');
    expect(error.message).not.toContain('hunter2');
    expect(error.message).toContain('example.com');
  });
});
