import { constants } from 'node:crypto';
import { expect } from 'vitest';
import { selfSigned } from '../helpers/self-signed';
import { type Case, type Context, differential } from './harness';

const [identity, other] = [selfSigned(), selfSigned()];
/** With these no version of TLS is left. */
const NO_TLS =
  constants.SSL_OP_NO_TLSv1 |
  constants.SSL_OP_NO_TLSv1_1 |
  constants.SSL_OP_NO_TLSv1_2 |
  constants.SSL_OP_NO_TLSv1_3;

/** A server whose certificate no authority has signed. */
async function untrusted({ serve }: Context): Promise<string> {
  const { url } = await serve((_request, response) => void response.end('answer'), identity);
  return url('/');
}

/** Verification is off in these, so that the other options decide. */
const precedence: [name: string, options: object][] = [
  ['ciphers', { ciphers: 'nonsense', agentOptions: { ciphers: 'TLS_AES_128_GCM_SHA256' } }],
  ['ciphers of agentOptions', { ciphers: 'TLS_AES_128_GCM_SHA256', agentOptions: { ciphers: 'nonsense' } }],
  ['empty ciphers', { ciphers: '', agentOptions: { ciphers: 'nonsense' } }],
  ['secureProtocol', { secureProtocol: 'nonsense', agentOptions: { secureProtocol: 'TLSv1_2_method' } }],
  ['secureOptions', { secureOptions: NO_TLS, agentOptions: { secureOptions: constants.SSL_OP_NO_TLSv1_3 } }],
  ['secureOptions of agentOptions', { secureOptions: 0, agentOptions: { secureOptions: NO_TLS } }],
  ['maxVersion', { maxVersion: 'nonsense', agentOptions: { maxVersion: 'TLSv1.2' } }],
  ['a key alone', { key: identity.key, agentOptions: { key: 'nonsense' } }],
  ['a certificate with its key', { ...identity, agentOptions: { ...other, key: 'nonsense' } }],
  ['an empty ca', { ca: null, rejectUnauthorized: true, agentOptions: { ca: identity.cert } }],
  ['ca', { ca: identity.cert, rejectUnauthorized: true, agentOptions: { ca: other.cert } }],
  ['ca of agentOptions', { ca: other.cert, rejectUnauthorized: true, agentOptions: { ca: identity.cert } }],
  ['pfx', { pfx: 'nonsense', agentOptions: { passphrase: 'x' } }],
];

differential('tls', [
  ...precedence.map(
    ([name, options]): Case => ({
      name: `${name}, in the options and in agentOptions`,
      call: async (client, context) => {
        // Without a pool of its own the reference takes an agent that an earlier case has made.
        const call = client(await untrusted(context), {
          rejectUnauthorized: false,
          pool: {},
          headers: { connection: 'close' },
          ...options,
        });
        return call.catch((error) => {
          const { message, cause } = error as Error & { cause: { code?: string } };
          return [message, cause.code ?? 'no code'];
        });
      },
    }),
  ),
  {
    name: 'rejectUnauthorized: true beside strictSSL: false',
    call: async (client, context) =>
      client(await untrusted(context), { rejectUnauthorized: true, strictSSL: false }),
    explained: {
      id: 'strictest-verification',
      check: ({ result }, wanted) => {
        expect(wanted.result).toEqual({ resolved: 'answer' });
        expect(result).toHaveProperty('rejected.cause.code', 'DEPTH_ZERO_SELF_SIGNED_CERT');
      },
    },
  },
  {
    name: 'rejectUnauthorized: false beside strictSSL: true',
    call: async (client, context) =>
      client(await untrusted(context), { rejectUnauthorized: false, strictSSL: true }),
    explained: {
      id: 'strictest-verification',
      check: ({ result }, wanted) => {
        expect(wanted.result).toHaveProperty(
          'rejected.cause.message',
          'SSL Error: DEPTH_ZERO_SELF_SIGNED_CERT',
        );
        expect(result).toHaveProperty('rejected.cause.code', 'DEPTH_ZERO_SELF_SIGNED_CERT');
      },
    },
  },
]);
