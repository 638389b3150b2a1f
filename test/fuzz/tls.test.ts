import https from 'node:https';
import type { TLSSocket } from 'node:tls';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, loadOurs, reference } from '../differential/clients';
import { observe } from '../differential/harness';
import { describeWithOpenssl, hasOpenssl, useCertificates } from '../helpers/make-certificates';
import { startServer, type TestServer } from '../helpers/with-server';

// FUZZ_SEED=<number> and FUZZ_RUNS=<number> look elsewhere, and further. Whole in CI, smaller elsewhere.
const SEED = Number(process.env.FUZZ_SEED ?? 20261127);
const RUNS = Number(process.env.FUZZ_RUNS ?? (process.env.CI ? 2000 : 50));

const certificates = useCertificates();
let servers: Record<string, TestServer>;
let values: Record<string, Record<string, unknown>>;
let ours: Client;

/** Says what it knows of the connection. */
function describeConnection(socket: TLSSocket): string {
  const { subject } = socket.getPeerCertificate();
  return [subject?.CN ?? 'nobody', socket.getProtocol(), socket.getCipher().name, socket.servername].join(
    ' ',
  );
}

beforeAll(async () => {
  if (!hasOpenssl) return;
  const { ca } = certificates;
  const [trusted, ann, bob] = [
    certificates.server('localhost'),
    certificates.client('ann'),
    certificates.client('bob'),
  ];
  const kinds = {
    trusted,
    'demands a certificate': { ...trusted, ca, requestCert: true },
    'asks for a certificate': { ...trusted, ca, requestCert: true, rejectUnauthorized: false },
    'self-signed': {
      ...certificates.selfSigned('localhost'),
      ca,
      requestCert: true,
      rejectUnauthorized: false,
    },
    'another name': certificates.server('elsewhere.test'),
    expired: certificates.expiredServer('localhost'),
    'TLS 1.2 alone': { ...trusted, maxVersion: 'TLSv1.2' as const },
    'TLS 1.3 alone': { ...trusted, minVersion: 'TLSv1.3' as const },
  };
  const started = Object.entries(kinds).map(async ([name, tls]) => {
    const answer = (_: unknown, response: { socket: unknown; end(text: string): void }) =>
      response.end(describeConnection(response.socket as TLSSocket));
    return [name, await startServer(answer as never, tls)] as const;
  });
  servers = Object.fromEntries(await Promise.all(started));
  values = {
    cert: {
      ann: ann.cert,
      bytes: Buffer.from(ann.cert),
      list: [ann.cert],
      bob: bob.cert,
      text: 'no certificate',
      null: null,
    },
    key: {
      ann: ann.key,
      bytes: Buffer.from(ann.key),
      encrypted: certificates.encryptedKey(ann, 'right'),
      bob: bob.key,
      text: 'no key',
    },
    pfx: { bob: certificates.pfx(bob, 'right'), open: certificates.pfx(ann, ''), text: 'no pfx' },
    passphrase: { right: 'right', wrong: 'wrong', empty: '' },
    ca: { text: ca, bytes: Buffer.from(ca), list: [ca], other: ann.cert, none: [], null: null },
    rejectUnauthorized: { true: true, false: false },
    strictSSL: { true: true, false: false },
    minVersion: { 1.2: 'TLSv1.2', 1.3: 'TLSv1.3' },
    maxVersion: { 1.2: 'TLSv1.2', 1.3: 'TLSv1.3' },
    ciphers: { one: 'TLS_AES_128_GCM_SHA256', old: 'ECDHE-ECDSA-AES128-GCM-SHA256', none: 'nonsense' },
    secureProtocol: { 1.2: 'TLSv1_2_method' },
    servername: { localhost: 'localhost', other: 'elsewhere.test', empty: '' },
    checkServerIdentity: { pass: () => undefined, refuse: () => new Error('refused') },
    ecdhCurve: { auto: 'auto', p256: 'P-256' },
    agentClass: { https: https.Agent },
  };
  ours = await loadOurs();
}, 60_000);

afterAll(() => Promise.all(Object.values(servers ?? {}).map((server) => server.close())));

/** The name of each value by its option; the values themselves are made when the tests start. */
const NAMES: Record<string, readonly string[]> = {
  cert: ['ann', 'bytes', 'list', 'bob', 'text', 'null'],
  key: ['ann', 'bytes', 'encrypted', 'bob', 'text'],
  pfx: ['bob', 'open', 'text'],
  passphrase: ['right', 'wrong', 'empty'],
  ca: ['text', 'bytes', 'list', 'other', 'none', 'null'],
  rejectUnauthorized: ['true', 'false'],
  strictSSL: ['true', 'false'],
  minVersion: ['1.2', '1.3'],
  maxVersion: ['1.2', '1.3'],
  ciphers: ['one', 'old', 'none'],
  secureProtocol: ['1.2'],
  servername: ['localhost', 'other', 'empty'],
  checkServerIdentity: ['pass', 'refuse'],
  ecdhCurve: ['auto', 'p256'],
  agentClass: ['https'],
};

type Chosen = Record<string, string>;
interface Spec {
  server: string;
  options: Chosen;
  agentOptions: Chosen;
}

const SERVERS = [
  'trusted',
  'demands a certificate',
  'asks for a certificate',
  'self-signed',
  'another name',
  'expired',
  'TLS 1.2 alone',
  'TLS 1.3 alone',
];

/** @param rarity how many calls leave an option out for each call that has it */
function chosen(names: readonly string[], rarity: number): fc.Arbitrary<Chosen> {
  const fields = names.map((name) => {
    const value = fc.constantFrom(...(NAMES[name] ?? [])).map((chosen): Chosen => ({ [name]: chosen }));
    return fc.oneof({ weight: rarity, arbitrary: fc.constant<Chosen>({}) }, { weight: 1, arbitrary: value });
  });
  return fc.tuple(...fields).map((all) => Object.assign({}, ...all) as Chosen);
}

const FREQUENT = ['cert', 'key', 'pfx', 'passphrase', 'ca', 'rejectUnauthorized', 'strictSSL'];
const OF_AGENTS = Object.keys(NAMES).filter((name) => !['strictSSL', 'agentClass'].includes(name));
const RARE = Object.keys(NAMES).filter((name) => !FREQUENT.includes(name));

const specs: fc.Arbitrary<Spec> = fc.record({
  server: fc.constantFrom(...SERVERS),
  options: fc
    .tuple(chosen(FREQUENT, 2), chosen(RARE, 8), fc.boolean())
    .map(([often, rarely, trusts]) => ({ ...(trusts ? { ca: 'text' } : {}), ...often, ...rarely })),
  agentOptions: fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: chosen(OF_AGENTS, 5) },
  ),
});

function given(choice: Chosen): Record<string, unknown> {
  return Object.fromEntries(Object.entries(choice).map(([name, value]) => [name, values[name]?.[value]]));
}

interface Seen {
  kind: string;
  detail?: unknown;
}

async function run(client: Client, { server, options, agentOptions }: Spec, pool?: object): Promise<Seen> {
  const target = servers[server] as TestServer;
  const { result, uncaught } = await observe(
    client,
    {
      name: 'tls',
      call: (send, { at }) =>
        send({
          url: at('localhost').replace('http:', 'https:'),
          ...given(options),
          ...(Object.keys(agentOptions).length > 0 ? { agentOptions: given(agentOptions) } : {}),
          timeout: 30_000,
          ...(pool ? { pool } : {}),
        }),
    },
    target,
  );
  const { resolved, rejected, threw } = Object(result);
  if (uncaught.length > 0) return { kind: 'uncaught', detail: uncaught };
  if (resolved !== undefined) return { kind: 'resolved', detail: resolved };
  const error = rejected ?? threw;
  if (error === undefined) return { kind: 'pending' };
  return { kind: 'rejected', detail: { code: error.cause?.code, message: error.message } };
}

/** The options that say something about verification, of which the strictest counts: "strictest-verification". */
function isContradictory({ options, agentOptions }: Spec): boolean {
  const said = [options.strictSSL, options.rejectUnauthorized, agentOptions.rejectUnauthorized];
  return said.includes('true') && said.includes('false');
}

function strict({ server, options, agentOptions }: Spec): Spec {
  const without = ({ strictSSL: _, rejectUnauthorized: __, ...rest }: Chosen): Chosen => rest;
  return {
    server,
    options: { ...without(options), rejectUnauthorized: 'true' },
    agentOptions: without(agentOptions),
  };
}

/** request keeps agents by a part of their options alone, so that one call gets the identity of another. */
const ownPool = (): object => ({});

async function compare(spec: Spec): Promise<void> {
  const wanted = await run(reference, isContradictory(spec) ? strict(spec) : spec, ownPool());
  const got = await run(ours, spec);
  expect(got).toEqual(wanted);
}

/** The reference throws "Cannot read properties of undefined" for these. */
function isExcluded({ agentOptions }: Spec): boolean {
  return agentOptions.cert !== undefined && agentOptions.cert !== 'null' && agentOptions.key === undefined;
}

describeWithOpenssl(`${RUNS} calls with TLS options, seed ${SEED}`, () => {
  it('do the same as request-promise', { timeout: RUNS * 200 + 20_000 }, async () => {
    const details = await fc.check(
      fc.asyncProperty(
        specs.filter((spec) => !isExcluded(spec)),
        compare,
      ),
      { seed: SEED, numRuns: RUNS },
    );
    if (details.failed) throw new Error(fc.defaultReportMessage(details));
    expect(details.numRuns).toBe(RUNS);
  });
});
