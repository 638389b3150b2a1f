import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Container, createContainer } from '../../src/container';
import { untilTestEnds } from '../helpers/listen';
import { type SeenRequest, startServer, type TestServer } from '../helpers/with-server';

const USER = 'Mufasa "the king"';
const PASS = 'Circle: of Life';
const NONCE = 'dcd98b7102dd2f0e8b11d0f600bfb0c093';

let container: Container;

beforeEach(() => {
  container = createContainer();
  container.configuration.configure({ whitelist: ['127.0.0.1'], rateLimit: { mode: 'off' }, logger: {} });
});
afterEach(() => container.reset());

const md5 = (...parts: string[]): string => createHash('md5').update(parts.join(':')).digest('hex');

/** The parameters of a Digest header, with quoted pairs read as RFC 7230 has them. */
function parametersOf(header: string): Record<string, string> {
  expect(header).toMatch(/^Digest /);
  const found = header.slice(7).matchAll(/([a-z]+)=(?:"((?:\\.|[^"\\])*)"|([^,\s]+))/g);
  return Object.fromEntries(
    Array.from(found, ([, name = '', quoted, plain]) => [
      name,
      quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '',
    ]),
  );
}

/** What is wrong with the proof of a request, computed anew from RFC 2617, section 3.2.2. `undefined` for a good proof. */
function problemOf(
  request: SeenRequest,
  algorithm: string | undefined,
  offered: readonly string[],
): string | undefined {
  const given = parametersOf(String(request.headers.authorization));
  const { username, realm = '', nonce = '', uri = '', response, qop, nc = '', cnonce = '' } = given;
  if (username !== USER) return `the user is ${username}`;
  if (nonce !== NONCE || realm !== 'lions') return 'nonce or realm are not those of the challenge';
  if (uri !== request.url) return `the uri is ${uri}`;
  if (given.algorithm !== algorithm) return `the algorithm is ${given.algorithm}`;
  if (given.opaque !== 'kept') return 'opaque is not sent back';
  if (qop !== undefined && (nc !== '00000001' || cnonce === '')) return `nc is ${nc}, cnonce ${cnonce}`;
  if (qop !== undefined && !offered.includes(qop)) return `qop ${qop} was not offered`;
  const secret = md5(USER, realm, PASS);
  const ha1 = algorithm?.toLowerCase() === 'md5-sess' ? md5(secret, nonce, cnonce) : secret;
  const ha2 = md5(request.method, uri);
  const right = qop === undefined ? md5(ha1, nonce, ha2) : md5(ha1, nonce, nc, cnonce, qop, ha2);
  return response === right ? undefined : 'the hash is wrong';
}

async function guarded(rest: string, algorithm?: string): Promise<TestServer> {
  return untilTestEnds(
    await startServer((request, response) => {
      if (request.headers.authorization === undefined) {
        const challenge = `Digest realm="lions", nonce="${NONCE}", opaque="kept"${rest}`;
        response.writeHead(401, { 'www-authenticate': challenge }).end();
        return;
      }
      const offered = /qop="([^"]*)"/.exec(rest)?.[1]?.split(/, */) ?? [];
      const problem = problemOf(request, algorithm, offered);
      response.writeHead(problem === undefined ? 200 : 403).end(problem ?? 'welcome');
    }),
  );
}

const sha256 = (...parts: string[]): string => createHash('sha256').update(parts.join(':')).digest('hex');

describe('among several challenges', () => {
  const DIGEST = `realm="lions, Basic x=y", nonce="${NONCE}", qop="auth"`;
  const OFFERS: [what: string, offer: string[], expected: RegExp | undefined][] = [
    [
      'SHA-256 after MD5',
      [`Digest ${DIGEST}, algorithm=MD5`, `Digest ${DIGEST}, algorithm=SHA-256`],
      /SHA-256$/,
    ],
    ['SHA-256 before MD5', [`Digest ${DIGEST}, algorithm=SHA-256`, `Digest ${DIGEST}`], /SHA-256$/],
    ['SHA-256-sess', [`Digest ${DIGEST}, algorithm="SHA-256-sess"`, 'Basic realm="a"'], /SHA-256-sess$/],
    ['MD5 after Basic', ['Basic realm="a"', `Digest ${DIGEST}, algorithm=md5`], /md5$/],
    ['Basic alone', ['Negotiate', 'NTLM TlRMTVNTUAAB', 'Basic realm="a, b"'], /^Basic /],
    ['an unknown hash', [`Digest ${DIGEST}, algorithm=SHA-1`], undefined],
    ['an unknown hash and Basic', [`Digest ${DIGEST}, algorithm=token`, 'Basic realm="a"'], /^Basic /],
    ['nothing that is known', ['Negotiate', 'Bearer realm="a"'], undefined],
    ['nonsense', ['=,,"', '" ""'], undefined],
  ];

  it.each(OFFERS)('the strongest is answered: %s', async (_what, offer, expected) => {
    const server = await untilTestEnds(
      await startServer((request, response) => {
        if (request.headers.authorization) response.end('welcome');
        else response.writeHead(401, { 'www-authenticate': offer }).end();
      }),
    );
    const auth = { user: USER, pass: PASS, sendImmediately: false };
    await container.httpClient()({ url: server.url('/a?b=c'), auth, simple: false });
    const answer = server.requests[1]?.headers.authorization;
    if (expected === undefined) {
      expect(server.requests).toHaveLength(1);
      return;
    }
    expect(answer).toMatch(expected);
    if (!/SHA-256/.test(String(answer))) return;
    const { realm = '', nonce = '', nc = '', cnonce = '', response } = parametersOf(String(answer));
    const secret = sha256(USER, realm, PASS);
    const ha1 = /sess$/.test(String(answer)) ? sha256(secret, nonce, cnonce) : secret;
    expect(response).toBe(sha256(ha1, nonce, nc, cnonce, 'auth', sha256('GET', '/a?b=c')));
  });
});

const CHALLENGES: [name: string, rest: string, algorithm?: string][] = [
  ['without qop', ''],
  ['qop=auth', ', qop="auth"'],
  ['qop=auth of several', ', qop="auth-int, auth"'],
  // As in request, a digest without qop answers it.
  ['qop=auth-int alone', ', qop="auth-int"'],
  ['MD5', ', qop="auth", algorithm=MD5', 'MD5'],
  ['MD5-sess', ', qop="auth", algorithm=MD5-sess', 'MD5-sess'],
  ['MD5-sess without qop', ', algorithm="MD5-sess"', 'MD5-sess'],
];

describe('a Digest proof', () => {
  it.each(CHALLENGES)('is right for a challenge %s', async (_name, rest, algorithm) => {
    const server = await guarded(rest, algorithm);
    const auth = { user: USER, pass: PASS, sendImmediately: false };
    const http = container.httpClient().defaults({ auth });
    expect(await http.get(server.url('/dir/index.html?a=b&c=%20'))).toBe('welcome');
    expect(await http.post(server.url('/dir'), { body: 'x' })).toBe('welcome');
    expect(await http.delete(server.url('/'))).toBe('welcome');
  });

  it('differs from call to call, because each has a cnonce of its own', async () => {
    const server = await guarded(', qop="auth"');
    const auth = { user: USER, pass: PASS, sendImmediately: false };
    for (let call = 0; call < 3; call += 1) await container.httpClient().get(server.url(), { auth });
    const sent = server.requests.flatMap(({ headers }) => headers.authorization ?? []);
    const proofs = sent.map((header) => parametersOf(String(header)).cnonce);
    expect(new Set(proofs).size).toBe(3);
  });

  it('of a wrong password is refused, and the call is not repeated', async () => {
    const server = await guarded(', qop="auth"');
    const auth = { user: USER, pass: 'wrong', sendImmediately: false };
    await expect(container.httpClient().get(server.url(), { auth })).rejects.toMatchObject({
      statusCode: 403,
      error: 'the hash is wrong',
    });
    expect(server.requests).toHaveLength(2);
  });
});
