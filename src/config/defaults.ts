/** How many requests a function may send in any interval (docs/platform.md, "Rate limit"). */
export const DEFAULT_RATE_LIMIT = 20;
/** Length of the rate limit's interval in milliseconds. */
export const DEFAULT_RATE_INTERVAL_MS = 1_000;
/** How many milliseconds a request may wait for the rate limit. */
export const DEFAULT_MAX_WAIT_MS = 10_000;
/** The beginning of the rate limit's keys in Redis. */
export const DEFAULT_REDIS_PREFIX = 'lp-faas-toolbelt';

/**
 * How many bytes of an answer are kept in memory, counted after decompression. An answer exists in memory as chunks,
 * as text and as parsed JSON. A process that reads 16 MiB takes 130 MB, and one that reads 32 MiB takes 220 MB, which
 * is too much for a function that has 256 MB.
 */
export const DEFAULT_MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/**
 * How many milliseconds the whitelist of the settings files is used before a request looks at the files again. Without
 * this interval every request would ask the file system about two files.
 */
export const SETTINGS_INTERVAL_MS = 100;

/** How many characters the value of a secret may have as JSON (docs/platform.md, "Secrets"). */
export const MAX_SECRET_CHARACTERS = 10_000;
/** How many characters the key of a secret may have (docs/platform.md, "Secrets"). */
export const MAX_SECRET_KEY_CHARACTERS = 100;
/**
 * The secret that signs calls of LpClient unless `appKeySecretName` names another secret
 * (docs/platform.md, "App keys").
 */
export const DEFAULT_APP_KEY_SECRET = 'lp-faas-default-app-key';
/** The secret that OrchestratorClient looks for first (docs/platform.md, "App keys"). */
export const ORCHESTRATOR_APP_KEY_SECRET = 'lp-faas-orchestrator-app-key';

/**
 * How long a list of service hosts is used before it is fetched again
 * (docs/platform.md, "Service discovery").
 */
export const CSDS_CACHE_SECONDS = 600;

/**
 * The time limit of requests that the library itself sends to LivePerson, in milliseconds. Service discovery and
 * tokens must end within this time. The calls of ConversationUtil and SDEUtil fail when the service is silent for
 * this time. A lambda has 30 s, and must get the error before they are over.
 */
export const SERVICE_TIMEOUT_MS = 10_000;

/**
 * The settings file that the `lpf` CLI writes, relative to the working directory
 * (docs/platform.md, "Settings file").
 */
export const DEFAULT_SETTINGS_PATH = 'functions/settings.json';
/** The optional file beside the settings file that overrides it. It should not be committed to git. */
export const LOCAL_SETTINGS_NAME = 'settings.local.json';

/** The hosts that every function may call without listing them (docs/platform.md, "Whitelist"). */
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
