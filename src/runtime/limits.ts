// The limits of one invocation of a function on LivePerson (docs/platform.md, "Logs", "Handler and callback").

/** Milliseconds after which a function that has not called back is ended. */
export const TIME_LIMIT_MS = 30_000;
/** Log entries that are kept of one invocation. */
export const MAX_LOG_ENTRIES = 10;
/** Characters of messages and extras that are kept of one invocation. */
export const MAX_LOG_CHARACTERS = 6_000;

/**
 * The greatest number of levels of an input and of a result. It is a limit of this library: `JSON.stringify` ends with an error somewhere
 * above 4,000 levels, and a process that sends such a value to another process would end with it.
 */
export const MAX_LEVELS = 1_000;
