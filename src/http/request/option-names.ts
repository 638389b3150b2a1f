/** The options of a call that this library reads, or that request reads. Other names may be misspellings. */
export const OPTION_NAMES = [
  'url',
  'uri',
  'baseUrl',
  'method',
  'headers',
  'qs',
  'qsParseOptions',
  'qsStringifyOptions',
  'useQuerystring',
  'body',
  'json',
  'jsonReviver',
  'jsonReplacer',
  'form',
  'formData',
  'multipart',
  'preambleCRLF',
  'postambleCRLF',
  'auth',
  'oauth',
  'timeout',
  'encoding',
  'maxResponseBytes',
  'gzip',
  'followRedirect',
  'followAllRedirects',
  'followOriginalHttpMethod',
  'maxRedirects',
  'removeRefererHeader',
  'redirectHeaders',
  'jar',
  'proxy',
  'tunnel',
  'strictSSL',
  'agentOptions',
  'time',
  'simple',
  'resolveWithFullResponse',
  'transform',
  'transform2xxOnly',
  'callback',
  'cert',
  'key',
  'pfx',
  'passphrase',
  'ca',
  'rejectUnauthorized',
  'signal',
  'maxHeaderSize',
] as const;

/** Names that other HTTP clients have for an option. */
export const OPTION_ALIASES: ReadonlyMap<string, string> = new Map([
  ['data', 'body'],
  ['params', 'qs'],
]);

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

/** Options that request passes on to Node too. They would lead the connection elsewhere, or load code. */
export const REFUSED_CONNECTION_OPTIONS: readonly string[] = [
  'clientCertEngine',
  'hostname',
  'privateKeyEngine',
  'privateKeyIdentifier',
  'protocol',
  'socketPath',
];

/**
 * Members of `agentOptions` that have an effect: the options that Node documents for http.Agent, https.Agent, net.connect, tls.connect and
 * tls.createSecureContext. Options that could lead the connection to another host than that of the URL, and so around the whitelist, are
 * left out (`host`, `socketPath`, `createConnection`, `proxyEnv`, …). Options that load code are left out too (`clientCertEngine`). A list
 * of what is allowed stays safe when Node gets more options.
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
