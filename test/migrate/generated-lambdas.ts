import fc from 'fast-check';

/** Statements that lambdas are made of; `depth` bounds the nesting. Each text is a list of statements. */
type Text = fc.Arbitrary<string>;

const condition = fc.constantFrom(
  'p.a',
  '!p.a',
  'p.n > 1',
  'p.n === 0',
  "typeof p.t === 'string'",
  'p.items.length > 1',
);
const value = fc.constantFrom(
  'p.n',
  "'text'",
  '{ n: p.n, a: p.a }',
  '[p.n, p.t]',
  'p.items.map((item) => item * 2)',
  'undefined',
  'p',
  'load(p.n)',
  'await load(p.t)',
  'JSON.stringify(p)',
  'p.a ? 1 : { two: 2 }',
  'p.a && load(p.n)',
  'p.items?.length',
  'loaded',
);
const failure = fc.constantFrom(
  "new Error('failed')",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is a template of the lambda
  'new TypeError(`no ${p.t}`)',
  "'plain text'",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is a template of the lambda
  '`template ${p.n}`',
  "{ statusCode: 404, message: 'not found' }",
  "p.a ? 'one text' : 'another'",
  "'A text'.slice(0, p.n)",
  'makeError(p.t)',
  '{ status: p.n }',
  'p.missing',
  'p.t',
  'Object.assign(new Error("with code"), { code: 7 })',
);
const syncValue = value.filter((text) => !text.startsWith('await'));
const log = fc.nat(9).map((n) => `console.info('log ${n}');`);
const noise = fc.oneof(log, fc.constant('p.n += 1;'), fc.constant('const copy = { ...p };'));

const success = (values: Text) => values.map((text) => `callback(null, ${text})`);
const failing = failure.map((text) => `callback(${text})`);
const withBoth = fc.tuple(failure, syncValue).map(([error, result]) => `callback(${error}, ${result})`);

/** Asks whether the callback is there, as functions do that also run outside of the platform. */
const asked = (call: Text): Text =>
  fc.tuple(call, fc.nat(11)).map(([text, form]) => {
    if (form === 0) return `callback && ${text};`;
    if (form === 1) return `return callback && ${text};`;
    if (form === 2) return `typeof callback === 'function' && ${text};`;
    if (form === 3) return `if (callback) ${text};`;
    if (form === 4) return `if (callback !== undefined) { ${text}; } else { console.info('alone'); }`;
    if (form === 5) return `if (callback) {\n  // asked\n  return ${text};\n}\nreturn 'alone';`;
    if (form === 6) return `if (!callback) return;\n${text};`;
    if (form === 7)
      return `if (typeof callback !== 'function') { return; } else if (p.a || callback) ${text};`;
    if (form === 8) return `callback ? ${text} : console.info('alone');`;
    if (form === 9) return `if (callback && (p.a || p.n > 1)) {\n  ${text};\n  return;\n}\n${text};`;
    if (form === 10) return `!callback || ${text};`;
    return `${text.replace(/^callback\(/, 'callback?.(')};`;
  });

/** A call of the callback as a statement, in the ways that published lambdas write it. */
const ending = (values: Text): Text =>
  fc.oneof(
    { weight: 4, arbitrary: plainEnding(values) },
    { weight: 1, arbitrary: asked(fc.oneof(success(values), failing, withBoth)) },
  );

const plainEnding = (values: Text): Text =>
  fc.tuple(fc.oneof(success(values), failing, withBoth), fc.nat(9)).map(([call, form]) => {
    if (form < 4) return `${call};`;
    if (form < 7) return `return ${call};`;
    if (form < 9) return `${call}; return;`;
    return call.includes('await') ? `${call};` : `return Promise.resolve(${call});`;
  });

const chain = (values: Text): Text =>
  fc
    .tuple(
      fc.oneof(success(values), failing),
      fc.constantFrom(...REJECTIONS),
      fc.boolean(),
      log,
      condition,
      failing,
    )
    .map(([call, rejection, isReturned, line, test, otherwise]) => {
      const handler = line.length % 2 === 0 ? `(r) => { ${line} ${call}; }` : `(r) => ${call}`;
      const guarded = `(r) => { if (${test}) { ${otherwise}; return; } ${call}; }`;
      const used = call.length % 3 === 0 ? guarded : handler;
      const text = `load(p.n).then(${used.includes('await') ? `async ${used}` : used})${rejection}`;
      return isReturned ? `return ${text};` : `${text};`;
    });
const REJECTIONS = [
  '.catch(callback)',
  '.catch(callback.bind(null))',
  '.catch(stored)',
  '.catch((e) => callback(e))',
  ".catch((e) => { console.error('caught', e.message); callback(e); })",
  ".catch((e) => { callback(new Error('wrapped ' + e.message)); })",
  '',
  ".catch((e) => console.error('swallowed', e.message))",
  ".catch(callback).finally(() => console.info('finally'))",
];

const later = (values: Text): Text =>
  fc
    .tuple(
      fc.oneof(success(values), failing),
      fc.constantFrom('timer', 'node', 'argument', 'bound', 'boundLater', 'each'),
    )
    .map(([call, kind]) => {
      const inner = call.includes('await') ? 'callback(null, 1)' : call;
      if (kind === 'timer') return `setTimeout(() => { ${inner}; }, 0);`;
      if (kind === 'bound') return 'load(p).then(callback.bind(null, null)).catch(callback.bind(undefined));';
      if (kind === 'boundLater') return 'setTimeout(callback.bind(null, null), 0);';
      if (kind === 'each') return `p.items.forEach((item) => { ${inner}; });`;
      if (kind === 'node')
        return `nodeStyle(p.n, (err, found) => { if (err) return callback(err); ${inner}; });`;
      return 'nodeStyle(p.n, callback);';
    });

const helperCall = fc.constantFrom(
  "fail('by a helper');",
  "return fail('by a helper');",
  'succeed(p.n);',
  'return succeed(p);',
  'await finish(p.a);',
  'finish(p.t); return;',
);

const FINALLY = [
  " finally { console.info('finally'); }",
  ' finally { clearTimeout(timer); timer = null; if (timer) console.info(timer); }',
  ' finally { await load(p.n); }',
];

function block(depth: number, values: Text): Text {
  const last = depth <= 0 ? ending(values) : statement(depth - 1, values);
  return fc
    .tuple(fc.array(noise, { maxLength: 1 }), fc.array(guard(values), { maxLength: 2 }), last)
    .map(([before, guards, end]) => [...before, ...guards, end].join('\n'));
}

const guard = (values: Text): Text =>
  fc.tuple(condition, ending(values), fc.nat(9)).map(([test, end, form]) => {
    const isExit = /return/.test(end);
    // One in ten forgets the return, as published lambdas do.
    const exit = isExit || form === 0 ? '' : ' return;';
    return `if (${test}) { ${end}${exit} }`;
  });

function statement(depth: number, values: Text): Text {
  const inner = block(depth, values);
  return fc.oneof(
    { weight: 3, arbitrary: ending(values) },
    { weight: 2, arbitrary: chain(values) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(condition, fc.oneof(success(values), failing, withBoth), fc.oneof(success(values), failing))
        .map(([test, a, b]) => `if (${test}) ${a}; else ${b};`),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(condition, fc.oneof(success(syncValue), failing), failing)
        .map(([test, a, b]) => `${test} ? ${a} : ${b};`),
    },
    { weight: 1, arbitrary: later(values) },
    { weight: 2, arbitrary: helperCall },
    {
      weight: 2,
      arbitrary: fc
        .tuple(condition, inner, inner)
        .map(([test, a, b]) => `if (${test}) {\n${a}\n} else {\n${b}\n}`),
    },
    { weight: 1, arbitrary: fc.tuple(condition, inner).map(([test, a]) => `if (${test}) {\n${a}\n}`) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          inner,
          fc.constantFrom('', "console.error('caught', e && e.message);"),
          fc.oneof(fc.constant('callback(e);'), ending(values)),
          fc.nat(9),
        )
        .map(([a, line, end, form]) => {
          const tail = FINALLY[form] ?? '';
          const thrower = form > 6 ? 'if (p.n === 2) throw new Error("thrown");\n' : '';
          return `try {\n${thrower}${a}\n} catch (e) {\n${line}\n${end}\n}${tail}`;
        }),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(inner, inner, inner)
        .map(
          ([a, b, c]) =>
            `switch (p.n) {\ncase 0: {\n${a}\nbreak;\n}\ncase 1: {\n${b}\nbreak;\n}\ndefault: {\n${c}\n}\n}`,
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(condition, ending(values), inner)
        .map(
          ([test, a, b]) => `for (const item of p.items) {\nif (${test} && item) { ${a} return; }\n}\n${b}`,
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(condition, fc.oneof(success(syncValue), failing), inner)
        .map(
          ([test, a, b]) =>
            `walk: {\nfor (const item of p.items) {\nif (item === 2) continue;\nif (${test}) { ${a}; break walk; }\n}\n${b}\n}`,
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .oneof(success(values), failing, withBoth)
        .map(
          (call) =>
            `try {\nif (p.a) throw new Error('lost');\nif (p.n === 1) return;\np.n += 1;\n} finally {\n${call};\n}`,
        ),
    },
  );
}

/** What a lambda has as its body that is an arrow function without brackets. */
const expression: Text = fc.oneof(
  fc.oneof(success(value), failing, withBoth),
  fc.oneof(success(syncValue), failing).map((call) => `callback && ${call}`),
  fc.tuple(condition, success(syncValue), failing).map(([test, a, b]) => `${test} ? ${a} : ${b}`),
  fc.tuple(condition, failing).map(([test, call]) => `${test} && ${call}`),
  fc
    .tuple(fc.oneof(success(syncValue), failing), fc.constantFrom(...REJECTIONS))
    .map(
      ([call, rejection]) =>
        `load(p.n)\n  .then((r) => {\n    ${call};\n  })${rejection.replace('stored', 'callback')}`,
    ),
  fc.constant('nodeStyle(p.n, callback)'),
  fc.constant('(async () => {\n  callback(null, await load(p.n));\n})().catch(callback)'),
);

const arrowLambda: Text = fc
  .tuple(expression, fc.constantFrom(' ', '\n  ', ' (', ' /* c */ '), fc.constantFrom('', ';', '\n;'))
  .map(([body, gap, end]) => {
    const text = body.replaceAll(/\bp\b/g, 'input.payload').replaceAll('loaded', 'input.payload.n');
    return `const lambda = async (input, callback) =>${gap}${text}${gap.includes('(') ? ')' : ''}${end}\n${HELPERS}`;
  });
const HELPERS = `async function load(x) { if (x === 1) throw new Error("not loaded"); return x; }
function makeError(text) { return new Error('made ' + text); }
function nodeStyle(x, done) { setTimeout(() => (x === 1 ? done(new Error('node failed')) : done(null, [x])), 0); }
`;

/** A lambda, with helpers that get the callback, close over it, or give promises. */
const declaredLambda: Text = fc
  .tuple(block(3, value), fc.boolean(), fc.constantFrom('new Error("not loaded")', '"a text"'))
  .map(
    ([body, isThrowing, reason]) => `async function lambda(input, callback) {
const p = input.payload;
const stored = callback;
let timer = setTimeout(() => {}, 0);
let loaded;
loaded = p.a ? quiet(load(p.n)) : p.n;
const fail = (text) => callback(new Error(text));
function succeed(result) { console.info('succeeds'); callback(null, result); }
async function finish(flag) { if (flag) { callback(null, 'finished'); } else { callback(new Error('not finished')); } }
${body}
}
async function load(x) { ${isThrowing ? `if (x === 1) throw ${reason};` : ''} return x; }
function quiet(x) { const end = x.catch(() => undefined); return end && x; }
function makeError(text) { return new Error('made ' + text); }
function nodeStyle(x, done) { setTimeout(() => (x === 1 ? done(new Error('node failed')) : done(null, [x])), 0); }
`,
  );

export const lambdaSource: Text = fc.oneof(
  { weight: 6, arbitrary: declaredLambda },
  { weight: 1, arbitrary: arrowLambda },
);
