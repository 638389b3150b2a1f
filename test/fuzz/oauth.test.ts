import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LpServices, Toolbelt } from '../../src/index';
import { type OAuth1Keys, type ReceivedRequest, verifyReceived } from '../helpers/oauth-verifier';
import { type SeenRequest, startServer, type TestServer } from '../helpers/with-server';

const SEED = Number(process.env.FUZZ_SEED ?? 5849);
const RUNS = Number(process.env.FUZZ_RUNS ?? 1000);

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();

const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '+', ' ', '%', '%2B', '&=', "!'()*~", '\u0000', '€😀', 'é', 'e\u0301'),
  },
);
const secret = fc.oneof(text, fc.constantFrom('c&s', 'ü%', ''));

/** A piece of a query as it stands in a URL: encoded or not, with plus signs, without a name or a value. */
const rawPiece = fc.oneof(
  { weight: 4, arbitrary: text.map(encodeURIComponent) },
  { weight: 2, arbitrary: fc.stringMatching(/^[\w.~!*'()+:@/?,;-]{0,8}$/) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'a',
      'b',
      'a%20b',
      'a+b',
      'a%2Bb',
      '%61',
      '%C3%A4',
      'a%5Bb%5D',
      'a[b]',
      'a%3D',
      '%25',
      '%',
      '%zz',
      '%e2%82%ac',
    ),
  },
);
const rawQuery = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.tuple(rawPiece, rawPiece).map(([name, value]) => `${name}=${value}`) },
      { weight: 1, arbitrary: rawPiece },
    ),
    { maxLength: 5 },
  )
  .map((pieces) => pieces.join('&'));

const address = fc
  .record({
    scheme: fc.constantFrom('http', 'HTTP', 'https', 'HtTpS'),
    host: fc.constantFrom(
      'api.example.com',
      'API.Example.COM',
      'bücher.example',
      'xn--bcher-kva.example',
      '[2001:DB8::1]',
      '203.0.113.7',
    ),
    port: fc.constantFrom('', ':80', ':443', ':8080'),
    path: fc
      .array(
        fc.oneof(
          rawPiece.map((piece) => piece.replaceAll('?', '')),
          fc.constantFrom('a', 'ä', 'a%2Fb', '{x}', "a'b"),
        ),
        { maxLength: 3 },
      )
      .map((parts) => parts.map((part) => `/${part}`).join('')),
    query: fc.option(rawQuery, { nil: undefined }),
  })
  .map(({ scheme, host, port, path, query }) => {
    const url = `${scheme}://${host}${port}${path}`;
    return query === undefined ? url : `${url}?${query}`;
  });

const values = fc.oneof(
  { weight: 5, arbitrary: text },
  { weight: 1, arbitrary: fc.array(text, { maxLength: 3 }) },
  {
    weight: 1,
    arbitrary: fc.dictionary(fc.constantFrom('x', 'y z', 'ä'), text, { maxKeys: 2, noNullPrototype: true }),
  },
  { weight: 1, arbitrary: fc.constantFrom(0, 1.5, true, false, null, undefined) },
);
const fields = fc.dictionary(
  text.filter((name) => !(name in Object.prototype)),
  values,
  { maxKeys: 4, noNullPrototype: true },
);

const content: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  fc.constant({}),
  fields.map((form) => ({ form })),
  rawQuery.map((form) => ({ form })),
  fields.map((body) => ({ body, json: true })),
  text.map((body) => ({ body })),
);

interface Plan {
  method: string;
  url: string;
  qs: Record<string, unknown> | undefined;
  content: Record<string, unknown>;
  algorithm: 'HMAC-SHA1' | 'HMAC-SHA256' | 'RSA-SHA1' | 'PLAINTEXT' | undefined;
  transport: 'header' | 'query' | 'body' | undefined;
  keys: { consumer_key: string; consumer_secret: string; token?: string; token_secret?: string };
  extra: Record<string, string | true>;
}

const plans: fc.Arbitrary<Plan> = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'post'),
    url: address,
    qs: fc.option(fields, { nil: undefined }),
    content,
    algorithm: fc.constantFrom(undefined, 'HMAC-SHA1', 'HMAC-SHA256', 'RSA-SHA1', 'PLAINTEXT'),
    transport: fc.constantFrom(undefined, 'header', 'query', 'body'),
    keys: fc.oneof(
      fc.record({ consumer_key: text, consumer_secret: secret }),
      fc.record({ consumer_key: text, consumer_secret: secret, token: text, token_secret: secret }),
    ),
    extra: fc.oneof(
      fc.constant({}),
      fc.record({ realm: text }),
      fc.record({ callback: text, realm: text }),
      fc.record({ verifier: text }),
      fc.record({ nonce: text, timestamp: fc.constantFrom('1700000000') }),
      fc.constant({ body_hash: true as const }),
    ),
  })
  // A body hash is made with SHA-1, so only the methods with SHA-1 take it.
  .filter(({ algorithm, extra }) => !('body_hash' in extra) || /SHA1$/.test(String(algorithm ?? 'HMAC-SHA1')))
  .map((plan) =>
    // The one request that may carry its parameters in the body.
    plan.transport === 'body'
      ? { ...plan, method: 'POST', content: plan.content.form ? plan.content : { form: { a: 'b' } } }
      : plan,
  );

/** As the server received it: the loopback server stands where a proxy would, so it sees any host and port. */
function received(seen: SeenRequest): ReceivedRequest {
  const { method, url, headers, body } = seen;
  return { method, target: url, scheme: 'http', headers, body };
}

describe(`OAuth 1.0a by the verifier of RFC 5849, ${RUNS} generated requests, seed ${SEED}`, () => {
  let server: TestServer;
  const seen = new Map<string, number>();
  const count = (name: string) => seen.set(name, (seen.get(name) ?? 0) + 1);

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(async () => {
    Toolbelt.reset();
    await server.close();
  });
  beforeEach(() => {
    Toolbelt.reset();
    Toolbelt.configure({
      whitelist: ['api.example.com', 'bücher.example', '[2001:db8::1]', '203.0.113.7', '127.0.0.1'],
      rateLimit: { mode: 'off' },
    });
  });

  /** The request that a call made, or undefined where the call was refused before it. */
  async function exchange(plan: Plan): Promise<SeenRequest | undefined> {
    server.requests.length = 0;
    const { method, url, qs, content: body, algorithm, transport, keys, extra } = plan;
    const call = Toolbelt.HTTPClient()(url, {
      method,
      ...(qs && { qs }),
      ...body,
      proxy: server.url(''),
      tunnel: false,
      oauth: {
        ...keys,
        ...extra,
        ...(algorithm && { signature_method: algorithm }),
        ...(algorithm === 'RSA-SHA1' && { private_key: PEM }),
        ...(transport && { transport_method: transport }),
      },
    });
    await call;
    expect(server.requests).toHaveLength(1);
    return server.requests[0];
  }

  // What the generated ones brought to light, in its smallest form.
  it.each<[name: string, url: string, content: object]>([
    ['a form that begins with a question mark', 'http://api.example.com', { form: '?a=1' }],
    ['a query that begins with a second one', 'http://api.example.com/??a=1', {}],
  ])('%s is signed as it is', async (_, url, body) => {
    const keys = { consumer_key: 'ck', consumer_secret: 'cs' };
    const [algorithm, transport, qs] = [undefined, undefined, undefined];
    const request = await exchange({
      method: 'POST',
      url,
      qs,
      content: { ...body },
      algorithm,
      transport,
      keys,
      extra: {},
    });
    expect(request && verifyReceived(received(request), { consumerSecret: 'cs' }).problems).toEqual([]);
  });

  it('are genuine', { timeout: RUNS * 60 }, async () => {
    const property = fc.asyncProperty(plans, async (plan) => {
      const request = await exchange(plan);
      if (!request) throw new Error('nothing was sent');
      const keys: OAuth1Keys = {
        consumerSecret: plan.keys.consumer_secret,
        ...(plan.keys.token_secret !== undefined && { tokenSecret: plan.keys.token_secret }),
        publicKey,
      };
      const verdict = verifyReceived(received(request), keys);
      expect(verdict.problems, verdict.baseString).toEqual([]);
      expect(verdict.transport).toBe(plan.transport ?? 'header');
      expect(verdict.parameters).toMatchObject({
        oauth_consumer_key: plan.keys.consumer_key,
        oauth_signature_method: plan.algorithm ?? 'HMAC-SHA1',
        ...(plan.keys.token !== undefined && { oauth_token: plan.keys.token }),
        ...(plan.extra.verifier !== undefined && { oauth_verifier: plan.extra.verifier }),
        ...(plan.extra.callback !== undefined && { oauth_callback: plan.extra.callback }),
      });
      // A server that knows other secrets, or sees another request, refuses it.
      expect(
        verifyReceived(received(request), {
          ...keys,
          consumerSecret: `${keys.consumerSecret}!`,
          publicKey: otherKey,
        }).problems,
      ).toHaveLength(1);
      if (plan.algorithm !== 'PLAINTEXT') {
        const target = `${request.url}${request.url.includes('?') ? '&' : '?'}added=1`;
        expect(verifyReceived({ ...received(request), target }, keys).problems).toHaveLength(1);
      }
      count(plan.algorithm ?? 'HMAC-SHA1');
      count(verdict.transport ?? 'none');
      if ('form' in plan.content) count('form');
      if (request.url.includes('%5B')) count('encoded brackets');
      if (/[?&][^=&]*=(&|$)/.test(request.url)) count('an empty value');
    });
    const details = await fc.check(property, { seed: SEED, numRuns: RUNS });
    if (details.failed) throw new Error(fc.defaultReportMessage(details));
    expect(details.numRuns).toBe(RUNS);
    for (const name of [
      'HMAC-SHA1',
      'HMAC-SHA256',
      'RSA-SHA1',
      'PLAINTEXT',
      'header',
      'query',
      'body',
      'form',
      'encoded brackets',
      'an empty value',
    ])
      expect(seen.get(name) ?? 0, name).toBeGreaterThan(RUNS / 20);
  });

  const { publicKey: otherKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

  it('are genuine from LpClient, 300 app keys and queries', { timeout: 60_000 }, async () => {
    const filled = text.filter((value) => value !== '');
    const property = fc.asyncProperty(
      fc.record({ consumerKey: filled, consumerSecret: filled, token: filled, tokenSecret: filled }),
      // Under a baseUrl request refuses a path with "://" anywhere.
      rawQuery.filter((query) => !query.includes('://')),
      fc.option(fields, { nil: undefined }),
      async (key, search, qs) => {
        server.requests.length = 0;
        const restore = Toolbelt.configure({
          accountId: '1',
          secrets: { 'lp-faas-default-app-key': key },
          csds: { [LpServices.MSG_HIST]: server.url('') },
        });
        try {
          const path = `/messaging_history/api/account/1/x${search === '' ? '' : `?${search}`}`;
          await Toolbelt.LpClient()(LpServices.MSG_HIST, path, qs ? { qs } : {});
        } finally {
          restore();
        }
        const [request] = server.requests;
        if (!request) throw new Error('nothing was sent');
        const verdict = verifyReceived(received(request), key);
        expect(verdict.problems, verdict.baseString).toEqual([]);
        expect(verdict.parameters).toMatchObject({
          oauth_consumer_key: key.consumerKey,
          oauth_token: key.token,
        });
      },
    );
    const details = await fc.check(property, { seed: SEED, numRuns: 300 });
    if (details.failed) throw new Error(fc.defaultReportMessage(details));
    expect(details.numRuns).toBe(300);
  });
});
