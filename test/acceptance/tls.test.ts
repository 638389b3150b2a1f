import { constants } from 'node:crypto';
import type { ServerOptions } from 'node:https';
import type { LookupFunction } from 'node:net';
import { createSecureContext, type TLSSocket } from 'node:tls';
import { afterEach, beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { type Container, createContainer } from '../../src/container';
import { startConnectProxy } from '../helpers/connect-proxy';
import { untilTestEnds } from '../helpers/listen';
import {
  describeWithOpenssl,
  hasOpenssl,
  type Identity,
  useCertificates,
} from '../helpers/make-certificates';
import { type Handler, startServer, type TestServer } from '../helpers/with-server';

const PASSPHRASE = 'open sesame';

const certificates = useCertificates();
let trusted: Identity;
let container: Container;

beforeAll(() => {
  if (!hasOpenssl) return;
  trusted = certificates.server('localhost', 'service.test', '127.0.0.1');
});
beforeEach(() => {
  container = createContainer();
  container.configuration.configure({
    whitelist: ['127.0.0.1', 'localhost', 'service.test', 'other.test'],
    rateLimit: { mode: 'off' },
    logger: {},
  });
});
afterEach(() => container.reset());

async function serverWith(handler?: Handler, options?: ServerOptions): Promise<TestServer> {
  return untilTestEnds(await startServer(handler, options));
}

/** A server that answers with what it knows of the connection. */
function tlsServer(options: ServerOptions, answer: (socket: TLSSocket) => string): Promise<TestServer> {
  return serverWith((_request, response) => response.end(answer(response.socket as TLSSocket)), options);
}

const clientName = (socket: TLSSocket) => String(socket.getPeerCertificate().subject?.CN ?? 'nobody');

describeWithOpenssl('verification', () => {
  it('refuses a self-signed certificate, with the code', async () => {
    const server = await serverWith(undefined, certificates.selfSigned('127.0.0.1'));
    await expect(container.httpClient().get(server.url())).rejects.toMatchObject({
      name: 'RequestError',
      cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
    expect(server.requests).toEqual([]);
  });

  it('refuses an authority that it does not know', async () => {
    const server = await serverWith(undefined, trusted);
    await expect(container.httpClient().get(server.url())).rejects.toMatchObject({
      cause: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    });
  });

  it.each([
    { rejectUnauthorized: false },
    { strictSSL: false },
    { agentOptions: { rejectUnauthorized: false } },
  ])('accepts it with %j', async (options) => {
    const server = await serverWith(undefined, certificates.selfSigned('elsewhere.test'));
    const response = await container
      .httpClient()
      .get(server.url(), { ...options, resolveWithFullResponse: true });
    expect(response.statusCode).toBe(200);
  });

  it.each([
    { rejectUnauthorized: true },
    { strictSSL: true },
    { agentOptions: { rejectUnauthorized: true } },
    { strictSSL: true, rejectUnauthorized: false },
    { strictSSL: false, rejectUnauthorized: true },
    { rejectUnauthorized: false, agentOptions: { rejectUnauthorized: true } },
    { strictSSL: true, agentOptions: { rejectUnauthorized: false } },
  ])('refuses it with %j, whatever NODE_TLS_REJECT_UNAUTHORIZED says', async (options) => {
    const server = await serverWith(undefined, certificates.selfSigned('127.0.0.1'));
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => void vi.unstubAllEnvs());
    // The variable does work: a call that says nothing is let through.
    await container.httpClient().get(server.url());
    const call = container.httpClient().get(server.url(), options);
    await expect(call).rejects.toMatchObject({ cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
    expect(server.requests).toHaveLength(1);
  });

  it.each(['direct', 'through a proxy'])(
    'is not reached on a connection from before verification was switched on again: %s',
    async (way) => {
      const server = await serverWith(undefined, certificates.selfSigned('localhost'));
      const url = server.url().replace('127.0.0.1', 'localhost');
      const proxy = untilTestEnds(await startConnectProxy());
      const options = way === 'direct' ? {} : { proxy: proxy.url() };
      const client = container.httpClient();
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
      onTestFinished(() => void vi.unstubAllEnvs());
      await client.get(url, options);
      for (const value of ['1', undefined]) {
        vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', value);
        const call = client.get(url, options);
        await expect(call).rejects.toMatchObject({ cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
      }
      expect(server.requests).toHaveLength(1);
    },
  );

  it.each(['text', 'bytes', 'list'])('accepts it with its authority in ca as %s', async (form) => {
    const server = await serverWith(undefined, trusted);
    const bytes = Buffer.from(certificates.ca);
    const ca = form === 'text' ? certificates.ca : form === 'bytes' ? bytes : [bytes];
    expect(await container.httpClient().get(server.url(), { ca })).toContain('GET');
  });

  it.each([
    { options: { secureProtocol: 'TLSv1_2_method' }, shown: 'TLSv1.2' },
    { options: { secureOptions: constants.SSL_OP_NO_TLSv1_3 }, shown: 'TLSv1.2' },
    { options: { maxVersion: 'TLSv1.2' }, shown: 'TLSv1.2' },
    { options: { ciphers: 'TLS_AES_128_GCM_SHA256' }, shown: 'TLS_AES_128_GCM_SHA256' },
    { options: { servername: 'service.test' }, shown: 'service.test' },
  ])('hands $options to Node, as request does', async ({ options, shown }) => {
    const identity = certificates.server('service.test', '127.0.0.1');
    const { port } = await tlsServer(identity, (socket) =>
      [socket.getProtocol(), socket.getCipher().name, socket.servername].join(' '),
    );
    const url = `https://127.0.0.1:${port}/`;
    expect(await container.httpClient().get(url, { ca: certificates.ca, ...options })).toContain(shown);
    expect(await container.httpClient().get(url, { ca: certificates.ca })).not.toContain(shown);
  });

  it('hands lookup and localAddress to Node, for http too', async () => {
    const server = await serverWith();
    const seen: string[] = [];
    const lookup: LookupFunction = (host, { all }, callback) => {
      seen.push(host);
      if (all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
      else callback(null, '127.0.0.1', 4);
    };
    const url = server.url().replace('127.0.0.1', 'other.test');
    await container.httpClient().get(url, { lookup, localAddress: '127.0.0.2' });
    expect(seen).toEqual(['other.test']);
    expect(server.requests).toHaveLength(1);
  });

  it('accepts it with ca in agentOptions', async () => {
    const server = await serverWith(undefined, trusted);
    const options = { agentOptions: { ca: certificates.ca } };
    expect(await container.httpClient().get(server.url(), options)).toContain('GET');
  });

  it('trusts for one call only', async () => {
    const server = await serverWith(undefined, trusted);
    const http = container.httpClient();
    await http.get(server.url(), { strictSSL: false });
    await http.get(server.url(), { ca: certificates.ca });
    await expect(http.get(server.url())).rejects.toMatchObject({ name: 'RequestError' });
    expect(server.requests).toHaveLength(2);
  });

  it('refuses a certificate for another name', async () => {
    const server = await serverWith(undefined, certificates.server('elsewhere.test'));
    await expect(container.httpClient().get(server.url(), { ca: certificates.ca })).rejects.toMatchObject({
      cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
  });

  it.each(['options', 'agentOptions'])('offers the ALPNProtocols of %s', async (place) => {
    const server = await tlsServer({ ...trusted, ALPNProtocols: ['http/1.1', 'x'] }, (socket) =>
      String(socket.alpnProtocol),
    );
    const tls = { ALPNProtocols: ['x'] };
    const options = { ca: certificates.ca, ...(place === 'options' ? tls : { agentOptions: tls }) };
    expect(await container.httpClient().get(server.url(), options)).toBe('x');
    expect(await container.httpClient().get(server.url(), { ca: certificates.ca })).not.toBe('x');
  });

  it('uses a checkServerIdentity of agentOptions', async () => {
    const server = await serverWith(undefined, certificates.server('elsewhere.test'));
    const options = { ca: certificates.ca, agentOptions: { checkServerIdentity: () => undefined } };
    expect(await container.httpClient().get(server.url(), options)).toContain('GET');
  });
});

describeWithOpenssl('client certificates', () => {
  const mutual = (): ServerOptions => ({
    ...trusted,
    ca: certificates.ca,
    requestCert: true,
    rejectUnauthorized: true,
  });

  it('by cert and key', async () => {
    const { port } = await tlsServer(mutual(), clientName);
    const options = { ca: certificates.ca, ...certificates.client('ann') };
    expect(await container.httpClient().get(`https://127.0.0.1:${port}/`, options)).toBe('ann');
  });

  it('by cert and key in agentOptions', async () => {
    const { port } = await tlsServer(mutual(), clientName);
    const agentOptions = { ca: certificates.ca, ...certificates.client('ann') };
    expect(await container.httpClient().get(`https://127.0.0.1:${port}/`, { agentOptions })).toBe('ann');
  });

  it('by pfx and passphrase', async () => {
    const { port } = await tlsServer(mutual(), clientName);
    const pfx = certificates.pfx(certificates.client('bob'), PASSPHRASE);
    const call = (passphrase: string) =>
      container.httpClient().get(`https://127.0.0.1:${port}/`, { ca: certificates.ca, pfx, passphrase });
    expect(await call(PASSPHRASE)).toBe('bob');
    await expect(call('wrong')).rejects.toMatchObject({ name: 'RequestError' });
    expect(await call(PASSPHRASE)).toBe('bob');
  });

  it('is missed by a server that asks for one', async () => {
    const { port } = await tlsServer(mutual(), clientName);
    const call = container.httpClient().get(`https://127.0.0.1:${port}/`, { ca: certificates.ca });
    await expect(call).rejects.toMatchObject({ name: 'RequestError' });
  });

  it('are not mixed up by calls at once, nor by later ones on kept connections', async () => {
    const { port } = await tlsServer({ ...mutual(), rejectUnauthorized: false }, clientName);
    const http = container.httpClient().defaults({ url: `https://127.0.0.1:${port}/`, ca: certificates.ca });
    const [ann, bob] = [certificates.client('ann'), certificates.client('bob')];
    const identities = [ann, bob, undefined, bob, ann, undefined];
    const names = ['ann', 'bob', 'nobody', 'bob', 'ann', 'nobody'];
    for (let round = 0; round < 3; round += 1) {
      expect(await Promise.all(identities.map((identity) => http.get({ ...identity })))).toEqual(names);
      for (const [i, identity] of identities.entries())
        expect(await http.get({ ...identity })).toBe(names[i]);
    }
  });

  it('are not mixed up by agentOptions that JSON shows alike', async () => {
    const { port } = await tlsServer({ ...mutual(), rejectUnauthorized: false }, clientName);
    const url = `https://127.0.0.1:${port}/`;
    const names = ['ann', 'bob'];
    const contexts = names.map((name) =>
      createSecureContext({ ...certificates.client(name), ca: certificates.ca }),
    );
    const options = contexts.map((secureContext) => ({ url, agentOptions: { secureContext } }));
    for (let round = 0; round < 2; round += 1) {
      for (const [i, one] of options.entries())
        expect(await container.httpClient().get({ ...one })).toBe(names[i]);
    }
  });

  it('of a circular object or of a BigInt are taken', async () => {
    const server = await serverWith(undefined);
    const circular: Record<string, unknown> = { big: 1n };
    circular.self = circular;
    for (const _kept of [false, true])
      await container.httpClient().get(server.url(), { agentOptions: circular });
    expect(server.connections()).toBe(1);
  });

  it('shows neither key nor passphrase in an error', async () => {
    const options = { ...certificates.client('ann'), passphrase: PASSPHRASE, url: 'https://127.0.0.1:1/' };
    const error: unknown = await container
      .httpClient()
      .get(options)
      .then(
        () => undefined,
        (reason: unknown) => reason,
      );
    const { inspect } = await import('node:util');
    for (const text of [String(error), JSON.stringify(error), inspect(error, { depth: 10 })]) {
      expect(text).not.toContain('PRIVATE KEY');
      expect(text).not.toContain(PASSPHRASE);
    }
  });
});

describeWithOpenssl('the server name that is asked for', () => {
  const servername = (socket: TLSSocket) => String(socket.servername);

  it.each(['direct', 'through a proxy'])("is the target's host, %s", async (way) => {
    const { port } = await tlsServer(trusted, servername);
    const proxy = untilTestEnds(await startConnectProxy());
    const isDirect = way === 'direct';
    const host = isDirect ? 'localhost' : 'service.test';
    const options = { ca: certificates.ca, proxy: isDirect ? null : proxy.url() };
    expect(await container.httpClient().get(`https://${host}:${port}/`, options)).toBe(host);
  });

  it.each(['direct', 'through a proxy'])('is none for an address, %s', async (way) => {
    const { port } = await tlsServer(trusted, servername);
    const proxy = untilTestEnds(await startConnectProxy());
    const options = { ca: certificates.ca, proxy: way === 'direct' ? null : proxy.url() };
    expect(await container.httpClient().get(`https://127.0.0.1:${port}/`, options)).toBe('false');
  });

  it('does not follow a Host header of the caller into a connection for another host', async () => {
    const identity = certificates.server('service.test', 'other.test');
    const { port } = await tlsServer(identity, servername);
    const proxy = untilTestEnds(await startConnectProxy());
    const http = container.httpClient().defaults({ ca: certificates.ca, proxy: proxy.url() });
    await http.get(`https://service.test:${port}/`);
    await http.get(`https://other.test:${port}/`);
    expect(await http.get(`https://service.test:${port}/`)).toBe('service.test');
    expect(await http.get(`https://other.test:${port}/`)).toBe('other.test');
  });
});

describeWithOpenssl('protocol versions', () => {
  const OLD = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

  it('refuses a server that has nothing above TLS 1.1', async () => {
    const { port } = await tlsServer({ ...trusted, ...OLD }, () => 'old');
    const call = (agentOptions?: object) =>
      container.httpClient().get(`https://127.0.0.1:${port}/`, {
        ca: certificates.ca,
        agentOptions: { ciphers: OLD.ciphers, ...agentOptions },
      });
    await expect(call()).rejects.toMatchObject({
      cause: { code: expect.stringMatching(/^(ERR_SSL|EPROTO)/) },
    });
    // The server does work for a client that allows the old version.
    expect(await call({ minVersion: 'TLSv1' })).toBe('old');
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('speaks %s: the minimum is no pin', async (version) => {
    const options = { ...trusted, minVersion: version, maxVersion: version };
    const { port } = await tlsServer(options, (socket) => String(socket.getProtocol()));
    const call = container.httpClient().get(`https://127.0.0.1:${port}/`, { ca: certificates.ca });
    expect(await call).toBe(version);
  });
});

describeWithOpenssl('redirects', () => {
  it('from https to http are refused', async () => {
    const plain = await serverWith();
    const secure = await serverWith((_request, response) => {
      response.writeHead(302, { location: plain.url('/secret') }).end();
    }, trusted);
    const call = container.httpClient().get(secure.url(), { ca: certificates.ca });
    await expect(call).rejects.toMatchObject({
      name: 'RequestError',
      cause: { code: 'ERR_INSECURE_REDIRECT' },
    });
    expect(plain.requests).toEqual([]);
  });

  it('from http to https are followed', async () => {
    const secure = await serverWith(undefined, trusted);
    const plain = await serverWith((_request, response) => {
      response.writeHead(302, { location: secure.url('/there') }).end();
    });
    const answer = await container.httpClient().get(plain.url(), { ca: certificates.ca });
    expect(JSON.parse(answer)).toMatchObject({ url: '/there' });
  });

  it.each([
    { target: 'localhost', kept: false },
    { target: '127.0.0.1', kept: true },
  ])('to $target: authorization and cookie kept is $kept', async ({ target, kept }) => {
    const second = await serverWith(undefined, trusted);
    const first = await serverWith((_request, response) => {
      response.writeHead(302, { location: `https://${target}:${second.port}/` }).end();
    }, trusted);
    await container.httpClient().get(first.url(), {
      ca: certificates.ca,
      headers: { Authorization: 'Bearer abc', COOKIE: 'a=b', 'x-request-id': 'kept' },
    });
    const [seen] = second.requests;
    expect(seen?.headers['x-request-id']).toBe('kept');
    expect(['authorization', 'cookie'].map((name) => seen?.headers[name])).toEqual(
      kept ? ['Bearer abc', 'a=b'] : [undefined, undefined],
    );
  });

  it('do not bring credentials back by way of another host', async () => {
    const last = await serverWith(undefined, trusted);
    const middle = await serverWith((_request, response) => {
      response.writeHead(302, { location: last.url('/') }).end();
    }, trusted);
    const first = await serverWith((_request, response) => {
      response.writeHead(302, { location: `https://localhost:${middle.port}/` }).end();
    }, trusted);
    await container.httpClient().get(first.url(), {
      ca: certificates.ca,
      headers: { authorization: 'Bearer abc' },
    });
    expect(last.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it.each(['auth', 'URL'])('to another host carry no credentials of the %s', async (source) => {
    const second = await serverWith(undefined, trusted);
    const first = await serverWith((_request, response) => {
      response.writeHead(302, { location: `https://localhost:${second.port}/` }).end();
    }, trusted);
    const userInfo = source === 'URL' ? 'user:secret@' : '';
    await container.httpClient().get(`https://${userInfo}127.0.0.1:${first.port}/`, {
      ca: certificates.ca,
      ...(source === 'auth' ? { auth: { user: 'user', pass: 'secret' } } : {}),
    });
    expect(first.requests[0]?.headers).toHaveProperty('authorization');
    expect(second.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(JSON.stringify(second.requests[0]?.headers)).not.toContain('secret');
  });

  it('to a host that is not listed are refused', async () => {
    const first = await serverWith((_request, response) => {
      response.writeHead(302, { location: 'https://unlisted.test/' }).end();
    }, trusted);
    const call = container.httpClient().get(first.url(), { ca: certificates.ca });
    await expect(call).rejects.toMatchObject({ message: 'Error [ERR_SOCKET_CLOSED]: Socket is closed' });
  });
});
