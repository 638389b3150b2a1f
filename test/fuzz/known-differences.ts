import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../differential/describe-value';
import type { ExplainedId } from '../differential/explained';
import type { Outcome } from '../differential/harness';
import { withoutRedactions } from '../differential/normalise';
import { type CallSpec, givenOptions } from './generated-calls';

type Fields = { [name: string]: Json };

interface Exclusion {
  reason: string;
  /** `options` are those that the call ends up with. */
  applies(spec: CallSpec): boolean;
}

const isPending = ({ options }: CallSpec): boolean => field(options.auth, 'sendImmediately') === false;
const leavesHost = ({ answers }: CallSpec): boolean =>
  answers.some(({ location }) => location?.startsWith('{other}') === true);
const headersOf = ({ options }: CallSpec): [name: string, value: unknown][] =>
  Object.entries(Object(options.headers)).map(([name, value]) => [name.toLowerCase(), value]);
const hasFormType = (spec: CallSpec): boolean =>
  headersOf(spec).some(([name, value]) => name === 'content-type' && String(value).includes('urlencoded'));
const isChallenged = ({ answers }: CallSpec, scheme: RegExp): boolean =>
  answers.some(({ headers }) => scheme.test(String(headers['www-authenticate'])));

function field(value: unknown, name: string): unknown {
  return Object(value)[name];
}

/** What is not generated, because there is nothing to compare with. */
export const EXCLUDED: readonly Exclusion[] = [
  {
    reason: 'the reference never sends a formData that waits for a challenge, and never settles',
    applies: (spec) => spec.options.formData !== undefined && isPending(spec),
  },
  {
    reason: 'the reference sends a formData once: after a 307, which repeats it, it never settles',
    applies: ({ options, answers }) =>
      options.formData !== undefined &&
      answers.some(({ status, location }) => status === 307 && location !== undefined),
  },
  {
    reason: 'the reference writes a formData and a body of another kind at once: "write after end"',
    applies: ({ options }) =>
      options.formData !== undefined &&
      (options.body !== undefined ||
        Boolean(options.multipart) ||
        Boolean(options.form) ||
        (Boolean(options.json) && options.json !== true)),
  },
  {
    reason: 'the reference has no .options() on a client of .defaults() (client-properties)',
    applies: ({ form, defaults, method }) =>
      defaults !== undefined && form.startsWith('verb') && method?.toLowerCase() === 'options',
  },
  {
    reason: 'the reference throws "str.replace is not a function" for bytes under json: true and a form type',
    applies: (spec) =>
      typeof spec.options.json === 'boolean' &&
      spec.options.body !== undefined &&
      typeof spec.options.body !== 'string' &&
      hasFormType(spec),
  },
  {
    reason:
      'two spellings of a header that the call sets too, or one of them refused: which one counts is chance',
    applies: (spec) => {
      const entries = headersOf(spec);
      const twice = entries.filter(([name]) => entries.filter(([other]) => other === name).length > 1);
      return twice.some(([name, value]) => name !== 'x-a' || /[\n€]|^null$/.test(String(value)));
    },
  },
  {
    reason: 'a query that is not encoded and not ASCII: the reference sends it raw (non-ascii-urls)',
    applies: ({ options, target }) =>
      field(options.qsStringifyOptions, 'encode') === false &&
      /[^\x20-\x7e]|%C3/.test(target.path + JSON.stringify(options.qs ?? '')),
  },
  {
    reason: 'credentials of the URL are sent besides those of an option (auth-over-user-info)',
    applies: (spec) => spec.target.userInfo !== '' && (isPending(spec) || spec.options.oauth !== undefined),
  },
  {
    reason: 'a challenge of another host is answered with the credentials (authorization-across-hosts)',
    applies: (spec) => isPending(spec) && leavesHost(spec) && isChallenged(spec, /./),
  },
  {
    reason: 'a Basic or Digest challenge is answered with an undefined user (bearer-challenge)',
    applies: (spec) =>
      isPending(spec) &&
      field(spec.options.auth, 'bearer') !== undefined &&
      isChallenged(spec, /^(basic|digest)/i),
  },
  {
    reason: 'a query is put behind the hash of the URL, where it is not sent (qs-behind-hash)',
    applies: ({ options, target }) =>
      target.path.includes('#') &&
      (Boolean(options.qs) || field(options.oauth, 'transport_method') === 'query'),
  },
];

/** Why a call is not made. */
export function exclusionOf(spec: CallSpec): string | undefined {
  const effective = { ...spec, options: givenOptions(spec) };
  return EXCLUDED.find(({ applies }) => applies(effective))?.reason;
}

/** Generated headers that do not cross hosts. */
const NOT_KNOWN_AS_HARMLESS = /^(host|referer|x-api-key|x-custom|x-lower|x_under|x-[ab])$/i;

/** One kind of call in which the two sides differ on purpose. */
export interface KnownDifference {
  id: ExplainedId;
  /** `options` are those that the call ends up with. */
  applies(spec: CallSpec, wanted: Outcome, got: Outcome): boolean;
  /** Takes out of both outcomes what differs, so that the rest is compared. */
  reconcile?(outcome: Outcome): Outcome;
  /** In place of a comparison, where the reference has nothing to compare with. */
  check?(got: Outcome, wanted: Outcome): boolean;
}

export const KNOWN: readonly KnownDifference[] = [
  {
    id: 'synchronous-errors',
    applies: (_, wanted) => 'threw' in Object(wanted.result),
    check: (got) =>
      field(field(got.result, 'rejected'), 'name') === 'RequestError' && got.requests.length === 0,
  },
  {
    id: 'body-errors',
    applies: (_, wanted, got) => WRONG_BODY.test(messageOf(got)) && !WRONG_BODY.test(messageOf(wanted)),
    check: (got, wanted) =>
      got.requests.length === 0 &&
      (messageOf(wanted) === 'Error: Argument error, options.body.' || wanted.uncaught.length > 0),
  },
  {
    id: 'body-errors',
    applies: ({ options }, wanted) =>
      wanted.uncaught.length > 0 && !['string', 'undefined'].includes(typeof options.body),
    reconcile: (outcome) => ({ ...outcome, uncaught: [] }),
  },
  {
    id: 'brotli',
    applies: ({ options }) => Boolean(options.gzip),
    reconcile: (outcome) => texts(outcome, (text) => (text === 'gzip, deflate, br' ? 'gzip, deflate' : text)),
  },
  {
    id: 'multipart-length',
    applies: ({ options }) => options.multipart !== undefined || options.formData !== undefined,
    reconcile: (outcome) => texts(outcome, (text) => text.replace(OWN_BOUNDARY, 'boundary=<boundary>')),
  },
  {
    id: 'url-objects',
    applies: ({ target }) => target.as === 'URL',
    reconcile: (outcome) => texts(outcome, (text) => text.replace(/^<URL (.*)>$/, '$1')),
  },
  {
    id: 'user-info',
    applies: ({ target }) => target.userInfo !== '',
    reconcile: (outcome) =>
      texts(outcome, (text) => text.replace(/(http:\/\/)(u%40x:p(%3A|:)|u:p(%3A|:)q)@/g, '$1u:p@')),
  },
  {
    id: 'redacted-message',
    applies: ({ target }) => target.userInfo !== '',
    reconcile: (outcome) =>
      texts(outcome, (text) => text.replace(/(redirect loop http:\/\/)[^@\s]*@/g, '$1[redacted]@')),
  },
  {
    id: 'referer-user-info',
    applies: ({ target }) => target.userInfo !== '',
    reconcile: (outcome) =>
      objects(outcome, HEADERS, (headers) =>
        Object.fromEntries(
          Object.entries(headers).map(([name, value]) =>
            /^referer$/i.test(name) ? [name, String(value).replace('u:p@', '')] : [name, value],
          ),
        ),
      ),
  },
  {
    id: 'header-spellings',
    applies: (spec) => {
      const names = headersOf(spec).map(([name]) => name);
      return new Set(names).size < names.length;
    },
    reconcile: (outcome) =>
      objects(outcome, HEADERS, (headers) =>
        Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
      ),
  },
  {
    id: 'connection-case',
    applies: (spec) => headersOf(spec).some(([, value]) => value === 'Keep-Alive'),
    reconcile: (outcome) => texts(outcome, (text) => (text === 'Keep-Alive' ? 'keep-alive' : text)),
  },
  {
    id: 'latin1-headers',
    applies: ({ options }) => options.formData !== undefined || Array.isArray(options.body),
    reconcile: (outcome) => texts(outcome, (text) => (text === 'Ã©' ? 'é' : text)),
  },
  {
    id: 'options-as-given',
    applies: ({ options, target }) => target.as === 'legacy' || field(options.auth, 'username') !== undefined,
    reconcile: (outcome) =>
      objects(
        outcome,
        /rejected(\.serialised)?\.options$/,
        ({ auth: _auth, url: _url, uri: _uri, ...rest }) => rest,
      ),
  },
  {
    id: 'authorization-across-hosts',
    applies: leavesHost,
    reconcile: (outcome) => withoutCredentials(outcome, LATER_HEADERS),
  },
  {
    id: 'credential-headers-across-hosts',
    applies: (spec) => leavesHost(spec) && headersOf(spec).some(([name]) => NOT_KNOWN_AS_HARMLESS.test(name)),
    reconcile: (outcome) =>
      objects(outcome, LATER_HEADERS, (headers) =>
        Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_KNOWN_AS_HARMLESS.test(name))),
      ),
  },
  {
    id: 'referer-across-hosts',
    applies: leavesHost,
    reconcile: (outcome) =>
      objects(outcome, HEADERS, (headers) =>
        Object.fromEntries(
          Object.entries(headers).map(([name, value]) =>
            /^referer$/i.test(name)
              ? [name, String(value).replace(/(?<=:\/\/[^/]*\/).*/, '')]
              : [name, value],
          ),
        ),
      ),
  },
  {
    id: 'host-header-redirect',
    applies: (spec) => spec.answers.length > 1 && headersOf(spec).some(([name]) => name === 'host'),
    reconcile: (outcome) => withoutCredentials(outcome, LATER_HEADERS),
  },
  {
    id: 'refused-challenge',
    applies: (spec) => isPending(spec) && field(spec.options.followRedirect, 'fn') === 'stay',
    reconcile: (outcome) => withoutCredentials(outcome, HEADERS),
  },
  {
    id: 'oauth-in-query',
    applies: ({ options }) => field(options.oauth, 'transport_method') === 'query',
    reconcile: (outcome) =>
      objects(texts(outcome, withoutOAuth), /uri$/, (uri) => ({
        ...uri,
        search: uri.search || null,
        query: uri.query || null,
      })),
  },
  {
    id: 'oauth-query',
    applies: (spec) => {
      const { options, target } = spec;
      const isForm = options.form !== undefined || hasFormType(spec);
      return options.oauth !== undefined && (isForm || options.qs !== undefined || target.path.includes('?'));
    },
    reconcile: (outcome) =>
      texts(outcome, (text) => text.replace(/(oauth_signature=)("?)[^",&]+/, '$1$2<signature>')),
  },
];

const WRONG_BODY = /options\.body\. It must be text, bytes/;
const OWN_BOUNDARY = /boundary=(-{26}[\da-f]{24}|[\da-f]{8}-[\da-f-]{27})/;
/** Request headers, as the server saw them and as the caller reads them. */
const HEADERS = /(requests\.\d+\.headers|requestHeaders|request\.headers)$/;
const LATER_HEADERS = /(requests\.[1-9]\d*\.headers|requestHeaders|request\.headers)$/;

function messageOf({ result }: Outcome): string {
  return String(field(field(result, 'rejected'), 'message'));
}

function withoutCredentials(outcome: Outcome, at: RegExp): Outcome {
  return objects(outcome, at, (headers) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(authorization|cookie)$/i.test(name))),
  );
}

function withoutOAuth(text: string): string {
  return text.replace(/(realm=[^&]*&)?(oauth_\w+=[^&"#]*&?)+/g, '').replace(/[?&]+(?=$|#)/, '');
}

/** A copy of an outcome in which every object at such a path was given to `change`. */
function objects(outcome: Outcome, at: RegExp, change: (fields: Fields) => Fields): Outcome {
  const walk = (value: Json, path: string): Json => {
    if (Array.isArray(value)) return value.map((item, i) => walk(item, `${path}.${i}`));
    if (typeof value !== 'object' || value === null) return value;
    const fields = at.test(path) ? change(value) : value;
    return Object.fromEntries(
      Object.entries(fields).map(([name, item]) => [
        name,
        walk(item, path === '' ? name : `${path}.${name}`),
      ]),
    );
  };
  return walk(outcome, '') as Outcome;
}

/** A copy of an outcome in which every text was given to `change`. */
function texts(outcome: Outcome, change: (text: string) => string): Outcome {
  const walk = (value: Json): Json => {
    if (typeof value === 'string') return change(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item)]));
  };
  return walk(outcome) as Outcome;
}

export interface Verdict {
  equal: boolean;
  /** What was left to compare. */
  wanted: Outcome;
  got: Outcome;
  /** The differences without which the two would not be equal. */
  used: readonly ExplainedId[];
}

/** Compares what both sides did, apart from what they do differently on purpose. */
export function judge(spec: CallSpec, wanted: Outcome, got: Outcome): Verdict {
  if (same(wanted, got)) return { equal: true, wanted, got, used: [] };
  const effective = { ...spec, options: givenOptions(spec) };
  const rows = KNOWN.filter(({ applies }) => applies(effective, wanted, got));
  const replaced = rows.find(({ check }) => check !== undefined);
  if (replaced?.check) return { equal: replaced.check(got, wanted), wanted, got, used: [replaced.id] };
  const reconciled = (outcome: Outcome, without?: KnownDifference) =>
    rows.reduce((last, row) => (row === without ? last : (row.reconcile?.(last) ?? last)), outcome);
  const [left, right] = [reconciled(wanted), reconciled(got)];
  const equal = same(left, right);
  const used = rows.filter((row) => equal && !same(reconciled(wanted, row), reconciled(got, row)));
  return { equal, wanted: left, got: right, used: used.map(({ id }) => id) };
}

function same(wanted: Outcome, got: Outcome): boolean {
  return isDeepStrictEqual(withoutRedactions(got, wanted), wanted);
}
