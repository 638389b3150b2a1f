import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { writeModules } from '../helpers/modules';

const modules = writeModules();
afterAll(() => modules.remove());
/** Doubling the text must not cost more than this many times as much: 2 is linear, 4 is quadratic. */
const MOST = 3.2;
/** A child that backtracks would run for hours. */
const TIMEOUT_MS = 100_000;

/**
 * Every function of ours that runs a regular expression over foreign text, and what is worst for it. `s(n)` is a text of
 * about n characters.
 */
const CASES: Record<string, string> = {
  'redactor: user info of URLs': `n => text('://', n, 'a', '')`,
  'redactor: PEM without end': `n => text('-----BEGIN A-----', n, '-----END A', '')`,
  'redactor: schemes': `n => text('Bearer ', n, ' ', '')`,
  'redactor: schemes again': `n => ('Basic '.repeat(n / 6))`,
  'redactor: OAuth': `n => text('OAuth ', n, 'a', '')`,
  'redactor: names': `n => text('', n, 'a', '')`,
  'redactor: fields': `n => text('', n, '&a.b[c]', '')`,
  'redactor: JSON without ends': `n => text('', n, '"a":[', '')`,
  'redactor: JSON strings': `n => text('"token":"', n, '\\\\\\\\', '')`,
  'redactor: JSON spaces': `n => text('"a"', n, ' ', '')`,
  'redactor: nested JSON': `n => text('', n, '\\\\"a\\\\":\\\\"', '')`,
  'redactor: backslashes': `n => text('', n, '\\\\', '"')`,
  'whitelist entry: user info': `n => text('a://', n, '@', ' ')`,
  'whitelist entry: labels': `n => text('', n, 'a.', '')`,
  'whitelist entry: hyphens': `n => text('a', n, '-', 'a')`,
  'whitelist entry: IDN': `n => text('', n, 'ü', '')`,
  'whitelist host: labels': `n => text('', n, 'a.', 'net')`,
  'challenge: one word': `n => text('Digest ', n, 'a', '')`,
  'challenge: quotes': `n => text('Digest ', n, 'a="', '')`,
  'challenge: spaces': `n => text('Digest qop=",', n, ' ', 'x"')`,
  'cookie: spaces': `n => text('a=b', n, ' ', ';')`,
  'cookie: attributes': `n => text('a=b', n, ';', '')`,
  'cookie: date': `n => text('a=b; Expires=', n, '1 ', '')`,
  'PEM: begins': `n => text('', n, '-----BEGIN A-----\\\\n', '')`,
  'PEM: begins on one line': `n => text('', n, '-----BEGIN ', '')`,
  'PEM: base64': `n => text('MI', n, 'A ', '!')`,
  'JSON location: spaces': `n => text('{', n, ' ', '!')`,
  'JSON location: lines': `n => text('[', n, '\\\\n', '!')`,
  'NO_PROXY: colons': `n => text('', n, ':1', 'x')`,
  'NO_PROXY: entries': `n => text('', n, 'a,', '')`,
  'proxy: at signs': `n => text('http://', n, '@', ' ')`,
  'form: names of types': `n => text('multipart/form-data; ', n, 'boundary=', '')`,
  'excerpt of an error body': `n => text('', n, ' \\\\n', 'x')`,
  'keywords: many messages': `n => text('', n, 'a', 'b')`,
};

const CHILD = `
  const at = (file) => require(${JSON.stringify(modules.folder)} + '/' + file);
  const text = (start, n, part, end) => start + part.repeat(Math.ceil(n / part.length)) + end;
  const quietly = (run) => { try { return run(); } catch (error) { return String(error.message).length; } };
  const { redactText } = at('internal/redact');
  const { parseHostPattern } = at('config/host-pattern');
  const { compileWhitelist } = at('http/rules/whitelist');
  const { authorizerFor } = at('http/request/auth');
  const { createCookieJar } = at('http/request/cookies');
  const { pemBlocks, explainPem } = at('mtls/mtls-pem');
  const { findSyntaxError } = at('internal/json-location');
  const { resolveProxy, parseProxy, unsupportedNoProxyEntries } = at('http/rules/proxy');
  const { buildBody } = at('http/request/request-body');
  const { HeaderMap } = at('http/request/header-map');
  const { statusError } = at('functions-client/gateway/answer-errors');
  const { Toolbelt } = require(${JSON.stringify(modules.folder)});
  const url = new URL('http://a.example.com/');
  const wanted = { thing: 'a certificate', label: 'CERTIFICATE', fromDer: '', fromPkcs12: '' };
  const whitelist = compileWhitelist(['*.example.com', 'a.net']);
  const RUNS = {
    redactor: redactText,
    'whitelist entry': (s) => parseHostPattern(s),
    'whitelist host': (s) => whitelist.allows(s),
    challenge: (s) => {
      const authorizer = authorizerFor({ user: 'u', pass: 'p', sendImmediately: false });
      authorizer.challenged({ 'www-authenticate': s });
      authorizer.authorize({ method: 'GET', url, headers: new HeaderMap() });
    },
    cookie: (s) => createCookieJar().setCookie(s, url.href),
    PEM: (s) => { pemBlocks(Buffer.from(s)); explainPem(Buffer.from(s), wanted); },
    'JSON location': (s) => findSyntaxError(s, new Error('x')),
    NO_PROXY: (s) => { resolveProxy(url, { httpProxy: 'http://p', noProxy: s }); unsupportedNoProxyEntries(s); },
    proxy: (s) => parseProxy(s, 'x'),
    form: (s) => buildBody({ multipart: [{ body: 'a' }] }, new HeaderMap([['content-type', s]])),
    'excerpt of an error body': (s) => statusError('FaaSInvokeError', { url: url.href, status: 500, headers: {}, body: s }),
    keywords: (s) => Toolbelt.ConversationUtil().scanConversationForKeywords({ conversationHistoryRecords: [
      { messageRecords: [{ type: 'TEXT_PLAIN', messageData: { msg: { text: s } } }] }] }, ['(a+)+$', 'aab', '.*', '[']),
  };
  const cost = (run, s) => {
    let best = Infinity;
    for (let i = 0; i < 3; i += 1) {
      const start = process.cpuUsage();
      quietly(() => run(s));
      const { user, system } = process.cpuUsage(start);
      best = Math.min(best, user + system);
    }
    return best;
  };
  const [name, source] = process.argv.slice(1);
  const make = eval(source);
  const run = RUNS[name.split(':')[0]];
  if (!run) throw new Error('no function for ' + name);
  const SIZE = 150_000;
  quietly(() => run(make(SIZE)));
  const [small, large] = [cost(run, make(SIZE)), cost(run, make(SIZE * 4))];
  // 60 ms are too short to be measured well, and too short to hurt anybody.
  console.log(JSON.stringify({ small, large, perDoubling: large < 60_000 ? 0 : Math.sqrt(large / Math.max(small, 1)) }));
`;

it.each(Object.entries(CASES))(
  '%s: the cost grows with the length and not faster',
  async (name, source) => {
    const args = ['-e', CHILD, name, source];
    let least = Number.POSITIVE_INFINITY;
    let figures = '';
    // A busy machine makes one of the two texts look dear now and then, but not three times.
    for (let tries = 0; tries < 3 && least >= MOST; tries += 1) {
      const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: TIMEOUT_MS });
      const { small, large, perDoubling } = JSON.parse(stdout);
      expect(large, 'nothing ran').toBeGreaterThan(0);
      least = Math.min(least, perDoubling);
      figures += `${small} µs, ${large} µs for 4 times the text. `;
    }
    expect(least, figures).toBeLessThan(MOST);
  },
  TIMEOUT_MS + 20_000,
);
