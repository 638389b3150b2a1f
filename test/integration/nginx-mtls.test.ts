import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import { Toolbelt } from '../../src/index';
import type { MTLSClient } from '../../src/mtls/mtls-client';
import { failureOf } from '../helpers/failure-of';
import { type Identity, useCertificates } from '../helpers/make-certificates';
import { type Nginx, startNginx } from './nginx';
import { describeWith, freePorts } from './programs';
import { type Squid, startSquid } from './squid';

/** What nginx knows of a connection. */
interface Seen {
  /** Whom the client certificate names. */
  subject: string;
  verify: string;
  protocol: string;
  /** The name in the handshake. */
  name: string;
  connection: string;
}

const SHOW =
  'default_type application/json; return 200 \'{"subject":"$ssl_client_s_dn","verify":"$ssl_client_verify",' +
  '"protocol":"$ssl_protocol","name":"$ssl_server_name","connection":"$connection"}\';';
const TEXT = JSON.stringify({ text: 'grüße '.repeat(20_000) });
const BEHIND_SQUID = 'service.nginx.test';

const certificates = useCertificates();
const strangers = useCertificates();
let ann: Identity;
let bob: Identity;
let nginx: Nginx;
let squid: Squid;
let ports: { tls12: number; tls13: number; optional: number; picky: number; old: number; hasty: number };

describeWith(
  ['nginx', 'ngx_http_brotli_filter_module.so', 'squid', 'openssl'],
  'MTLSClient and nginx',
  () => {
    beforeAll(async () => {
      [ann, bob] = [certificates.client('ann'), certificates.client('bob')];
      const [tls12 = 0, tls13 = 0, optional = 0, picky = 0, old = 0, hasty = 0] = await freePorts(6);
      ports = { tls12, tls13, optional, picky, old, hasty };
      const { key, cert } = certificates.server('localhost', '*.nginx.test');
      const server = (port: number, protocol: string, more: string) => `
      server {
        listen 127.0.0.1:${port} ssl;
        server_name localhost ${BEHIND_SQUID};
        ssl_protocols ${protocol};
        ${more}
        location / { ${SHOW} }
        location /gzip/ { gzip on; gzip_types *; gzip_min_length 1; alias $folder/; }
        location /br/ { brotli on; brotli_types *; brotli_min_length 1; alias $folder/; }
      }
      # One more name on the port: nginx tells names apart only then.
      server { listen 127.0.0.1:${port} ssl; server_name other.nginx.test; ${more} }`;
      nginx = await startNginx({
        ports: Object.values(ports),
        modules: ['ngx_http_brotli_filter_module.so'],
        files: { 'server.key': key, 'server.crt': cert, 'ca.crt': certificates.ca, 'text.json': TEXT },
        http: `
        ssl_certificate $folder/server.crt;
        ssl_certificate_key $folder/server.key;
        ssl_client_certificate $folder/ca.crt;
        ${server(tls12, 'TLSv1.2', 'ssl_verify_client on;')}
        ${server(tls13, 'TLSv1.3', 'ssl_verify_client on;')}
        ${server(hasty, 'TLSv1.3', 'keepalive_timeout 1ms; ssl_verify_client on;')}
        ${server(optional, 'TLSv1.2 TLSv1.3', 'ssl_verify_client optional_no_ca;')}
        ${server(old, 'TLSv1.1', 'ssl_ciphers DEFAULT@SECLEVEL=0; ssl_verify_client on;')}
        server { listen 127.0.0.1:${picky} ssl default_server; ssl_reject_handshake on; }
      `,
      });
      squid = await startSquid({
        ...{ names: [BEHIND_SQUID], closed: '^denied', forbidden: '^forbidden' },
        ...{ user: 'user', password: 'password', caFile: certificates.caFile },
      });
    });
    afterAll(async () => {
      await squid?.stop();
      await nginx?.stop();
    });
    beforeEach(() => {
      Toolbelt.configure({
        whitelist: ['localhost', '127.0.0.1', '*.nginx.test'],
        rateLimit: { mode: 'off' },
      });
      Toolbelt.configure({ logger: {} });
    });
    afterEach(() => Toolbelt.reset());

    const clientOf = (identity: Identity): MTLSClient =>
      Toolbelt.MTLSClient({ ...identity, ca: certificates.ca });

    async function show(client: MTLSClient, url: string, headers = {}): Promise<Seen> {
      const { statusCode, body } = await client.get(url, headers, null, { json: true });
      expect(statusCode).toBe(200);
      return body as Seen;
    }

    describe.each([
      { version: 'TLSv1.2', port: () => ports.tls12 },
      { version: 'TLSv1.3', port: () => ports.tls13 },
    ])('$version', ({ version, port }) => {
      it('shows its certificate directly, and says whom it calls', async () => {
        expect(await show(clientOf(ann), `https://localhost:${port()}/`)).toMatchObject({
          ...{ subject: 'CN=ann', verify: 'SUCCESS', protocol: version, name: 'localhost' },
        });
      });

      it('shows it through squid, to the target alone', async () => {
        Toolbelt.configure({ proxy: squid.url });
        expect(await show(clientOf(ann), `https://${BEHIND_SQUID}:${port()}/`)).toMatchObject({
          ...{ subject: 'CN=ann', verify: 'SUCCESS', protocol: version, name: BEHIND_SQUID },
        });
      });

      it.each(['directly', 'through squid'])('two identities at once are never mixed up: %s', async (way) => {
        if (way !== 'directly') Toolbelt.configure({ proxy: squid.url });
        const url = `https://${way === 'directly' ? 'localhost' : BEHIND_SQUID}:${port()}/`;
        const clients = [clientOf(ann), clientOf(bob)] as const;
        // Some on new connections, where a session of the other identity must not be taken up.
        const calls = Array.from({ length: 40 }, (_, i) =>
          show(clients[i % 2 === 0 ? 0 : 1], url, i % 3 === 0 ? { connection: 'close' } : {}),
        );
        const seen = await Promise.all(calls);
        expect(seen.map(({ subject }) => subject)).toEqual(
          Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 'CN=ann' : 'CN=bob')),
        );
        const connections = (name: string) =>
          new Set(seen.filter(({ subject }) => subject === name).map(({ connection }) => connection));
        const shared = [...connections('CN=ann')].filter((one) => connections('CN=bob').has(one));
        expect(shared).toEqual([]);
      });

      it('HTTPClient shows the certificate of its options, and two identities are not mixed up either', async () => {
        const http = Toolbelt.HTTPClient().defaults({
          ...{ url: `https://localhost:${port()}/`, ca: certificates.ca, json: true },
        });
        const seen = await Promise.all([ann, bob, ann, bob].map((identity) => http.get({ ...identity })));
        expect(seen.map(({ subject }) => subject)).toEqual(['CN=ann', 'CN=bob', 'CN=ann', 'CN=bob']);
      });

      it.each<[string, () => Identity, string]>([
        ['of another authority', () => strangers.client('ann'), 'The SSL certificate error'],
        ['that has ended', () => certificates.expiredClient('ann'), 'The SSL certificate error'],
      ])('a certificate %s: nginx shakes hands, and answers 400', async (_what, identity, words) => {
        const answer = await clientOf(identity()).get(`https://localhost:${port()}/`);
        expect(answer).toMatchObject({ statusCode: 400, body: expect.stringContaining(words) });
      });

      it('none at all: nginx answers 400', async () => {
        const url = `https://localhost:${port()}/`;
        await expect(Toolbelt.HTTPClient().get({ url, ca: certificates.ca })).rejects.toMatchObject({
          name: 'StatusCodeError',
          statusCode: 400,
          error: expect.stringContaining('No required SSL certificate was sent'),
        });
      });

      it('a Host that is not the name in the handshake: nginx answers 421, which is a response', async () => {
        const answer = await clientOf(ann).get(`https://localhost:${port()}/`, { Host: 'other.nginx.test' });
        expect(answer.statusCode).toBe(421);
      });

      it.each(['gzip', 'br'])('a body in %s is decoded', async (encoding) => {
        const url = `https://localhost:${port()}/${encoding}/text.json`;
        const headers = { 'accept-encoding': encoding };
        const answer = await clientOf(ann).get(url, headers, null, { json: true });
        expect(answer.headers['content-encoding']).toBe(encoding);
        expect(answer).toMatchObject({ statusCode: 200, body: JSON.parse(TEXT) });
      });
    });

    it('a tunnel that nginx closes under its next request is replaced, and no call fails', async () => {
      Toolbelt.configure({ proxy: squid.url });
      const url = `https://${BEHIND_SQUID}:${ports.hasty}/`;
      const http = Toolbelt.HTTPClient().defaults({ ...ann, ca: certificates.ca, url });
      const client = clientOf(ann);
      for (let i = 0; i < 150; i += 1) {
        expect(await http.post({ body: 'a body' })).toContain('CN=ann');
        expect(await show(client, url)).toMatchObject({ subject: 'CN=ann' });
      }
    });

    it('nginx says why it does not accept a certificate, where it lets everybody in', async () => {
      const verdict = async (identity: Identity) =>
        (await show(clientOf(identity), `https://localhost:${ports.optional}/`)).verify;
      expect(await verdict(ann)).toBe('SUCCESS');
      expect(await verdict(strangers.client('ann'))).toMatch(/^FAILED:/);
    });

    describe('GENERAL, with a reason and a remedy', () => {
      it('a handshake that nginx rejects', async () => {
        const error = await failureOf(clientOf(ann).get(`https://localhost:${ports.picky}/`));
        expect(error.code).toBe(ErrorCodes.Mtls.GENERAL);
        expect(error.cause?.code).toContain('UNRECOGNIZED_NAME');
        expect(error.message).toContain('The server knows no host of this name');
      });

      it('an nginx that nobody vouches for', async () => {
        const error = await failureOf(Toolbelt.MTLSClient(ann).get(`https://localhost:${ports.tls13}/`));
        expect(error.code).toBe(ErrorCodes.Mtls.GENERAL);
        expect(error.message).toContain('pass the certificate of its authority as "ca"');
      });

      it('an nginx with a certificate of another name', async () => {
        const error = await failureOf(clientOf(ann).get(`https://127.0.0.1:${ports.tls13}/`));
        expect(error).toMatchObject({
          code: ErrorCodes.Mtls.GENERAL,
          cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
        });
      });

      it('an nginx that knows no TLS 1.2', async () => {
        const error = await failureOf(clientOf(ann).get(`https://localhost:${ports.old}/`));
        expect(error.code).toBe(ErrorCodes.Mtls.GENERAL);
        expect(error.message).toContain('does not speak TLS 1.2 or later');
      });
    });
  },
);
