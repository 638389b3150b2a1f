// The only file that touches process.env. Every reader looks when it is called, because lambdas build clients
// at module scope, before the environment is ready. Names: facts §5.5. An empty variable counts as unset.

/** Proxy variables as found, not yet parsed. */
export interface ProxyEnvironment {
  httpsProxy?: string;
  httpProxy?: string;
  noProxy?: string;
}

const SECRET_PREFIX = 'LP_FAAS_SECRET_';

/** The account: BRAND_ID, else X_LIVEPERSON_BRAND_ID. */
export function accountId(): string | undefined {
  return firstOf('BRAND_ID', 'X_LIVEPERSON_BRAND_ID');
}

/** The function: LAMBDA_UUID, else X_LIVEPERSON_FUNCTION_UUID. */
export function functionId(): string | undefined {
  return firstOf('LAMBDA_UUID', 'X_LIVEPERSON_FUNCTION_UUID');
}

/** LP_FAAS_SETTINGS: path of the settings file. */
export function settingsPath(): string | undefined {
  return firstOf('LP_FAAS_SETTINGS');
}

/** X_LIVEPERSON_CSDS_DOMAIN: host of the domain API. */
export function csdsDomain(): string | undefined {
  return firstOf('X_LIVEPERSON_CSDS_DOMAIN');
}

/** CONTEXT_SERVICE_ENVIRONMENT: zone of the Context Session Store. */
export function contextServiceEnvironment(): string | undefined {
  return firstOf('CONTEXT_SERVICE_ENVIRONMENT');
}

/** The proxy variables; a lower-case name wins over its upper-case twin, as in curl. */
export function proxyEnvironment(): ProxyEnvironment {
  const httpsProxy = firstOf('https_proxy', 'HTTPS_PROXY');
  const httpProxy = firstOf('http_proxy', 'HTTP_PROXY');
  const noProxy = firstOf('no_proxy', 'NO_PROXY');
  return {
    ...(httpsProxy !== undefined && { httpsProxy }),
    ...(httpProxy !== undefined && { httpProxy }),
    ...(noProxy !== undefined && { noProxy }),
  };
}

/** Name of the variable that holds a secret: `my-key` is in `LP_FAAS_SECRET_MY_KEY`. */
export function secretVariable(key: string): string {
  return SECRET_PREFIX + key.toUpperCase().replaceAll('-', '_');
}

/** Text of the variable that holds a secret. */
export function readSecretVariable(key: string): string | undefined {
  return firstOf(secretVariable(key));
}

/** Sets the variable that holds a secret, for this process and the children it starts. */
export function writeSecretVariable(key: string, text: string): void {
  process.env[secretVariable(key)] = text;
}

/** Whether the variable DEBUG names `name`, as the `debug` package reads it: a list, `*` for anything, `-` to leave out. */
export function isDebugEnabled(name: string): boolean {
  const value = firstOf('DEBUG');
  if (value === undefined) return false;
  const entries = value.split(/[\s,]+/);
  const isLeftOut = entries.some((entry) => entry.startsWith('-') && matches(entry.slice(1), name));
  return !isLeftOut && entries.some((entry) => matches(entry, name));
}

function matches(pattern: string, name: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === name;
  return name.startsWith(head) && name.endsWith(rest.at(-1) ?? '');
}

function firstOf(...names: string[]): string | undefined {
  for (const name of names) {
    // Not a variable: something that was planted on Object.prototype.
    if (!Object.hasOwn(process.env, name)) continue;
    const value = process.env[name];
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}
