import { afterEach, describe, expect, it, vi } from 'vitest';
import { Discovery } from '../../src/functions-client/discovery';
import type { Response } from '../../src/functions-client/types';
import { failureOf } from '../helpers/failure-of';
import { namesOf } from './support';

afterEach(() => void vi.unstubAllEnvs());

const URL = 'https://csds.example.com/api/account/1/service/baseURI.json?version=1.0';
const OPTIONS = { csdsDomain: 'csds.example.com' };

/** A discovery that gets this answer, or this failure, and what it does. */
function discoveryOf(answer: Partial<Response> | Error) {
  const allowed: string[] = [];
  const time = { now: 0 };
  const fetch = vi.fn(async () => {
    if (answer instanceof Error) throw answer;
    return { url: URL, ok: true, status: 200, headers: {}, ...answer } as Response;
  });
  const discovery = new Discovery({
    fetch,
    allowHost: (host) => void allowed.push(host),
    clock: () => time.now,
  });
  return { discovery, allowed, fetch, time };
}

const listOf = (...hosts: [service: string, baseURI: string][]) => ({
  body: { baseURIs: hosts.map(([service, baseURI]) => ({ service, baseURI })) },
});

describe('a request', () => {
  it('has the headers and the limits of the call', async () => {
    const { discovery, fetch } = discoveryOf(listOf(['a', 'a.example.com']));
    const csdsHttpHeaders = { 'x-own': 'y', Accept: 'text/x' };
    await discovery.domain('1', 'a', { ...OPTIONS, csdsHttpHeaders, timeout: 5, maxResponseBytes: 9 });
    await discovery.domain('2', 'a', OPTIONS);
    expect(fetch.mock.calls).toEqual([
      [
        { url: URL, method: 'get', headers: { 'x-own': 'y', Accept: 'text/x' } },
        { timeout: 5, maxResponseBytes: 9 },
      ],
      [
        {
          url: URL.replace('/1/', '/2/'),
          method: 'get',
          headers: { Accept: 'application/json' },
        },
        { timeout: 35_000, maxResponseBytes: undefined },
      ],
    ]);
  });

  it.each([
    ['le1', 'csds-app.qa.int.gw.lpcloud.io'],
    ['qa1', 'csds-app.qa.int.gw.lpcloud.io'],
    ['c1', 'csds-app.qa.int.gw.lpcloud.io'],
    ['fr1', 'adminlogin-z0-intg.liveperson.net'],
    ['a1', 'adminlogin-a.liveperson.net'],
    ['1a', 'adminlogin.liveperson.net'],
  ])('for account %s goes to %s', async (account, host) => {
    const { discovery, fetch, allowed } = discoveryOf(listOf(['a', 'a.example.com']));
    await discovery.domain(account, 'a');
    expect(fetch).toHaveBeenCalledWith(
      expect.objectContaining({
        url: `https://${host}/api/account/${account}/service/baseURI.json?version=1.0`,
      }),
      expect.anything(),
    );
    expect(allowed).toEqual([host, 'a.example.com']);
  });
});

describe('a list', () => {
  it.each([
    [undefined, 600_000],
    [7, 7_000],
  ])('is kept by account and host, with %s seconds for %i ms', async (csdsTtlSeconds, ms) => {
    const { discovery, fetch, time } = discoveryOf(listOf(['a', 'a.example.com'], ['b', 'b.example.com']));
    const options = { ...OPTIONS, csdsTtlSeconds };
    expect(await discovery.domain('1', 'a', options)).toBe('a.example.com');
    time.now = ms - 1;
    expect(await discovery.domain('1', 'b', options)).toBe('b.example.com');
    expect(fetch).toHaveBeenCalledTimes(1);
    await discovery.domain('2', 'a', options);
    await discovery.domain('1', 'a', { csdsDomain: 'other.example.com' });
    expect(fetch).toHaveBeenCalledTimes(3);
    time.now = ms;
    await discovery.domain('1', 'a', options);
    expect(fetch).toHaveBeenCalledTimes(4);
  });

  it('without services is not kept', async () => {
    const { discovery, fetch } = discoveryOf(listOf());
    for (let i = 0; i < 2; i += 1) await failureOf(discovery.domain('1', 'a', OPTIONS));
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it('allows the hosts of LivePerson, and the host that is asked for', async () => {
    const { discovery, allowed } = discoveryOf(
      listOf(
        ['a', 'a.liveperson.net'],
        ['b', 'b.example.com'],
        ['c', 'c.example.com:8443'],
        ['d', 'no host'],
      ),
    );
    expect(await discovery.domain('1', 'c', OPTIONS)).toBe('c.example.com:8443');
    expect(allowed).toEqual(['csds.example.com', 'a.liveperson.net', 'c.example.com']);
    expect(await discovery.domain('1', 'd', OPTIONS)).toBe('no host');
    expect(allowed).toHaveLength(3);
  });
});

describe('a failure', () => {
  const failed = (reason: string) => `service discovery for account 1 failed: ${reason}`;

  it.each<[answer: Partial<Response> | Error, name: string, message: string]>([
    [
      { ok: false, status: 503, ...listOf(['a', 'x']) },
      'CSDSFailure',
      failed(`${URL} answered with status 503`),
    ],
    [{ body: { baseURIs: 7 } }, 'CSDSFailure', failed(`${URL} answered without a list "baseURIs"`)],
    [new Error('down'), 'CSDSFailure', failed(`${URL}: down`)],
    [listOf(), 'CSDSDomainNotFound', 'account 1 has no service "a"; it has none'],
    [listOf(['c', 'x'], ['b', 'y']), 'CSDSDomainNotFound', 'account 1 has no service "a"; it has b, c'],
    [
      listOf(['a', 'http://a.example.com']),
      'CSDSFailure',
      failed('it names http://a.example.com for "a", without TLS'),
    ],
  ])('%#', async (answer, name, message) => {
    const error = await failureOf(discoveryOf(answer).discovery.domain('1', 'a', OPTIONS));
    expect([namesOf(error)[0], error.message]).toEqual([name, message]);
  });
});
