import { connect } from 'node:net';
import { createServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import { Toolbelt } from '../../src/index';
import { startFullServer } from '../helpers/full-server';
import { listen } from '../helpers/listen';
import { useCertificates } from '../helpers/make-certificates';
import { echo, startServer } from '../helpers/with-server';
import { type Caller, type ForeignError, type Outcome, startCaller } from './caller';
import { describeWith } from './programs';
import { type Squid, startSquid } from './squid';
import {
  CLIENTS,
  type ClientName,
  callOf,
  SECRETS,
  startTargets,
  type Targets,
  token,
  type Way,
} from './targets';

const USER = 'faas-user';
/** With everything in it that a URL has to escape. */
const PASSWORD = 'pr0xy:p@ss word/%41?#ü';
const WRONG = 'wr0ng-pa55word';
const CREDENTIALS = `${USER}:${encodeURIComponent(PASSWORD)}`;
const SOCKET_CLOSED = 'Error [ERR_SOCKET_CLOSED]: Socket is closed';

/** One name for each test and client, so that the log of squid tells them apart. */
const LABELS = [
  ...['environment', 'option', 'configured', 'denied', 'forbidden', 'silent', 'guarded', 'nobody', 'wrong'],
  ...['plain', 'tunnel', 'absolute', 'fallback', 'kept', 'many', 'full', 'tls'],
];
/** Clients that look up their host and fetch a token first, through the proxy as well. */
const DISCOVERING = new Set<ClientName>(['lp', 'functions']);

const certificates = useCertificates();
let targets: Targets;
let squid: Squid;
let caller: Caller;

describeWith(['squid', 'openssl'], 'through squid', () => {
  beforeAll(async () => {
    targets = await startTargets(certificates, [...CLIENTS.map((client) => `*.${client}.test`), '0.0.0.0']);
    const names = CLIENTS.flatMap((client) =>
      LABELS.flatMap((label) => ['', 'csds-', 'sentinel-'].map((part) => `${part}${label}.${client}.test`)),
    );
    squid = await startSquid({
      ...{ names, closed: '^denied', forbidden: '^forbidden' },
      ...{ user: USER, password: PASSWORD, caFile: certificates.caFile },
    });
    caller = startCaller(certificates.caFile);
  });
  afterAll(async () => {
    await caller?.stop();
    await squid?.stop();
    await targets?.stop();
  });
  afterEach(() => {
    Toolbelt.reset();
    squid.resume();
    const log = squid.log();
    for (const secret of [...Object.values(SECRETS), token(), 'BEGIN']) expect(log).not.toContain(secret);
  });

  describe.each(CLIENTS)('%s', (client) => {
    const port = () => (client === 'mtls' ? targets.mtls.port : targets.https.port);

    function run(label: string, way: Partial<Way>): Promise<Outcome> {
      const host = `${label}.${client}.test`;
      return caller.call(callOf(client, targets, certificates, { host, csds: `csds-${host}`, ...way }));
    }

    it('reaches its hosts by CONNECT, which tells no more than host and port', async () => {
      const outcome = await run('environment', { environment: { HTTPS_PROXY: squid.url } });
      expectAnswer(outcome, client);
      const parts = DISCOVERING.has(client) ? ['csds-', 'sentinel-', ''] : [''];
      for (const part of parts) {
        const host = `${part}environment.${client}.test`;
        const [entry, ...others] = await squid.entries(host);
        expect(others).toEqual([]);
        const url = `${host}:${port()}`;
        expect(entry).toMatchObject({ method: 'CONNECT', url, status: 200, result: 'TCP_TUNNEL' });
        const { host: asked, connection: _own, 'proxy-connection': _undici, ...more } = entry?.headers ?? {};
        expect(asked).toBe(url);
        expect(more).toEqual({});
      }
    });

    // Outside of the platform there is only the environment.
    if (client !== 'functions')
      it('takes the proxy of Toolbelt.configure', async () => {
        // The environment names another one, where nobody listens.
        const environment = { HTTPS_PROXY: 'http://127.0.0.1:9' };
        expectAnswer(await run('configured', { configured: squid.url, environment }), client);
        expect(await squid.entries(`configured.${client}.test`)).toMatchObject([{ method: 'CONNECT' }]);
      });

    if (client !== 'functions' && client !== 'mtls')
      it('takes the proxy of the call', async () => {
        const configured = 'http://127.0.0.1:9';
        const outcome = await run('option', { option: squid.url, configured, csds: undefined });
        expect(outcome).toMatchObject({ statusCode: 200 });
        expect(await squid.entries(`option.${client}.test`)).toMatchObject([{ method: 'CONNECT' }]);
      });

    it('says that the socket is closed for a host that squid denies by closing, and asks once', async () => {
      const { error } = await run('denied', { environment: { HTTPS_PROXY: squid.url } });
      if (client === 'functions') {
        expect(chainOf(error)).toEqual([
          ...['FaaSInvokeError', 'FaaSRequestError', 'HttpRequestError'],
          'Error [ERR_SOCKET_CLOSED]',
        ]);
        expect(error?.message).toContain('Socket is closed');
      } else {
        expect(error).toMatchObject({ name: 'RequestError', message: SOCKET_CLOSED });
      }
      expect(rootOf(error).code).toBe('ERR_SOCKET_CLOSED');
      expect(await squid.entries(`denied.${client}.test`)).toMatchObject([
        { method: 'CONNECT', result: 'TCP_DENIED', status: 0 },
      ]);
    });

    it('tells of the 403 for a host that squid forbids, and asks once', async () => {
      const { error } = await run('forbidden', { environment: { HTTPS_PROXY: squid.url } });
      expectRefusal(client, error, 403);
      expect(await squid.entries(`forbidden.${client}.test`)).toMatchObject([
        { method: 'CONNECT', result: 'TCP_DENIED', status: 403 },
      ]);
    });

    it('gives up a squid that never answers CONNECT after its timeout', async () => {
      await squid.pause();
      // Of LpClient, the call itself: discovery has a time of its own.
      const way = client === 'lp' ? { csds: undefined } : {};
      const environment = { HTTPS_PROXY: squid.url };
      const { error } = await run('silent', { environment, timeout: 250, ...way });
      expect(rootOf(error).code).toBe('ETIMEDOUT');
      if (client === 'mtls') {
        expect(error).toMatchObject({ name: 'ToolbeltError', code: ErrorCodes.Mtls.TIMEOUT });
      } else if (client === 'functions') {
        expect(error?.message).toContain('no answer within 250 ms');
      } else expect(error).toMatchObject({ name: 'RequestError', message: 'Error: ETIMEDOUT' });
    });

    if (client === 'lp') {
      it('gives up service discovery through a squid that never answers, too', async () => {
        await squid.pause();
        const { error } = await run('silent', { environment: { HTTPS_PROXY: squid.url }, timeout: 250 });
        expect(error).toMatchObject({ name: 'ToolbeltError', code: ErrorCodes.Csds.OP_FAILED });
        expect(error?.message).toContain('within 250 ms');
      });
    }

    it('shows squid the credentials of the proxy URL, and nobody else', async () => {
      const environment = { HTTPS_PROXY: squid.guardedUrl(CREDENTIALS) };
      const outcome = await run('guarded', { environment });
      expectAnswer(outcome, client);
      expectNoCredentials(outcome.printed);
      const [entry] = await squid.entries(`guarded.${client}.test`);
      expect(entry).toMatchObject({ user: USER, status: 200 });
      const authorization = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
      expect(entry?.headers['proxy-authorization']).toBe(authorization);
      const requests = client === 'mtls' ? targets.mtls.requests : targets.https.requests;
      const [seen] = requests.filter(({ headers }) => headers.host === `guarded.${client}.test:${port()}`);
      expect(seen?.headers).not.toHaveProperty('proxy-authorization');
    });

    it.each([
      ['nobody', 'no credentials', undefined],
      ['wrong', 'wrong credentials', `${USER}:${WRONG}`],
    ])('tells of the 407 for %s: %s', async (label, _what, credentials) => {
      const environment = { HTTPS_PROXY: squid.guardedUrl(credentials) };
      const { error, printed } = await run(label, { environment });
      expectRefusal(client, error, 407);
      expectNoCredentials(printed);
      expect(printed).toContain('statusCode=407');
      // Not again and again: it would lock the account of the proxy.
      const host = `${DISCOVERING.has(client) ? 'csds-' : ''}${label}.${client}.test`;
      expect(await squid.entries(host)).toMatchObject([{ method: 'CONNECT', status: 407 }]);
    });
  });

  describe('http', () => {
    const get = (options: object, environment: Record<string, string>): Promise<Outcome> =>
      caller.call({
        ...{ call: 'http', environment, configuration: { whitelist: ['*.http.test'] } },
        args: { options },
      });
    const urlOf = (label: string) => `http://${label}.http.test:${targets.http.port}/a%20b?c=d`;

    it('goes in absolute form, by HTTP_PROXY alone', async () => {
      const environment = { HTTP_PROXY: squid.guardedUrl(CREDENTIALS), HTTPS_PROXY: 'http://127.0.0.1:9' };
      const outcome = await get({ url: urlOf('plain'), headers: { 'x-mine': 'kept' } }, environment);
      expect(outcome).toMatchObject({ statusCode: 200 });
      expect(await squid.entries('plain.http.test')).toMatchObject([
        { method: 'GET', url: urlOf('plain'), status: 200, user: USER },
      ]);
      const host = `plain.http.test:${targets.http.port}`;
      const [seen] = targets.http.requests.filter(({ headers }) => headers.host === host);
      expect(seen).toMatchObject({ url: '/a%20b?c=d', headers: { 'x-mine': 'kept' } });
      expect(seen?.headers).not.toHaveProperty('proxy-authorization');
    });

    it('goes by CONNECT with tunnel: true', async () => {
      const environment = { HTTP_PROXY: squid.url };
      expect(await get({ url: urlOf('tunnel'), tunnel: true }, environment)).toMatchObject({
        statusCode: 200,
      });
      expect(await squid.entries('tunnel.http.test')).toMatchObject([
        { method: 'CONNECT', url: `tunnel.http.test:${targets.http.port}` },
      ]);
    });

    it('https goes in absolute form with tunnel: false, where squid speaks TLS', async () => {
      // squid with GnuTLS cannot read what comes over TLS 1.3.
      const server = await startServer(echo, {
        ...certificates.server('*.http.test'),
        maxVersion: 'TLSv1.2',
      });
      const url = `https://absolute.http.test:${server.port}/path`;
      const outcome = await get({ url, tunnel: false }, { HTTPS_PROXY: squid.url });
      expect(outcome).toMatchObject({ statusCode: 200 });
      expect(await squid.entries('absolute.http.test')).toMatchObject([{ method: 'GET', url, status: 200 }]);
      await server.close();
    });

    it('https goes by HTTP_PROXY where there is no HTTPS_PROXY', async () => {
      const url = `https://fallback.http.test:${targets.https.port}/`;
      expect(await get({ url }, { HTTP_PROXY: squid.url })).toMatchObject({ statusCode: 200 });
      expect(await squid.entries('fallback.http.test')).toMatchObject([{ method: 'CONNECT' }]);
    });

    it('is told of squid’s own answers as of any other', async () => {
      const forbidden = await get({ url: urlOf('forbidden') }, { HTTP_PROXY: squid.url });
      expect(forbidden.error).toMatchObject({ name: 'StatusCodeError', statusCode: 403 });
      const nobody = await get({ url: urlOf('nobody') }, { HTTP_PROXY: squid.guardedUrl() });
      expect(nobody.error).toMatchObject({ name: 'StatusCodeError', statusCode: 407 });
      const wrong = await get({ url: urlOf('wrong') }, { HTTP_PROXY: squid.guardedUrl(`${USER}:${WRONG}`) });
      expect(wrong.error).toMatchObject({ name: 'StatusCodeError', statusCode: 407 });
      expectNoCredentials(wrong.printed);
    });

    it('is reset where squid closes', async () => {
      const { error } = await get({ url: urlOf('denied') }, { HTTP_PROXY: squid.url });
      expect(error).toMatchObject({ name: 'RequestError', cause: { code: 'ECONNRESET' } });
    });

    it('is given up when squid is silent', async () => {
      await squid.pause();
      const { error } = await get({ url: urlOf('silent'), timeout: 250 }, { HTTP_PROXY: squid.url });
      expect(error).toMatchObject({ name: 'RequestError', cause: { code: 'ESOCKETTIMEDOUT' } });
    });
  });

  it('NO_PROXY goes past squid', async () => {
    // An address of this machine that does not count as loopback.
    const way = { host: '0.0.0.0', environment: { HTTPS_PROXY: squid.url, NO_PROXY: 'a.test, 0.0.0.0' } };
    expectAnswer(await caller.call(callOf('http', targets, certificates, way)), 'http');
    expect(squid.log()).not.toContain(' 0.0.0.0:');
    const { HTTPS_PROXY } = way.environment;
    await caller.call(callOf('http', targets, certificates, { ...way, environment: { HTTPS_PROXY } }));
    expect(await squid.entries('0.0.0.0')).toMatchObject([{ method: 'CONNECT' }]);
  });

  it('calls share one tunnel, one after the other', async () => {
    const server = await startServer(echo, certificates.server('*.http.test'));
    Toolbelt.configure({ whitelist: ['*.http.test'], rateLimit: { mode: 'off' }, proxy: squid.url });
    const http = Toolbelt.HTTPClient().defaults({ ca: certificates.ca });
    for (let i = 0; i < 20; i += 1) {
      const answer = await http.post(`https://kept.http.test:${server.port}/${i}`, { body: `${i}` });
      expect(JSON.parse(answer)).toEqual({ method: 'POST', url: `/${i}`, body: `${i}` });
    }
    Toolbelt.reset();
    expect(await squid.entries('kept.http.test')).toHaveLength(1);
    await server.close();
  });

  it('200 calls at once all arrive, over HTTPClient and MTLSClient', async () => {
    const server = await startServer(echo, certificates.server('*.http.test'));
    Toolbelt.configure({
      whitelist: ['*.http.test', '*.mtls.test'],
      ...{ rateLimit: { mode: 'off' }, proxy: squid.url, logger: {} },
    });
    const http = Toolbelt.HTTPClient().defaults({ ca: certificates.ca, json: true });
    const mtls = Toolbelt.MTLSClient({ ...targets.identity, ca: certificates.ca });
    const answers = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const { url } = await http.get(`https://many.http.test:${server.port}/${i}`);
        const { statusCode } = await mtls.get(`https://many.mtls.test:${targets.mtls.port}/${i}`);
        return [url, statusCode];
      }),
    );
    expect(answers).toEqual(Array.from({ length: 100 }, (_, i) => [`/${i}`, 200]));
    await server.close();
  });

  it('a target that lets nobody in keeps squid from answering CONNECT: the timeout of the call ends it', async () => {
    const full = await startFullServer();
    Toolbelt.configure({ whitelist: ['*.http.test'], proxy: squid.url, logger: {} });
    const url = `https://full.http.test:${full.port}/`;
    await expect(Toolbelt.HTTPClient().get({ url, timeout: 250 })).rejects.toMatchObject({
      cause: { code: 'ETIMEDOUT', connect: true },
    });
    const mtls = Toolbelt.MTLSClient({ ...targets.identity, ca: certificates.ca });
    await expect(mtls.get(url, {}, null, { timeout: 250 })).rejects.toMatchObject({
      code: ErrorCodes.Mtls.TIMEOUT,
    });
    full.close();
  });

  it('a proxy behind TLS asks for a client certificate, and is shown none', async () => {
    const front = await startTlsFront();
    const HTTPS_PROXY = `https://${CREDENTIALS}@localhost:${front.port}`;
    const way = { environment: { HTTPS_PROXY } };
    const mtls = callOf('mtls', targets, certificates, { host: 'tls.mtls.test', ...way });
    expectAnswer(await caller.call(mtls), 'mtls');
    const options = { url: `https://tls.mtls.test:${targets.mtls.port}/`, json: true, ...targets.identity };
    const http = { ...mtls, call: 'http' as const, args: { options } };
    expectAnswer(await caller.call(http), 'mtls');
    expect(front.shown).toEqual(['none', 'none']);
    expect(await squid.entries('tls.mtls.test', 2)).toMatchObject([{ user: USER }, { user: USER }]);
    await front.close();
  });
});

function expectAnswer({ statusCode, body, error }: Outcome, client: ClientName): void {
  expect(error).toBeUndefined();
  expect(statusCode).toBe(200);
  if (client === 'mtls') {
    expect(body).toEqual({ client: 'ann' });
    return;
  }
  const seen = typeof body === 'string' ? JSON.parse(body) : body;
  const secret = client === 'salesforce' ? SECRETS.salesforce : token();
  expect(seen).toMatchObject({ authorization: `Bearer ${secret}` });
  if (client === 'http' || client === 'functions') expect(seen.body).toContain(SECRETS.body);
}

/** The documented error of a CONNECT that was answered with `status`. */
function expectRefusal(client: ClientName, error: ForeignError | undefined, status: number): void {
  const words = `tunneling socket could not be established, statusCode=${status}`;
  expect(rootOf(error)).toMatchObject({ message: words, code: 'ECONNRESET', statusCode: status });
  expect(error?.message).toContain(words);
  const [name, code] = nameAndCode(client, status);
  expect(error).toMatchObject({ name, ...(code === undefined ? {} : { code }) });
}

function nameAndCode(client: ClientName, status: number): [name: string, code?: string] {
  if (client === 'functions') return ['FaaSInvokeError'];
  if (client === 'mtls') return ['ToolbeltError', ErrorCodes.Mtls.GENERAL];
  // Without credentials, discovery is refused already.
  if (client === 'lp' && status === 407) return ['ToolbeltError', ErrorCodes.Csds.OP_FAILED];
  return ['RequestError'];
}

function chainOf(error: ForeignError | undefined): string[] {
  return error === undefined ? [] : [error.name, ...chainOf(error.cause)];
}

function rootOf(error: ForeignError | undefined): ForeignError {
  if (error === undefined) throw new Error('the call did not fail');
  return error.cause === undefined ? error : rootOf(error.cause);
}

/** Whatever is printed of a call. */
function expectNoCredentials(printed: string): void {
  for (const password of [PASSWORD, WRONG]) {
    expect(printed).not.toContain(password);
    expect(printed).not.toContain(encodeURIComponent(password));
    expect(printed).not.toContain(Buffer.from(`${USER}:${password}`).toString('base64'));
  }
}

/** TLS in front of squid's guarded port, which tells what certificate its clients showed. */
async function startTlsFront() {
  const shown: string[] = [];
  const identity = certificates.server('localhost', '127.0.0.1');
  const guardedPort = Number(new URL(squid.guardedUrl()).port);
  const server = createServer(
    { ...identity, ca: certificates.ca, requestCert: true, rejectUnauthorized: false },
    (client) => {
      const [certificate] = [client.getPeerCertificate()];
      shown.push(certificate?.subject === undefined ? 'none' : String(certificate.subject.CN));
      const onward = connect(guardedPort, '127.0.0.1');
      onward.on('error', () => undefined);
      client.on('close', () => onward.destroy());
      onward.on('close', () => client.destroy());
      client.pipe(onward).pipe(client);
    },
  );
  return { ...(await listen(server)), shown };
}
