/** Requests in any interval, per function (facts §5.1). */
export const DEFAULT_RATE_LIMIT = 20;
/** Length of the rate limit's interval. */
export const DEFAULT_RATE_INTERVAL_MS = 1_000;
/** How long a held-back request waits for its turn at most. */
export const DEFAULT_MAX_WAIT_MS = 10_000;
/** What the keys of the rate limit begin with in Redis. */
export const DEFAULT_REDIS_PREFIX = 'lp-faas-toolbelt';

/**
 * Bytes of an answer, decoded, that are kept in memory. Chunks, text and parsed JSON of 16 MiB are a process of 130 MB,
 * of 32 MiB one of 220 MB: too much for a function that has 256.
 */
export const DEFAULT_MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/** Characters of a serialised secret value (facts §5.4). */
export const MAX_SECRET_CHARACTERS = 10_000;
/** Characters of a secret's key (facts §5.4). */
export const MAX_SECRET_KEY_CHARACTERS = 100;
/** Secret that signs calls of LpClient unless `appKeySecretName` names another (facts §5.3). */
export const DEFAULT_APP_KEY_SECRET = 'lp-faas-default-app-key';
/** Secret that the orchestrator looks for first (facts §5.4). */
export const ORCHESTRATOR_APP_KEY_SECRET = 'lp-faas-orchestrator-app-key';

/** How long a list of service domains counts as fresh (decisions, "LpClient"). */
export const CSDS_CACHE_SECONDS = 600;

/**
 * Milliseconds that a request of the library's own to LivePerson may take: discovery and tokens in all, the utilities'
 * calls in silence. A lambda has 30 s, and wants to hear of a service that hangs before that.
 */
export const SERVICE_TIMEOUT_MS = 10_000;

/** Settings file under the working directory, as the `lpf` CLI writes it (facts §5.4). */
export const DEFAULT_SETTINGS_PATH = 'functions/settings.json';
/** Optional file beside the settings file that overrides it and stays out of git. */
export const LOCAL_SETTINGS_NAME = 'settings.local.json';

/** Hosts that every function may call without listing them (facts §1.5). */
export const DEFAULT_WHITELIST: readonly string[] = Object.freeze([
  '*.ac.liveperson.net',
  '*.acr.liveperson.net',
  '*.agentvep.liveperson.net',
  '*.data-mng.liveperson.net',
  '*.enghist.liveperson.net',
  '*.lp-msgewt.liveperson.net',
  '*.msghist.liveperson.net',
  '*.push.liveperson.net',
  '*.v.liveperson.net',
  '*.msg.liveperson.net',
  '*.objectstorage.liveperson.net',
  '*.faasgw.liveperson.net',
  '*.sentinel.liveperson.net',
  '*.context.liveperson.net',
  'api.liveperson.net',
  'adminlogin.liveperson.net',
  'ams-a.liveperson.net',
]);
