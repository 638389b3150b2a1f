import { afterEach, describe, expect, it } from 'vitest';
import { ErrorCodes, Toolbelt } from '../../src/index';
import { parseSoql } from '../../src/testing/doubles/salesforce/soql';
import { createPlatform, type Platform } from '../../src/testing/platform/platform';
import { failureOf } from '../helpers/failure-of';

let platform: Platform | undefined;
afterEach(() => platform?.close());

function open(options?: Parameters<typeof createPlatform>[0]): Platform {
  platform = createPlatform(options);
  return platform;
}

describe('platform.salesforce', () => {
  it.each<[salesforce: unknown, problem: string]>([
    ['text', '"salesforce" must be an object such as { instanceUrl, accessToken }'],
    [{ instanceURL: 'https://x.example' }, '"salesforce" has no "instanceURL" (did you mean "instanceUrl"?)'],
    [{ accessToken: '' }, '"salesforce" needs a non-empty string as "accessToken"'],
    [{ instanceUrl: 'http://acme.my.salesforce.com' }, '"salesforce" needs an https origin as "instanceUrl"'],
    [{ instanceUrl: 'https://acme.my.salesforce.com/path' }, '"salesforce" needs an https origin'],
  ])('refuses the options %j', (salesforce, problem) => {
    expect(() => open({ salesforce: salesforce as object })).toThrow(
      expect.objectContaining({
        code: ErrorCodes.Toolbelt.INVALID_ARGUMENT,
        message: expect.stringContaining(`createPlatform: ${problem}`),
      }),
    );
  });

  it.each<[call: (salesforce: Platform['salesforce']) => unknown, problem: string]>([
    [(salesforce) => salesforce.add('a b', {}), 'add: "a b" is no object of Salesforce, such as "Contact".'],
    [
      (salesforce) => salesforce.add('Contact', 1 as never),
      'add: a record must be an object such as { Email:',
    ],
    [(salesforce) => salesforce.answerQuery(' ', []), 'answerQuery: the query must be a text such as'],
    [
      (salesforce) => salesforce.answerQuery('SELECT Id FROM Contact', {} as never),
      'answerQuery: the second argument must be a list of records.',
    ],
  ])('refuses wrong arguments: %#', (call, problem) => {
    const { salesforce } = open();
    expect(() => call(salesforce)).toThrow(`platform.salesforce.${problem}`);
  });

  it('keeps copies, and takes ids of 15 and 18 characters for the same', () => {
    const { salesforce } = open();
    const record = { Id: '003000000000007', Tags: ['a'] };
    expect(salesforce.add('Contact', record)).toEqual(['003000000000007']);
    record.Tags.push('b');
    expect(salesforce.get('contact', '003000000000007AAA')).toEqual({ Id: '003000000000007', Tags: ['a'] });
    expect(salesforce.remove('Contact', '003000000000007AAA')).toBe(true);
    expect(salesforce.all('Contact')).toEqual([]);
  });

  it('is denied until its hosts are whitelisted, and comes behind the hosts of the test', async () => {
    const opened = open({ salesforce: { instanceUrl: 'https://acme.my.salesforce.com' }, logger: {} });
    const http = Toolbelt.HTTPClient();
    const url = 'https://acme.my.salesforce.com/services/data/v60.0/limits';
    expect((await failureOf(http(url))).message).toContain('Socket is closed');
    opened.host('acme.my.salesforce.com').get('/services/data/v60.0/limits').reply(200, { left: 7 });
    expect(await http(url, { json: true })).toEqual({ left: 7 });
    opened.fail('acme.my.salesforce.com', { status: 503 });
    await expect(http(url)).rejects.toMatchObject({ statusCode: 503 });
  });
});

describe('a query', () => {
  it.each([
    'SELECT Id',
    'SELECT FROM Contact',
    'SELECT Id FROM Contact c',
    "SELECT Id FROM Contact WHERE Name = 'unclosed",
    "SELECT Id FROM Contact WHERE Name = 'a\\'",
    "SELECT Id FROM Contact WHERE Name = 'a' OR Name = 'b'",
    'SELECT Id FROM Contact WHERE CreatedDate > 2024-01-01T00:00:00Z',
    "SELECT Id FROM Contact WHERE Name IN ('a', 'b')",
    'SELECT Id FROM Contact ORDER BY Name',
    'SELECT COUNT() FROM Contact',
    'SELECT Id FROM Contact LIMIT x',
    '',
  ])('of another shape is not guessed: %s', (text) => {
    expect(parseSoql(text)).toBeUndefined();
  });

  it('of any length is read quickly', () => {
    const start = performance.now();
    parseSoql(`SELECT Id FROM Contact WHERE Name = ${"'\\".repeat(50_000)}`);
    parseSoql(`SELECT ${'1'.repeat(100_000)}a`);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
