import fc from 'fast-check';

/**
 * A call as data, so that a counterexample can be printed and shrunk. Bytes and functions stand in it as
 * `{ bytes }` and `{ fn }`; `make-call.ts` turns it into arguments, anew for each side.
 */
export interface CallSpec {
  form: CallForm;
  target: Target;
  /** Everything but URL and method. */
  options: Record<string, unknown>;
  method: string | undefined;
  /** What goes through `.defaults()`. */
  defaults: Record<string, unknown> | undefined;
  /** Set in a new jar before the call, when there is one. */
  jar: readonly string[] | undefined;
  /** What the server says to the first hop, to the second, … */
  answers: readonly Answer[];
}

export type CallForm =
  | 'options'
  | 'url and options'
  | 'verb and options'
  | 'verb, url and options'
  | 'callback';
export type UrlForm = 'text' | 'URL' | 'legacy' | 'baseUrl';

export interface Target {
  as: UrlForm;
  key: 'uri' | 'url';
  userInfo: string;
  path: string;
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  /** latin1 of its bytes, before compression. */
  body: string;
  coding: 'none' | 'gzip' | 'deflate' | 'claimed' | 'gzip-cut';
  /** Where a redirect leads: to the next hop, in one of these spellings. */
  location: (typeof LOCATIONS)[number] | undefined;
}

/** `{}` stands for the path of the hop, `{origin}` and `{other}` for the server under two names. */
export const LOCATIONS = [
  '{origin}{}',
  '{}',
  '{}?a=1&b=x%20y',
  '{origin}{}#part',
  '{other}{}',
  '{}?q={{x}}|y',
  '?again=1',
] as const;

/** The options that a call ends up with: those of `.defaults()` are merged in depth. */
export function givenOptions({ defaults, options }: CallSpec): Record<string, unknown> {
  const merged = { ...defaults, ...options };
  for (const name of ['headers', 'qs', 'qsStringifyOptions']) {
    if (isObject(defaults?.[name]) && isObject(options[name]))
      merged[name] = { ...defaults[name], ...options[name] };
  }
  return merged;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const ABSENT = Symbol('absent');

/** Present in one of `1 + weight` cases, and gone first when a counterexample shrinks. */
function sometimes<T>(arbitrary: fc.Arbitrary<T>, weight = 5): fc.Arbitrary<T | typeof ABSENT> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight, arbitrary: fc.constant<typeof ABSENT>(ABSENT) },
    { weight: 1, arbitrary },
  );
}

/** A record of what is present. */
function options(shape: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .record(shape)
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ABSENT)));
}

const word = fc.stringMatching(/^[a-zA-Z0-9]{1,6}$/);
const ascii = fc.string({ unit: 'grapheme-ascii', maxLength: 8 });
const text = fc.oneof(
  { weight: 3, arbitrary: word },
  { weight: 2, arbitrary: ascii },
  {
    weight: 1,
    arbitrary: fc.constantFrom('ä€😀', "!'()*", '&=?/#%+', ' a b ', '', 'é\u0301', '%zz', '100%'),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 4 }) },
);
const bytes = fc
  .uint8Array({ maxLength: 12 })
  .map((value) => ({ bytes: Buffer.from(value).toString('hex') }));
const scalar = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.constantFrom<unknown>(null, undefined, 0, ''),
);

/** Keys of forms and queries; those that name a property of Object's prototype are cases of their own. */
const key = fc
  .oneof(
    { weight: 4, arbitrary: word },
    { weight: 1, arbitrary: fc.constantFrom('a[b]', 'c.d', 'ä', 'x y', 'a&b', '') },
  )
  .filter((name) => !(name in Object.prototype));

const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
  leaf: scalar,
  tree: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const fields = fc.dictionary(key, tree, { maxKeys: 4, noNullPrototype: true });

const method = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS') },
  { weight: 3, arbitrary: fc.constantFrom('get', 'post', 'Put', 'pAtCh', 'delete', 'head', 'Options') },
  { weight: 1, arbitrary: fc.constantFrom('TRACE', 'PROPFIND', 'PURGE', 'search', '', 'NO SUCH', 'x-own') },
);

const path = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 4, arbitrary: word },
        {
          weight: 2,
          arbitrary: fc.constantFrom(
            'a%20b',
            'a b',
            '%zz',
            'a%2Fb',
            'a;b=1,c',
            '{{x}}',
            "a'b",
            'a|b^c`d',
            ':id@x',
            '',
            'a+b',
            '~u',
            '"q"<x>',
            '%C3%A4',
          ),
        },
      ),
      { maxLength: 3 },
    ),
    sometimes(
      fc.oneof(
        fc.constantFrom(
          '',
          'x=1&x=2',
          'x[y]=1',
          'x=a+b%20c',
          'x',
          'a.b=1&c;d=2',
          "x='!*()",
          'x={{y}}|z',
          '%C3%A4=%E2%82%AC',
          '&&',
          '=',
          'x=%',
        ),
        fc.tuple(word, word).map(([name, value]) => `${name}=${value}`),
      ),
      1,
    ),
    sometimes(fc.constantFrom('#', '#hash', '#a b'), 9),
  )
  .map(
    ([parts, query, hash]) =>
      `/${parts.join('/')}${query === ABSENT ? '' : `?${String(query)}`}${hash === ABSENT ? '' : String(hash)}`,
  );

const target: fc.Arbitrary<Target> = fc.record({
  as: fc.oneof(
    { weight: 4, arbitrary: fc.constant<UrlForm>('text') },
    { weight: 3, arbitrary: fc.constantFrom<UrlForm>('URL', 'legacy', 'baseUrl') },
  ),
  key: fc.constantFrom<'uri' | 'url'>('uri', 'url'),
  userInfo: fc.oneof(
    { weight: 9, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constantFrom('u:p@', 'u%40x:p%3A@', 'u:p:q@') },
  ),
  path,
});

const headerName = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('X-Custom', 'x-lower', 'X_UNDER', 'X-A', 'x-a', 'x-B') },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'Content-Type',
      'content-type',
      'CONTENT-TYPE',
      'Accept',
      'accept',
      'User-Agent',
      'user-agent',
      'Host',
      'host',
      'Cookie',
      'cookie',
      'Authorization',
      'authorization',
      'Referer',
      'Accept-Encoding',
      'Connection',
      'Origin',
      'TE',
      'If-None-Match',
      'Date',
      'Cache-Control',
      'X-Api-Key',
    ),
  },
);
const HEADER_VALUES: Record<string, readonly unknown[]> = {
  'content-type': [
    'text/plain',
    'application/json',
    'application/json; charset=utf-8',
    'application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded; charset=utf-8',
    'multipart/mixed; boundary=mine',
    'multipart/form-data',
    'application/x-mine',
  ],
  accept: ['*/*', 'text/html', 'application/json'],
  host: ['example.org', 'example.org:81', 'localhost'],
  connection: ['close', 'keep-alive', 'Keep-Alive'],
  'accept-encoding': ['identity', 'gzip', 'gzip, deflate, br'],
  cookie: ['a=1', 'a=1; b=2', ''],
  authorization: ['Bearer x', 'Mine'],
  te: ['trailers'],
};
const anyHeaderValue = fc.oneof(
  { weight: 6, arbitrary: word },
  { weight: 2, arbitrary: ascii },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(
      1,
      0,
      true,
      false,
      '',
      undefined,
      null,
      ['a', 'b'],
      ['one'],
      [],
      ' a b ',
      'é',
      '€',
      'a\r\nx-injected: 1',
      'tab\there',
    ),
  },
);
const headers = fc
  .array(
    headerName.chain((name) =>
      fc.tuple(
        fc.constant(name),
        HEADER_VALUES[name.toLowerCase()]
          ? fc.constantFrom(...(HEADER_VALUES[name.toLowerCase()] ?? []))
          : anyHeaderValue,
      ),
    ),
    { maxLength: 4 },
  )
  .map((entries) => Object.fromEntries(entries));

const part = fc
  .record({
    body: fc.oneof(text, bytes, fc.integer()),
    type: sometimes(fc.constantFrom('text/plain', 'application/json'), 1),
  })
  .map(({ body, type }) => (type === ABSENT ? { body } : { 'Content-Type': type, body }));
const formValue = fc.oneof(text, fc.integer(), bytes);
const formDataField = fc.oneof(
  { weight: 3, arbitrary: formValue },
  { weight: 1, arbitrary: fc.array(formValue, { minLength: 1, maxLength: 3 }) },
  {
    weight: 1,
    arbitrary: fc.record({
      value: fc.oneof(text, bytes),
      options: fc.constantFrom(
        { filename: 'a.txt' },
        { contentType: 'application/json' },
        { filename: 'b.bin', contentType: 'x/y' },
        'plain.txt',
        {},
      ),
    }),
  },
);

const json = fc.oneof(
  { weight: 4, arbitrary: fc.constant<unknown>(true) },
  { weight: 3, arbitrary: fields },
  { weight: 2, arbitrary: fc.array(tree, { maxLength: 3 }) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(false, 0, 1, '', 'text', null, undefined, {}, []) },
);
const wireBody = fc.oneof(
  { weight: 3, arbitrary: text },
  { weight: 2, arbitrary: bytes },
  { weight: 2, arbitrary: fc.array(fc.oneof(word, bytes), { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, undefined, false, 0) },
);

const wrongBody = fc.constantFrom<unknown>(5, true, { a: 1 }, [{ a: 1 }], [1]);

/** What the call sends: nothing, one kind of body, or kinds that contradict each other. */
const content = fc.oneof(
  { withCrossShrink: true },
  { weight: 5, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: options({ body: wireBody }) },
  { weight: 1, arbitrary: options({ body: wrongBody }) },
  { weight: 3, arbitrary: options({ json }) },
  { weight: 3, arbitrary: options({ json: fc.constant(true), body: fc.oneof(tree, wireBody) }) },
  { weight: 3, arbitrary: options({ form: fc.oneof(fields, text), json: sometimes(json) }) },
  {
    weight: 2,
    arbitrary: options({
      formData: fc.dictionary(word, formDataField, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
      json: sometimes(json),
    }),
  },
  {
    weight: 2,
    arbitrary: options({
      multipart: fc.oneof(
        fc.array(part, { maxLength: 3 }),
        fc.record({ chunked: fc.constant(false), data: fc.array(part, { maxLength: 2 }) }),
      ),
      preambleCRLF: sometimes(fc.boolean()),
      postambleCRLF: sometimes(fc.boolean()),
    }),
  },
  {
    weight: 1,
    arbitrary: options({
      json,
      body: wireBody,
      form: sometimes(fields, 1),
      multipart: sometimes(fc.array(part, { maxLength: 2 })),
    }),
  },
);

const FIXED = {
  consumer_key: 'ck',
  consumer_secret: 'c&s ü',
  token: 'tk',
  token_secret: 'ts',
  nonce: 'nonce',
  timestamp: '1700000000',
};
const oauth = fc
  .record({
    method: fc.constantFrom(undefined, 'HMAC-SHA1', 'HMAC-SHA256', 'PLAINTEXT'),
    transport: fc.constantFrom(undefined, undefined, 'header', 'query'),
    extra: fc.constantFrom(
      {},
      { realm: 'r' },
      { realm: 'a "b"' },
      { callback: 'https://example.org/?a=b c' },
      { verifier: 'v+1' },
      { version: '1.0' },
      { token: undefined, token_secret: undefined },
      { body_hash: 'mine=' },
    ),
  })
  .map(({ method: signature_method, transport: transport_method, extra }) => {
    const given = { ...FIXED, signature_method, transport_method, ...extra };
    return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  });
const auth = fc.oneof(
  fc.record({ user: text, pass: text }),
  fc.record({ username: word, password: text, sendImmediately: fc.boolean() }),
  fc.record({ user: word, pass: word, sendImmediately: fc.constant(false) }),
  fc.record({ bearer: fc.oneof(word, fc.constant({ fn: 'token' })) }),
  fc.record({ bearer: word, sendImmediately: fc.constant(false) }),
  fc.constantFrom<unknown>({ user: 'u' }, {}, { pass: 'p' }, null, false, { user: 'u', pass: 5 }),
);
const credentials = fc.oneof(
  { withCrossShrink: true },
  { weight: 5, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: options({ auth }) },
  { weight: 1, arbitrary: options({ oauth }) },
);

const flag = fc.boolean();
const query = options({
  qs: sometimes(
    fc.oneof(
      { weight: 5, arbitrary: fields },
      { weight: 1, arbitrary: fc.constantFrom<unknown>('a=1', '', null, ['x', 'y'], {}) },
    ),
    2,
  ),
  qsStringifyOptions: sometimes(
    fc.constantFrom(
      { arrayFormat: 'indices' },
      { arrayFormat: 'brackets' },
      { arrayFormat: 'repeat' },
      { indices: false },
      { encode: false },
      { delimiter: ';' },
      { strictNullHandling: true },
      { skipNulls: true },
      { allowDots: true },
      { sep: ';', eq: ':' },
      { format: 'RFC1738' },
    ),
    4,
  ),
  qsParseOptions: sometimes(
    fc.constantFrom({ delimiter: ';' }, { allowDots: true }, { sep: ';', eq: ':' }),
    8,
  ),
  useQuerystring: sometimes(flag),
});
const conduct = options({
  headers: sometimes(headers, 1),
  gzip: sometimes(flag, 2),
  encoding: sometimes(
    fc.constantFrom(null, 'utf8', 'latin1', 'utf-8', 'ascii', 'base64', 'hex', 'utf16le', undefined),
    3,
  ),
  timeout: sometimes(fc.constantFrom<unknown>(20_000, 60_000, 2 ** 30, 0, null)),
  simple: sometimes(
    fc.oneof(
      { weight: 3, arbitrary: fc.constant<unknown>(false) },
      { weight: 1, arbitrary: fc.constantFrom<unknown>(true, undefined, null, 0, 'false') },
    ),
    2,
  ),
  resolveWithFullResponse: sometimes(
    fc.oneof(
      { weight: 3, arbitrary: fc.constant<unknown>(true) },
      { weight: 1, arbitrary: fc.constantFrom<unknown>(false, 1, 'true', null) },
    ),
    2,
  ),
  transform: sometimes(
    fc
      .constantFrom('length', 'status', 'full', 'async', 'throws', 'rejects', 'undefined')
      .map((name) => ({ fn: `transform ${name}` })),
  ),
  transform2xxOnly: sometimes(fc.constantFrom<unknown>(true, false, 1)),
  followRedirect: sometimes(fc.constantFrom<unknown>(true, false, { fn: 'follow' }, { fn: 'stay' })),
  followAllRedirects: sometimes(flag, 2),
  maxRedirects: sometimes(fc.constantFrom(0, 1, 2, 3, 20)),
  followOriginalHttpMethod: sometimes(flag),
  removeRefererHeader: sometimes(flag),
  forever: sometimes(flag),
  time: sometimes(flag),
  jsonReviver: sometimes(fc.constant({ fn: 'reviver' }), 12),
  jsonReplacer: sometimes(fc.constant({ fn: 'replacer' }), 12),
});

const answerBody = fc
  .oneof(
    { weight: 3, arbitrary: fc.json({ maxDepth: 2, noUnicodeString: false }) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        '',
        '<html></html>',
        '{"a":',
        '  \n',
        'null',
        '"text"',
        '{"__proto__":{"x":1},"b":2}',
        '\ufeff{"a":1}',
        '\ufeffplain',
        'ä€😀',
      ),
    },
    { weight: 1, arbitrary: text },
  )
  .map((value) => Buffer.from(value).toString('latin1'));
const anyBody = fc.oneof(
  { weight: 4, arbitrary: answerBody },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 16 }).map((value) => Buffer.from(value).toString('latin1')),
  },
);

const answerHeaders = options({
  'content-type': sometimes(
    fc.constantFrom(
      'application/json',
      'text/html; charset=iso-8859-1',
      'text/plain',
      'application/octet-stream',
      'application/json; charset=utf-8',
    ),
    1,
  ),
  'set-cookie': sometimes(
    fc.constantFrom<string | string[]>(
      'c=3',
      ['c=3; Path=/', 'd=4; Path=/; HttpOnly'],
      'e=5; Secure',
      'f=6; Max-Age=0',
      'broken',
    ),
    3,
  ),
  'x-twice': sometimes(fc.constant(['1', '2'])),
  'X-Upper': sometimes(fc.constant('U')),
  etag: sometimes(fc.constant('"e"')),
}) as fc.Arbitrary<Record<string, string | string[]>>;

const CHALLENGES = [
  'Basic realm="x"',
  'basic realm="x"',
  'Digest realm="r", nonce="n", qop="auth", opaque="o"',
  'Digest realm="r", nonce="n"',
  'Negotiate',
  '',
];

const finalStatus = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom(200, 200, 200, 201, 202) },
  { weight: 2, arbitrary: fc.constantFrom(204, 304, 205) },
  { weight: 2, arbitrary: fc.constantFrom(400, 403, 404, 429, 500, 502, 503) },
  { weight: 2, arbitrary: fc.integer({ min: 200, max: 599 }) },
);
const coding = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Answer['coding']>('none') },
  { weight: 4, arbitrary: fc.constantFrom<Answer['coding']>('gzip', 'deflate', 'claimed', 'gzip-cut') },
);

const challenge: fc.Arbitrary<Answer> = fc.record({
  status: fc.constant(401),
  headers: fc.constantFrom(...CHALLENGES).map((value) => ({ 'www-authenticate': value })),
  body: answerBody,
  coding: fc.constant<Answer['coding']>('none'),
  location: fc.constant(undefined),
});
const finalAnswer: fc.Arbitrary<Answer> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      status: finalStatus,
      headers: answerHeaders,
      body: anyBody,
      coding,
      location: fc.constant(undefined),
    }),
  },
  { weight: 1, arbitrary: challenge },
);
const redirectAnswer: fc.Arbitrary<Answer> = fc.record({
  status: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(301, 302, 303, 307, 308) },
    { weight: 1, arbitrary: fc.constantFrom(300, 304, 305, 201) },
  ),
  headers: answerHeaders,
  body: answerBody,
  coding: fc.constant<Answer['coding']>('none'),
  location: fc.constantFrom(...LOCATIONS),
});

/** Redirects, and what comes after the last. */
const answers = fc
  .tuple(
    fc.oneof(
      { withCrossShrink: true },
      { weight: 2, arbitrary: fc.constant<Answer[]>([]) },
      { weight: 1, arbitrary: fc.array(redirectAnswer, { minLength: 1, maxLength: 4 }) },
    ),
    finalAnswer,
  )
  .map(([redirects, last]) => [...redirects, last]);

const FORMS: readonly CallForm[] = [
  'options',
  'url and options',
  'verb and options',
  'verb, url and options',
  'callback',
];

const anyCalls: fc.Arbitrary<CallSpec> = fc.record({
  form: fc.constantFrom(...FORMS),
  target,
  options: fc
    .tuple(conduct, content, query, credentials)
    .map((groups) => Object.assign({}, ...groups) as Record<string, unknown>),
  method: fc.option(method, { nil: undefined, freq: 4 }),
  defaults: fc.oneof(
    { withCrossShrink: true },
    { weight: 4, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(conduct, content, query)
        .map((groups) => Object.assign({}, ...groups) as Record<string, unknown>),
    },
  ),
  jar: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.uniqueArray(fc.constantFrom('j=1', 'k=2; Path=/', 'l=3; Path=/hop', 'm=4; HttpOnly'), {
        maxLength: 3,
      }),
    },
  ),
  answers,
});

/** Calls that wait for a challenge, and get one at last. */
const challengedCalls: fc.Arbitrary<CallSpec> = fc
  .record({
    spec: anyCalls,
    auth: fc.record({ user: word, pass: text, sendImmediately: fc.constant(false) }),
    followRedirect: sometimes(fc.constantFrom({ fn: 'follow' }, { fn: 'stay' }), 1),
    challenge,
  })
  .map(({ spec, auth: pending, followRedirect, challenge: last }) => {
    const { formData: _formData, oauth: _oauth, ...rest } = spec.options;
    return {
      ...spec,
      target: { ...spec.target, userInfo: '' },
      options: { ...rest, auth: pending, ...(followRedirect !== ABSENT && { followRedirect }) },
      answers: [...spec.answers.slice(0, -1), last],
    };
  });

/** Any call, and what the server says to it. */
export const calls: fc.Arbitrary<CallSpec> = fc.oneof(
  { weight: 15, arbitrary: anyCalls },
  { weight: 1, arbitrary: challengedCalls },
);
