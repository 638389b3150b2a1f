import { expect } from 'vitest';
import { ErrorCodes, Toolbelt } from '../../src/index';
import { DENIED_HOST, HTML } from '../helpers/faulty-server';
import {
  broken,
  type Cell,
  type ClientUnderTest,
  errorStatus,
  followed,
  type Surroundings,
  silent,
} from './cells';
import { CUT_GREETING, configure, GREETING, json, TIMEOUT_MS } from './setup';

/** What HTTPClient and LpClient reject with (docs/errors.md, `error.cause.code`). */
export function requestError(root: string | undefined, says: readonly string[], sent: number): Cell {
  return { name: 'RequestError', ...(root === undefined ? {} : { root }), says, sent };
}

/** What becomes of a GET of HTTPClient with `json`, `gzip` and `timeout`. */
export const HTTP_CELLS: ClientUnderTest['cells'] = {
  ...broken(({ code, text, isReached }) => requestError(code, ['Error', text], isReached ? 1 : 0)),
  // `timeout` limits silence, also that of a handshake.
  ...silent((isReached) => requestError('ESOCKETTIMEDOUT', ['Error: ESOCKETTIMEDOUT'], isReached ? 1 : 0)),
  ...followed(({ root, text, sent }) => requestError(root, ['Error', text], sent)),
  // A user's call is never repeated.
  ...errorStatus((status, body) => ({
    name: 'StatusCodeError',
    statusCode: status,
    says: [`${status} - ${body}`],
    sent: 1,
  })),
  'slow bytes': { value: GREETING, sent: 1 },
  // As request has it: what came is decoded, and what is no JSON is text.
  'truncated gzip': { value: CUT_GREETING, sent: 1 },
  'HTML instead of JSON': { value: HTML, sent: 1 },
};

function prepareHttp({ server }: Surroundings): () => PromiseLike<unknown> {
  configure({});
  const client = Toolbelt.HTTPClient();
  return () => client(`${server.origin}/a`, { json: true, gzip: true, timeout: TIMEOUT_MS });
}

const NO_TLS: Cell = { because: 'there is no certificate without TLS' };

const { GENERAL, TIMEOUT } = ErrorCodes.Mtls;
const NOT_TRUSTED = 'pass the certificate of its authority as "ca"';
/** What MTLSClient advises. */
const MTLS_ADVICE: Record<string, string> = {
  'self-signed certificate': NOT_TRUSTED,
  'unknown authority': NOT_TRUSTED,
  'expired certificate': 'This is the certificate of the server, or of its authority',
  'wrong host name': 'Call the server by a name that its certificate lists',
  'reset before headers': 'it may not accept the client certificate',
};

function mtlsAnswer(statusCode: number, body: unknown, headers: Record<string, string> = {}): Cell {
  return { value: { statusCode, headers: expect.objectContaining(headers), body }, sent: 1 };
}

const MTLS_TIMEOUT = (sent: number): Cell => ({
  name: 'ToolbeltError',
  code: TIMEOUT,
  root: 'ETIMEDOUT',
  says: ['MTLSClient: GET https://127.0.0.1:', 'had not ended after 20000 ms (option "timeout")'],
  sent,
});

const MTLS_CELLS: ClientUnderTest['cells'] = {
  ...broken(({ fault, code, text, isReached }) => ({
    name: 'ToolbeltError',
    code: GENERAL,
    root: code,
    says: [
      'MTLSClient: GET https://127.0.0.1:',
      'failed: ',
      // fetch has one word for it on every Node.
      fault === 'reset mid-body' ? 'aborted' : text,
      MTLS_ADVICE[fault] ?? '',
    ],
    sent: isReached ? 1 : 0,
  })),
  ...silent((isReached) => MTLS_TIMEOUT(isReached ? 1 : 0)),
  // `timeout` limits the whole call.
  'slow bytes': MTLS_TIMEOUT(1),
  // A redirect is not followed: the certificate is for one host.
  'redirect loop': mtlsAnswer(302, undefined, { location: '/a' }),
  'redirect to a denied host': mtlsAnswer(302, undefined, { location: `https://${DENIED_HOST}/` }),
  'redirect to http': mtlsAnswer(302, undefined, {
    location: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/),
  }),
  // Every status resolves.
  '500': mtlsAnswer(500, { error: 'down' }),
  '503 with Retry-After': mtlsAnswer(503, { error: 'down' }, { 'retry-after': '1' }),
  '429': mtlsAnswer(429, { error: 'slow down' }),
  'truncated gzip': mtlsAnswer(200, CUT_GREETING),
  'HTML instead of JSON': mtlsAnswer(200, HTML, { 'content-type': 'text/html' }),
  // fetch ends a body where its length says, and closes the connection for what comes after.
  'Content-Length too short': mtlsAnswer(200, expect.stringMatching(/^\{"greeting":"hello"[^}]*$/)),
};

export const HTTP_CLIENTS: readonly ClientUnderTest[] = [
  {
    name: 'HTTPClient',
    scheme: 'https',
    answer: json(GREETING),
    limits: 'silence',
    limitMs: TIMEOUT_MS,
    prepare: prepareHttp,
    cells: HTTP_CELLS,
  },
  {
    name: 'HTTPClient: without TLS',
    scheme: 'http',
    answer: json(GREETING),
    limits: 'silence',
    limitMs: TIMEOUT_MS,
    prepare: prepareHttp,
    cells: {
      ...HTTP_CELLS,
      // Nothing reads there: not even a handshake is awaited.
      'self-signed certificate': NO_TLS,
      'unknown authority': NO_TLS,
      'expired certificate': NO_TLS,
      'wrong host name': NO_TLS,
      'redirect to http': { because: 'from http to http nothing is lost' },
    },
  },
  {
    name: 'MTLSClient',
    scheme: 'https',
    answer: json(GREETING),
    limits: 'whole',
    limitMs: TIMEOUT_MS,
    prepare({ server, identities: { client, ca } }) {
      configure({});
      const mtls = Toolbelt.MTLSClient({ ...client, ca });
      return () => mtls.get(`${server.origin}/a`, {}, null, { json: true, timeout: TIMEOUT_MS });
    },
    cells: MTLS_CELLS,
  },
];
