// The clients read process.env only here. The test kit and the command line have files of their own for this. Each function reads its
// variable when it is called, because lambdas create clients when they are loaded, before the environment is complete. The names are those
// of docs/platform.md, "Environment variables". An empty variable counts as not set.

/** The values of the proxy variables, not yet parsed. An empty value counts as not set. */
export interface ProxyEnvironment {
  /** `HTTPS_PROXY`: for https: targets. */
  readonly httpsProxy?: string | undefined;
  /** `HTTP_PROXY`: for http: targets, and for https: targets if `HTTPS_PROXY` is not set, as in request. */
  readonly httpProxy?: string | undefined;
  /** `NO_PROXY`: hosts that are reached directly. */
  readonly noProxy?: string | undefined;
}

const SECRET_PREFIX = 'LP_FAAS_SECRET_';

/** BRAND_ID, or else X_LIVEPERSON_BRAND_ID: id of the account. */
export function accountId(): string | undefined {
  return firstOf('BRAND_ID', 'X_LIVEPERSON_BRAND_ID');
}

/** LAMBDA_UUID, or else X_LIVEPERSON_FUNCTION_UUID: id of the function. */
export function functionId(): string | undefined {
  return firstOf('LAMBDA_UUID', 'X_LIVEPERSON_FUNCTION_UUID');
}

/** LP_FAAS_SETTINGS: path of the settings file. */
export function settingsPath(): string | undefined {
  return firstOf('LP_FAAS_SETTINGS');
}

/** X_LIVEPERSON_CSDS_DOMAIN: host of the Domain API. */
export function csdsDomain(): string | undefined {
  return firstOf('X_LIVEPERSON_CSDS_DOMAIN');
}

/** CONTEXT_SERVICE_ENVIRONMENT: zone of the Context Session Store. */
export function contextServiceEnvironment(): string | undefined {
  return firstOf('CONTEXT_SERVICE_ENVIRONMENT');
}

/** NODE_TLS_REJECT_UNAUTHORIZED=0: Node verifies no certificate in the whole process, unless a call says otherwise. */
export function isTlsVerificationOff(): boolean {
  return firstOf('NODE_TLS_REJECT_UNAUTHORIZED') === '0';
}

/**
 * The proxy variables. When a name is set in lower case and in upper case, the lower case counts, as in curl. Each variable
 * is read when its property is read, since most calls need only one of them.
 */
export function proxyEnvironment(): ProxyEnvironment {
  return PROXY_ENVIRONMENT;
}

const PROXY_ENVIRONMENT: ProxyEnvironment = {
  get httpsProxy() {
    return firstOf('https_proxy', 'HTTPS_PROXY');
  },
  get httpProxy() {
    return firstOf('http_proxy', 'HTTP_PROXY');
  },
  get noProxy() {
    return firstOf('no_proxy', 'NO_PROXY');
  },
};

/** The name of the variable that holds a secret: the secret `my-key` is in `LP_FAAS_SECRET_MY_KEY`. */
export function secretVariable(key: string): string {
  return SECRET_PREFIX + key.toUpperCase().replaceAll('-', '_');
}

/** The text of the variable that holds a secret. */
export function readSecretVariable(key: string): string | undefined {
  return firstOf(secretVariable(key));
}

/** Sets the variable that holds a secret, for this process and for processes that it starts. */
export function writeSecretVariable(key: string, text: string): void {
  process.env[secretVariable(key)] = text;
}

/**
 * Whether the variable DEBUG names `name`. DEBUG is read as the package `debug` reads it: as a list, in which `*`
 * stands for any text and `-` excludes a name.
 */
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
  const { env } = process;
  for (const name of names) {
    const value = env[name];
    // Ignores properties that somebody has added to Object.prototype: they are not variables.
    if (value !== undefined && value !== '' && Object.hasOwn(env, name)) return value;
  }
  return undefined;
}
