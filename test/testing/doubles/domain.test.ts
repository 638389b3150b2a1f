import { describe, expect, it, vi } from 'vitest';
import { createDomainDouble } from '../../../src/testing/doubles/domain';
import { ACCOUNT, ask } from './ask';

const hosts = { msgHist: 'va.msghist.liveperson.net', faasGW: 'va.faasgw.liveperson.net' };
const entry = (service: 'msgHist' | 'faasGW') => ({ service, account: ACCOUNT, baseURI: hosts[service] });
const base = `/api/account/${ACCOUNT}/service`;

describe('the Domain API', () => {
  const double = createDomainDouble({ accountId: ACCOUNT, hosts });

  it.each(['/baseURI.json', '/baseURI'])('lists all services at %s', async (path) => {
    const answer = await ask(double, 'GET', `${base}${path}?version=1.0`);
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    expect(answer.json).toEqual({ baseURIs: [entry('msgHist'), entry('faasGW')] });
  });

  it.each(['/msgHist/baseURI.json', '/msgHist/baseURI'])('finds one at %s', async (path) => {
    const answer = await ask(double, 'GET', `${base}${path}?version=1.0`);
    expect(answer).toMatchObject({ status: 200, json: entry('msgHist') });
  });

  it.each([
    ['no version', `${base}/baseURI.json`, 400],
    ['another version', `${base}/baseURI.json?version=2.0`, 400],
    ['one without a version', `${base}/msgHist/baseURI.json`, 400],
    ['an unknown account', '/api/account/78/service/baseURI.json?version=1.0', 401],
    ['an unknown account for one', '/api/account/78/service/msgHist/baseURI.json?version=1.0', 401],
    ['an unknown service', `${base}/none/baseURI.json?version=1.0`, 404],
    ['a service in other letters', `${base}/msghist/baseURI.json?version=1.0`, 404],
    ['a name that every object has', `${base}/constructor/baseURI.json?version=1.0`, 404],
  ])('refuses %s', async (_name, target, status) => {
    const answer = await ask(double, 'GET', target);
    expect(answer).toMatchObject({ status, json: { error: { message: expect.any(String) } } });
  });

  it('puts other hosts into the list alone', async () => {
    const overrides = vi.fn(async () => ({ faasGW: 'http://127.0.0.1:1' }));
    const overridden = createDomainDouble({ accountId: ACCOUNT, hosts, overrides });
    expect((await ask(overridden, 'GET', `${base}/faasGW/baseURI.json?version=1.0`)).json).toEqual(
      entry('faasGW'),
    );
    await ask(overridden, 'GET', `${base}/baseURI.json`);
    expect(overrides).not.toHaveBeenCalled();
    expect((await ask(overridden, 'GET', `${base}/baseURI.json?version=1.0`)).json).toEqual({
      baseURIs: [entry('msgHist'), { ...entry('faasGW'), baseURI: 'http://127.0.0.1:1' }],
    });
  });
});
