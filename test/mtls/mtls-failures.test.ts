import { expect, it } from 'vitest';
import { ErrorCodes, RequestError, ToolbeltError } from '../../src/errors';
import { mtlsBodyFailure, mtlsFailure, mtlsTimeout, nativeFailure } from '../../src/mtls/mtls-failures';

const request = {
  method: 'GET',
  url: new URL('https://api.example.com/x'),
  headers: [],
  timeoutMs: undefined,
};
const NEVER = new Date('2999-01-01');

it('a failure shows no credential of its reason', () => {
  const reason = new Error('connect to http://user:hunter2@proxy.example.com:3128 failed');
  const failure = mtlsFailure(reason, request, NEVER);
  expect(failure).toMatchObject({ code: ErrorCodes.Mtls.GENERAL });
  expect(failure.message).toContain('proxy.example.com:3128 failed');
  expect(failure.message).not.toContain('hunter2');
});

const failureOf = (cause: unknown, validTo = NEVER) => mtlsFailure(cause, request, validTo);
const coded = (message: string, code?: string, more: object = {}) =>
  Object.assign(new Error(message), code && { code }, more);
const UNTRUSTED =
  'The certificate of the server is not trusted: pass the certificate of its authority as "ca" to Toolbelt.MTLSClient, or, for a ' +
  'test system, the option allowSelfSigned: true';
const NO_TLS = 'The server does not speak TLS 1.2 or later on this port';
const CLIENT = 'it may not accept the client certificate, whose authority it has to know';
const OF_SERVER = 'This is the certificate of the server, or of its authority';

it.each<[what: string, cause: unknown, said: string]>([
  ['a reason without a code', coded('no'), 'no'],
  ['a reason with its code', coded('connect ECONNREFUSED', 'ECONNREFUSED'), 'connect ECONNREFUSED'],
  ['a code that the reason does not have', coded('no', 'EHOSTUNREACH'), 'no (EHOSTUNREACH)'],
  ['a text', 'text', 'text'],
  ['no words', coded('', 'EXXX'), 'Error (EXXX)'],
  [
    'several addresses',
    coded('', 'EXXX', { errors: [new Error('first EXXX'), new Error('second')] }),
    'first EXXX',
  ],
  ['several that are no errors', coded('', 'EXXX', { errors: ['first'] }), 'Error (EXXX)'],
  ['an error of fetch', new TypeError('fetch failed', { cause: coded('inner') }), 'inner'],
  ['an error of fetch without a cause', new TypeError('fetch failed'), 'fetch failed'],
  ['another error with a cause', new Error('outer', { cause: coded('inner') }), 'outer'],
  [
    'a port that fetch refuses',
    new Error('bad port'),
    'bad port. fetch refuses some ports of other protocols: use another port',
  ],
  [
    'a hang-up',
    coded('other side closed', 'UND_ERR_SOCKET'),
    `socket hang up (ECONNRESET). The server closed the connection without an answer: ${CLIENT}`,
  ],
  [
    'headers that are too large',
    coded('overflow', 'UND_ERR_HEADERS_OVERFLOW'),
    'Parse Error: Header overflow (HPE_HEADER_OVERFLOW)',
  ],
  ['an aborted answer', coded('aborted', 'ECONNRESET'), 'aborted (ECONNRESET)'],
  [
    'a tunnel',
    coded('tunneling socket could not be established', 'ECONNRESET'),
    'tunneling socket could not be established',
  ],
  ...[
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ].map(
    (code) =>
      [code, coded('self-signed', code), `self-signed (${code}). ${UNTRUSTED}`] as [string, unknown, string],
  ),
  [
    'another name',
    coded('no', 'ERR_TLS_CERT_ALTNAME_INVALID'),
    'no (ERR_TLS_CERT_ALTNAME_INVALID). Call the server by a name that its certificate lists; its authority in "ca" does not change that',
  ],
  ['an old certificate', coded('no', 'CERT_HAS_EXPIRED'), `no (CERT_HAS_EXPIRED). ${OF_SERVER}`],
  ['a new certificate', coded('no', 'CERT_NOT_YET_VALID'), `no (CERT_NOT_YET_VALID). ${OF_SERVER}`],
  [
    'words of OpenSSL',
    coded('80FB:error:0A00010B', 'ERR_SSL_WRONG_VERSION_NUMBER', { reason: 'wrong version number' }),
    `wrong version number (ERR_SSL_WRONG_VERSION_NUMBER). ${NO_TLS}`,
  ],
  ['a protocol', coded('no', 'ERR_SSL_UNSUPPORTED_PROTOCOL'), `no (ERR_SSL_UNSUPPORTED_PROTOCOL). ${NO_TLS}`],
  [
    'a packet',
    coded('no', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'),
    `no (ERR_SSL_PACKET_LENGTH_TOO_LONG). ${NO_TLS}`,
  ],
  ['a reason of another error', coded('no', 'EX_VERSION', { reason: 'why' }), 'no (EX_VERSION)'],
  [
    'an unknown name',
    coded('no', 'ERR_SSL_TLSV1_UNRECOGNIZED_NAME'),
    'no (ERR_SSL_TLSV1_UNRECOGNIZED_NAME). The server knows no host of this name: check the host of the URL',
  ],
  [
    'an alert',
    coded('no', 'ERR_SSL_TLSV13_ALERT_X'),
    `no (ERR_SSL_TLSV13_ALERT_X). The server refused the handshake: ${CLIENT}`,
  ],
])('a failure says what happened and what to do: %s', (_what, cause, said) => {
  const failure = failureOf(cause);
  expect(failure).toMatchObject({ name: 'ToolbeltError', code: ErrorCodes.Mtls.GENERAL });
  expect(failure.message).toBe(`MTLSClient: GET https://api.example.com failed: ${said}.`);
});

it('an old client certificate is named, with its last day', () => {
  const { message } = failureOf(coded('no', 'ERR_SSL_TLSV13_ALERT_X'), new Date('2020-03-04T05:06:07Z'));
  expect(message).toContain(`${CLIENT}, and it ended on 2020-03-04.`);
});

it('a denied host is the RequestError of HTTPClient, and an error of the toolbelt stays as it is', () => {
  const denied = coded('Socket is closed', 'ERR_SOCKET_CLOSED');
  const failure = mtlsFailure(denied, { ...request, headers: [['a', 'b']] }, NEVER);
  expect(failure).toBeInstanceOf(RequestError);
  expect(failure).toMatchObject({ cause: denied, options: { method: 'GET', headers: { a: 'b' } } });
  const own = new ToolbeltError('code', 'own');
  expect(failureOf(own)).toBe(own);
});

it('the other failures have their codes and their words', () => {
  expect(mtlsTimeout({ ...request, timeoutMs: 5 })).toMatchObject({
    code: ErrorCodes.Mtls.TIMEOUT,
    message: 'MTLSClient: GET https://api.example.com had not ended after 5 ms (option "timeout").',
    cause: { code: 'ETIMEDOUT', message: 'ETIMEDOUT' },
  });
  const broken = coded('no', 'EPIPE');
  expect(mtlsBodyFailure(broken)).toBe(broken);
  expect(mtlsBodyFailure(coded('no', 'UND_ERR_SOCKET'))).toMatchObject({
    message: 'aborted',
    code: 'ECONNRESET',
  });
  const hangUp = coded('closed', 'UND_ERR_SOCKET');
  expect(nativeFailure(hangUp)).toMatchObject({
    message: 'socket hang up',
    code: 'ECONNRESET',
    cause: hangUp,
  });
  const overflow = coded('x', 'UND_ERR_HEADERS_OVERFLOW');
  expect(nativeFailure(overflow)).toMatchObject({
    ...{ message: 'Parse Error: Header overflow', code: 'HPE_HEADER_OVERFLOW', cause: overflow },
  });
  expect(nativeFailure('text')).toEqual(new Error('text'));
});
