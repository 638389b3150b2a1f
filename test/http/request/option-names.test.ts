import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  AGENT_OPTIONS,
  CONNECTION_OPTIONS,
  OPTION_ALIASES,
  OPTION_NAMES,
} from '../../../src/http/request/option-names';

/** The names of the members of an interface, as its file declares them. */
function membersOf(file: string, name: string): string[] {
  const source = readFileSync(file, 'utf8');
  const body = source.slice(source.indexOf(`interface ${name} `)).split('\n}\n')[0] ?? '';
  return [...body.matchAll(/^ {2}(\w+)\?:/gm)].map(([, member = '']) => member);
}

it('knows the options that the types declare', () => {
  const declared = [
    ...membersOf('src/http/request/options.ts', 'HttpRequestOptions'),
    ...membersOf('src/http/wire/connection-options.ts', 'TlsOptions'),
  ];
  expect([...OPTION_NAMES].sort()).toEqual(declared.sort());
});

it('knows what other clients call an option', () => {
  expect([...OPTION_ALIASES]).toEqual([
    ['data', 'body'],
    ['params', 'qs'],
  ]);
});

// An option that is added here must not lead a connection to another host than that of the URL.
const OF_CONNECTIONS =
  'ALPNProtocols autoSelectFamily autoSelectFamilyAttemptTimeout ciphers checkServerIdentity crl dhparam ecdhCurve ' +
  'family hints honorCipherOrder localAddress localPort lookup maxVersion minDHSize minVersion secureContext ' +
  'secureOptions secureProtocol servername sigalgs';
const OF_AGENTS =
  'agentKeepAliveTimeoutBuffer keepAlive keepAliveMsecs maxCachedSessions maxFreeSockets maxSockets maxTotalSockets ' +
  'scheduling timeout blockList highWaterMark keepAliveInitialDelay noDelay allowPartialTrustChain ca cert ' +
  'enableTrace key passphrase pfx pskCallback rejectUnauthorized requestOCSP session sessionIdContext ' +
  'sessionTimeout ticketKeys';

it('lets options through to the connection that keep its target', () => {
  expect([...CONNECTION_OPTIONS].sort()).toEqual(OF_CONNECTIONS.split(' ').sort());
  expect([...AGENT_OPTIONS].sort()).toEqual(`${OF_CONNECTIONS} ${OF_AGENTS}`.split(' ').sort());
});
