/** Options that request passes on to Node's connection. Here they are treated like `agentOptions`. */
export const CONNECTION_OPTIONS: ReadonlySet<string> = new Set([
  'ALPNProtocols',
  'autoSelectFamily',
  'autoSelectFamilyAttemptTimeout',
  'ciphers',
  'checkServerIdentity',
  'crl',
  'dhparam',
  'ecdhCurve',
  'family',
  'hints',
  'honorCipherOrder',
  'localAddress',
  'localPort',
  'lookup',
  'maxVersion',
  'minDHSize',
  'minVersion',
  'secureContext',
  'secureOptions',
  'secureProtocol',
  'servername',
  'sigalgs',
]);

/**
 * Members of `agentOptions` that have an effect: what Node documents for http.Agent, https.Agent, net.connect, tls.connect
 * and tls.createSecureContext. Left out is what could lead the connection to another host than that of the URL, past the
 * whitelist (`host`, `socketPath`, `createConnection`, `proxyEnv`, …), or load code (`clientCertEngine`). A list of what is
 * allowed stays complete when Node gets more options.
 */
export const AGENT_OPTIONS: ReadonlySet<string> = new Set([
  ...CONNECTION_OPTIONS,
  // http.Agent and https.Agent
  'agentKeepAliveTimeoutBuffer',
  'keepAlive',
  'keepAliveMsecs',
  'maxCachedSessions',
  'maxFreeSockets',
  'maxSockets',
  'maxTotalSockets',
  'scheduling',
  'timeout',
  // net.connect
  'blockList',
  'highWaterMark',
  'keepAliveInitialDelay',
  'noDelay',
  // tls.connect and tls.createSecureContext
  'allowPartialTrustChain',
  'ca',
  'cert',
  'enableTrace',
  'key',
  'passphrase',
  'pfx',
  'pskCallback',
  'rejectUnauthorized',
  'requestOCSP',
  'session',
  'sessionIdContext',
  'sessionTimeout',
  'ticketKeys',
]);
