import type { PeerCertificate } from 'node:tls';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { type Container, createContainer } from '../../src/container';
import type { HttpRequestOptions } from '../../src/http/request/options';
import { Toolbelt } from '../../src/index';
import { startConnectProxy } from '../helpers/connect-proxy';
import { failureOf } from '../helpers/failure-of';
import { untilTestEnds } from '../helpers/listen';
import { describeWithOpenssl, useCertificates } from '../helpers/make-certificates';
import { startMtlsServer } from '../helpers/mtls-server';
import { trustAuthority } from '../helpers/trust-authority';
import { startServer } from '../helpers/with-server';

const certificates = useCertificates();
let container: Container;

beforeEach(() => {
  const options = {
    whitelist: ['127.0.0.1', 'localhost', 'service.test'],
    rateLimit: { mode: 'off' as const },
    logger: {},
  };
  container = createContainer();
  container.configuration.configure(options);
  Toolbelt.configure(options);
});
afterEach(() => {
  container.reset();
  Toolbelt.reset();
});

describeWithOpenssl('a kept connection', () => {
  async function target() {
    const identity = certificates.server('service.test', '127.0.0.1');
    return untilTestEnds(await startServer(undefined, identity));
  }

  it('through a proxy is not shared by two credentials for the proxy', async () => {
    const proxy = untilTestEnds(await startConnectProxy());
    const server = await target();
    const url = `https://service.test:${server.port}/`;
    const call = (credentials: string, proxyUrl = proxy.url()) => {
      const headers = { 'proxy-authorization': credentials };
      return container.httpClient()({ url, ca: certificates.ca, proxy: proxyUrl, headers });
    };
    for (const credentials of ['Basic b25l', 'Basic dHdv', 'Basic b25l']) await call(credentials);
    expect(proxy.requests.map(({ headers }) => headers['proxy-authorization'])).toEqual([
      'Basic b25l',
      'Basic dHdv',
    ]);
    const inUrl = (userInfo: string) =>
      container.httpClient()({ url, ca: certificates.ca, proxy: proxy.url(userInfo) });
    for (const userInfo of ['a:1', 'b:2', 'a:1']) await inUrl(userInfo);
    expect(proxy.requests).toHaveLength(4);
  });

  it('of MTLSClient through a proxy is not shared by two credentials for the proxy', async () => {
    const proxy = untilTestEnds(await startConnectProxy());
    const identity = certificates.server('service.test');
    const server = untilTestEnds(await startMtlsServer({ ...identity, ca: certificates.ca }));
    const client = Toolbelt.MTLSClient({ ...certificates.client('ann'), ca: certificates.ca });
    Toolbelt.configure({ proxy: proxy.url() });
    const url = `https://service.test:${server.port}/`;
    for (const credentials of ['Basic b25l', 'Basic dHdv', 'Basic b25l']) {
      await client.get(url, { 'proxy-authorization': credentials });
    }
    expect(proxy.requests.map(({ headers }) => headers['proxy-authorization'])).toEqual([
      'Basic b25l',
      'Basic dHdv',
    ]);
    for (const userInfo of ['a:1', 'b:2', 'a:1']) {
      Toolbelt.configure({ proxy: proxy.url(userInfo) });
      await client.get(url);
    }
    expect(proxy.requests).toHaveLength(4);
  });

  it('is not shared by two functions that decide about it', async () => {
    const server = await target();
    const seen: string[] = [];
    const check = (name: string) => (_host: string, _certificate: PeerCertificate) => {
      seen.push(name);
      return undefined;
    };
    const [first, second] = [check('first'), check('second')];
    const call = (checkServerIdentity: typeof first) =>
      container.httpClient()({
        url: server.url(),
        ca: certificates.ca,
        agentOptions: { checkServerIdentity },
      });
    for (const each of [first, second, first, second]) await call(each);
    expect(seen).toEqual(['first', 'second']);
  });

  it('is not shared by a call that verifies and a call that does not', async () => {
    const server = untilTestEnds(await startServer(undefined, certificates.selfSigned('127.0.0.1')));
    const call = (options: HttpRequestOptions) => container.httpClient()({ url: server.url(), ...options });
    await call({ rejectUnauthorized: false });
    expect(await failureOf(call({}))).toMatchObject({ cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
    expect(server.requests).toHaveLength(1);
  });

  it('to an https proxy shows no client certificate of the call, for an http target either', async () => {
    const identity = certificates.server('localhost', '127.0.0.1');
    const tls = { ...identity, ca: certificates.ca, requestCert: true, rejectUnauthorized: false };
    const proxy = untilTestEnds(await startConnectProxy({ tls }));
    const plain = untilTestEnds(await startServer());
    const mine = { ca: certificates.ca, ...certificates.client('ann') };
    const options = { ...mine, proxy: proxy.url().replace('127.0.0.1', 'localhost') };
    onTestFinished(trustAuthority(certificates.ca));
    await container.httpClient()({ ...options, url: `http://service.test:${plain.port}/`, tunnel: true });
    await container.httpClient()({ ...options, url: `http://service.test:${plain.port}/` });
    expect(proxy.requests.map(({ method }) => method)).toEqual(['CONNECT', 'GET']);
    expect(proxy.clientNames).toEqual(['', '']);
  });

  it('to another host than the called one is not checked for the name that the call gave', async () => {
    const other = untilTestEnds(await startServer(undefined, certificates.server('service.test')));
    const called = untilTestEnds(
      await startServer(
        (_request, response) => {
          response.writeHead(302, { location: `https://localhost:${other.port}/` }).end();
        },
        certificates.server('service.test', '127.0.0.1'),
      ),
    );
    const options = { url: called.url(), ca: certificates.ca, servername: 'service.test' };
    // The certificate of the other host is for "service.test", and not for "localhost".
    expect(await failureOf(container.httpClient()(options))).toMatchObject({
      cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
    expect(other.requests).toEqual([]);
  });
});
