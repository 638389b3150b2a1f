import type * as zod from 'zod/mini';
import { isRecord } from '../internal/is-record';
import { ownProperties } from '../internal/own-properties';
import { describeValue, nearName } from '../internal/wording';
import { OAUTH1_FIELDS, OAUTH2_FIELDS } from './common-shapes';
import { parseHostPattern } from './host-pattern';
import {
  checkServiceHost,
  isByteLimit,
  isLogger,
  proxyProblems,
  secretsProblems,
  storeProblems,
} from './option-values';

/** One mistake in a value. */
export interface ShapeProblem {
  /** The keys that lead from the whole value to the mistake. */
  path: readonly PropertyKey[];
  /** What is expected and what was found, in words. The values of secrets are never shown. */
  text: string;
}

interface Schemas {
  settings: zod.ZodMiniType;
  options: zod.ZodMiniType;
  oauth1: zod.ZodMiniType;
  oauth2: zod.ZodMiniType;
  /** The known keys of an object, by the path of the object. They are suggested for misspelt keys. */
  names: Map<string, string[]>;
}

type Payload = { value: unknown; issues: object[] };

let schemas: Schemas | undefined;

/**
 * What is wrong with the content of a settings file. Unknown keys are allowed, because other tools use the file, too.
 */
export function settingsProblems(value: unknown): ShapeProblem[] {
  return problemsOf(load().settings, isRecord(value) ? ownProperties(value) : value);
}

/**
 * What is wrong with the options of `Toolbelt.configure`. Unknown keys are refused, because they may be misspelt
 * options.
 */
export function optionsProblems(value: unknown): ShapeProblem[] {
  return problemsOf(load().options, isRecord(value) ? ownInDepth(value) : value);
}

/**
 * A copy of the options without prototypes: the schema would also read properties that somebody has added to
 * `Object.prototype`. Stores, providers and loggers are not copied, because their methods may stand on a prototype.
 */
function ownInDepth(options: Record<string, unknown>): Record<string, unknown> {
  const own = ownProperties(options);
  for (const name of ['rateLimit', 'csds']) {
    if (isRecord(own[name])) own[name] = ownProperties(own[name]);
  }
  return own;
}

/** What is wrong with OAuth1 credentials (docs/platform.md, "App keys"). */
export function oauth1Problems(value: unknown): ShapeProblem[] {
  return problemsOf(load().oauth1, value);
}

/** What is wrong with OAuth2 credentials (docs/platform.md, "Access tokens"). */
export function oauth2Problems(value: unknown): ShapeProblem[] {
  return problemsOf(load().oauth2, value);
}

/** Builds the schemas on first use. To load the schema library takes milliseconds, and many processes never need it. */
function load(): Schemas {
  schemas ??= build(require('#zod') as typeof zod);
  return schemas;
}

// The message of a schema names only what the schema expects. `explain` writes "expected" before it and adds the found value.
function build(z: typeof zod): Schemas {
  const text = z.string('a non-empty string').check(z.minLength(1, 'a non-empty string'));
  const headerText = z
    .string('a non-empty string')
    .check(
      z.minLength(1, 'a non-empty string'),
      z.regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'a text that a header can hold, without line breaks'),
    );
  const hosts = z.array(
    z.string('a host such as "api.example.com"').check(checked(parseHostPattern)),
    'an array of hosts',
  );
  const rateLimit = rateLimitShape(z);
  const options = {
    ...optionShape(z, text, headerText, hosts),
    rateLimit: z.optional(z.strictObject(rateLimit, 'an object')),
  };
  const secret = z.looseObject(
    { key: z.string('a string'), value: z.unknown() },
    'an object such as { "key": "name", "value": … }',
  );
  return {
    settings: z.looseObject(
      {
        whitelist: z.optional(hosts),
        secrets: z.optional(z.array(secret, 'an array of { "key", "value" } objects')),
      },
      'an object such as { "whitelist": [], "secrets": [] }',
    ),
    options: z.strictObject(options, 'an object'),
    oauth1: z.looseObject(Object.fromEntries(OAUTH1_FIELDS.map((name) => [name, text]))),
    oauth2: z.looseObject(Object.fromEntries(OAUTH2_FIELDS.map((name) => [name, text]))),
    names: new Map([
      ['', Object.keys(options)],
      ['rateLimit', Object.keys(rateLimit)],
    ]),
  };
}

function optionShape(
  z: typeof zod,
  text: zod.ZodMiniType,
  headerText: zod.ZodMiniType,
  hosts: zod.ZodMiniType,
) {
  const host = z.string('a host such as "va.agentvep.liveperson.net"').check(checked(checkServiceHost));
  return {
    accountId: z.optional(headerText),
    functionId: z.optional(headerText),
    settingsPath: z.optional(text),
    whitelist: z.optional(hosts),
    whitelistViolation: z.optional(z.enum(['socket-closed', 'forbidden'], '"socket-closed" or "forbidden"')),
    secrets: z.optional(z.unknown().check(checkedByKey(secretsProblems))),
    proxy: z.optional(z.unknown().check(checkedByKey(proxyProblems))),
    maxResponseBytes: z.optional(z.custom(isByteLimit, 'a positive integer, or Infinity for no limit')),
    csds: z.optional(z.record(z.string(), host, 'an object of service names and hosts')),
    contextServiceEnvironment: z.optional(text),
    logger: z.optional(z.custom(isLogger, 'an object with functions debug, info, warn or error')),
  };
}

function rateLimitShape(z: typeof zod) {
  const integer = z
    .number('a positive integer')
    .check(z.refine((n) => Number.isInteger(n) && n > 0, 'a positive integer'));
  const wait = z
    .number('a number of milliseconds')
    .check(z.nonnegative('a number of milliseconds, 0 or more'));
  return {
    limit: z.optional(integer),
    intervalMs: z.optional(integer),
    mode: z.optional(z.enum(['reject', 'queue', 'off'], '"reject", "queue" or "off"')),
    maxWaitMs: z.optional(wait),
    store: z.optional(z.unknown().check(checkedByKey(storeProblems))),
  };
}

/** Makes a check from a parser that throws an Error. The message of the Error is the whole explanation. */
function checked(parse: (text: string) => unknown): (payload: { value: string; issues: object[] }) => void {
  return ({ value, issues }) => {
    try {
      parse(value);
    } catch (error) {
      issues.push({
        code: 'custom',
        input: value,
        message: (error as Error).message,
        params: { isWhole: true },
      });
    }
  };
}

/** Makes a check from a function that yields problems by key. Each problem is the whole explanation. */
function checkedByKey(
  problems: (value: unknown) => Iterable<[key: string, problem: string]>,
): (payload: Payload) => void {
  return ({ value, issues }) => {
    if (value === undefined) return;
    for (const [key, message] of problems(value)) {
      issues.push({
        code: 'custom',
        input: undefined,
        path: key === '' ? [] : [key],
        message,
        params: { isWhole: true },
      });
    }
  };
}

/** The parsed copy is not used, because it would lose keys named `__proto__` and the order of other keys. */
function problemsOf(schema: zod.ZodMiniType, value: unknown): ShapeProblem[] {
  const result = schema.safeParse(value);
  return result.success ? [] : result.error.issues.flatMap((issue) => explain(issue, value));
}

/** Puts a problem into words. `root` is the whole value, in which the found value is looked up. */
function explain(issue: zod.core.$ZodIssue, root: unknown): ShapeProblem[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const known = load().names.get(path.join('.')) ?? [];
    return issue.keys.map((key) => ({ path: [...path, key], text: `unknown key, ${advice(key, known)}` }));
  }
  if (issue.code === 'custom' && issue.params?.isWhole) return [{ path, text: issue.message }];
  const union =
    issue.code === 'invalid_union' ? issue.errors.flat().find((inner) => inner.code === 'custom') : undefined;
  if (union) return [{ path, text: union.message }];
  const value = path.reduce((parent: unknown, key) => (parent as Record<PropertyKey, unknown>)?.[key], root);
  if (value === undefined && path.length > 0) return [{ path, text: `missing, expected ${expected(issue)}` }];
  return [{ path, text: `expected ${expected(issue)}, found ${found(issue, value)}` }];
}

function expected(issue: zod.core.$ZodIssue): string {
  return issue.code === 'invalid_type' && issue.expected === 'nonoptional'
    ? 'a string or a JSON value'
    : issue.message;
}

/** Describes the found value. A text is shown only where a word of a list is expected. Elsewhere it could be a secret. */
function found(issue: zod.core.$ZodIssue, value: unknown): string {
  return issue.code === 'invalid_value' && typeof value === 'string'
    ? JSON.stringify(value)
    : describeValue(value);
}

function advice(key: string, known: readonly string[]): string {
  const near = nearName(key, known);
  return near === undefined ? `expected one of ${known.join(', ')}` : `did you mean "${near}"?`;
}
