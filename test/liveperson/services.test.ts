import { expect, it, vi } from 'vitest';
import { Configuration } from '../../src/config/configuration';
import { createServices } from '../../src/liveperson/services';
import { answered } from '../helpers/answered';

const HOSTS = { sentinel: 'sentinel.example.com', api: 'api.example.com' };

it('the services share one list of hosts and one token, until they are reset', async () => {
  const configuration = new Configuration();
  configuration.configure({ accountId: '12345' });
  const urls: string[] = [];
  const send = vi.fn(({ url }: { url: string }) => {
    urls.push(new URL(url).hostname);
    const list = Object.entries(HOSTS).map(([service, baseURI]) => ({ service, baseURI }));
    return answered(Promise.resolve(url.includes('baseURI') ? list : { access_token: 't', expires_in: 600 }));
  });
  const services = createServices({
    ...{ send: send as never, configuration, allowHost: () => {}, warnOnce: () => {} },
    readSecret: async () => ({ value: { client_id: 'i', client_secret: 's' } }),
  });
  const call = async () => {
    expect(await services.origin('api')).toBe('https://api.example.com');
    expect(Object.fromEntries(await services.all())).toEqual(HOSTS);
    const authorizer = await services.authorizerFor('Client', ['a']);
    const headers = new Map();
    await authorizer.authorize({ headers } as never);
    expect(headers.get('authorization')).toBe('Bearer t');
    return urls.splice(0);
  };
  const first = ['api.liveperson.net', 'sentinel.example.com'];
  expect([await call(), await call()]).toEqual([first, []]);
  services.reset();
  expect(await call()).toEqual(first);
});
