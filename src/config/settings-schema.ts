import type * as zod from 'zod/mini';
import { parseHostPattern } from '../internal/host-pattern';
import { isRecord } from '../internal/is-record';
import { ownProperties } from '../internal/own-properties';
import { describeValue, nearName } from '../internal/wording';
import {
  checkServiceHost,
  isByteLimit,
  parseProxyOption,
  secretsProblems,
  storeProblems,
} from './option-values';

/** One thing that is wrong with a value. */
export interface ShapeProblem {
  /** Where, from the top of the value. */
  path: readonly PropertyKey[];
  /** What was found and what is expected, in words; secret values are never shown. */
  text: string;
}

interface Schemas {
  settings: zod.ZodMiniType;
  options: zod.ZodMiniType;
  oauth1: zod.ZodMiniType;
  oauth2: zod.ZodMiniType;
  /** Known names by the path of the object that holds them, to suggest one for a slip of the pen. */
  names: Map<string, string[]>;
}

type Payload = { value: unknown; issues: object[] };

let schemas: Schemas | undefined;

/** What is wrong with the content of a settings file. Keys that other tools keep there pass. */
export function settingsProblems(value: unknown): ShapeProblem[] {
  return problemsOf(load().settings, isRecord(value) ? ownProperties(value) : value);
}

/** What is wrong with the options of `Toolbelt.configure`. Unknown keys are refused: a typo would go unnoticed. */
export function optionsProblems(value: unknown): ShapeProblem[] {
  return problemsOf(load().options, isRecord(value) ? ownInDepth(value) : value);
}

/** Without the prototypes that the schema would look for names in; the objects of others stay as they are. */
function ownInDepth(options: Record<string, unknown>): Record<string, unknown> {
  const own = ownProperties(options);
  for (const name of ['rateLimit', 'csds']) {
    if (isRecord(own[name])) own[name] = ownProperties(own[name]);
  }
  return own;
}

/** What is wrong with OAuth1 credentials (facts §5.3). */
export function oauth1Problems(value: unknown): ShapeProblem[] {
  return problemsOf(load().oauth1, value);
}

/** What is wrong with OAuth2 credentials (facts §6.2). */
export function oauth2Problems(value: unknown): ShapeProblem[] {
  return problemsOf(load().oauth2, value);
}

/** Built on first use: most processes never configure anything, and the schema library costs milliseconds to load. */
function load(): Schemas {
  schemas ??= build(require('#zod') as typeof zod);
  return schemas;
}

// A schema's message is what it expects; `explain` puts "expected" before it and adds what was found.
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
    oauth1: z.looseObject({ consumerKey: text, consumerSecret: text, token: text, tokenSecret: text }),
    oauth2: z.looseObject({ client_id: text, client_secret: text }),
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
    proxy: z.optional(
      z.union(
        [z.literal(false), z.string().check(checked(parseProxyOption))],
        'a proxy URL, or false for no proxy',
      ),
    ),
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

/** Any object will do, `console` included: a logger with none of the functions is a silent one. */
function isLogger(value: unknown): boolean {
  if (!isRecord(value)) return false;
  return ['debug', 'info', 'warn', 'error'].every((level) =>
    ['undefined', 'function'].includes(typeof value[level]),
  );
}

/** A check from a parser that throws an Error with the whole explanation. */
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

/** A check from a function that yields problems by key, each with the whole explanation. */
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

/** Only the verdict is used, never the parsed copy: it would lose `__proto__` keys and the order of others. */
function problemsOf(schema: zod.ZodMiniType, value: unknown): ShapeProblem[] {
  const result = schema.safeParse(value);
  return result.success ? [] : result.error.issues.flatMap((issue) => explain(issue, value));
}

/** One problem in words; the parsed value is at hand to say what was found instead. */
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

/** Only where a word from a list is expected, the one found is shown; elsewhere it could be a secret. */
function found(issue: zod.core.$ZodIssue, value: unknown): string {
  return issue.code === 'invalid_value' && typeof value === 'string'
    ? JSON.stringify(value)
    : describeValue(value);
}

function advice(key: string, known: readonly string[]): string {
  const near = nearName(key, known);
  return near === undefined ? `expected one of ${known.join(', ')}` : `did you mean "${near}"?`;
}
