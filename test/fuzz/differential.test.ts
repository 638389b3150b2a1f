import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, loadOurs, reference } from '../differential/clients';
import { observe } from '../differential/harness';
import { startServer, type TestServer } from '../helpers/with-server';
import { type CallSpec, calls, givenOptions } from './generated-calls';
import { EXCLUDED, exclusionOf, judge, KNOWN } from './known-differences';
import { answering, makeCall } from './make-call';

// FUZZ_SEED=<number> and FUZZ_RUNS=<number> look elsewhere, and further. Whole in CI, smaller elsewhere.
const SEED = Number(process.env.FUZZ_SEED ?? 20261121);
const RUNS = Number(process.env.FUZZ_RUNS ?? (process.env.CI ? 2000 : 300));
const isDefault = process.env.FUZZ_SEED === undefined && RUNS === 2000;

/** Everything that a call may say, and how many of 2,000 calls must say it. */
const OPTIONS = [
  ...['body', 'json', 'form', 'formData', 'multipart', 'qs', 'qsStringifyOptions', 'qsParseOptions'],
  ...[
    'useQuerystring',
    'auth',
    'oauth',
    'headers',
    'gzip',
    'encoding',
    'timeout',
    'simple',
    'time',
    'forever',
  ],
  ...['resolveWithFullResponse', 'transform', 'transform2xxOnly', 'followRedirect', 'followAllRedirects'],
  ...['maxRedirects', 'followOriginalHttpMethod', 'removeRefererHeader', 'jsonReviver', 'jsonReplacer'],
];
const LEAST = 80;

const counts = new Map<string, number>();
const count = (...names: string[]) => {
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
};
const counted = (name: string) => counts.get(name) ?? 0;

let server: TestServer;
let ours: Client;

async function compare(spec: CallSpec): Promise<void> {
  server.use(answering(spec.answers, server.port));
  const wanted = await observe(reference, makeCall(spec, true), server);
  const got = await observe(ours, makeCall(spec, false), server);
  const verdict = judge(spec, wanted, got);
  if (!verdict.equal) expect(verdict.got).toStrictEqual(verdict.wanted);
  expect(verdict.equal).toBe(true);
  count('calls', verdict.used.length === 0 ? 'equal as they are' : 'equal but for known differences');
  count(...verdict.used.map((id) => `difference ${id}`), ...Object.keys(givenOptions(spec)));
  count(`called by ${spec.form}`, `target as ${spec.target.as}`, `${got.requests.length} requests`);
  count(
    ...Object.keys(Object(got.result)),
    ...(spec.defaults ? ['.defaults()'] : []),
    ...(spec.jar ? ['jar'] : []),
  );
  for (const { status, coding } of spec.answers) count(`status ${status}`, `coding ${coding}`);
}

describe(`${RUNS} generated calls, seed ${SEED}`, () => {
  beforeAll(async () => {
    server = await startServer();
    ours = await loadOurs();
  });
  afterAll(() => server.close());

  it('do the same as request-promise', { timeout: 60_000 + RUNS * 200 }, async () => {
    const generated = calls.filter((spec) => exclusionOf(spec) === undefined);
    const details = await fc.check(fc.asyncProperty(generated, compare), { seed: SEED, numRuns: RUNS });
    // With seed, path and the smallest call that still differs.
    if (details.failed) throw new Error(fc.defaultReportMessage(details));
    expect(details.numRuns).toBe(RUNS);
  });

  it('are nearly all that the generator makes', () => {
    const sample = fc.sample(calls, { seed: SEED, numRuns: 2000 });
    const excluded = sample.filter((spec) => exclusionOf(spec) !== undefined);
    expect(excluded.length / sample.length).toBeLessThan(0.15);
    for (const { applies, reason } of EXCLUDED) {
      const found = sample.some((spec) => applies({ ...spec, options: givenOptions(spec) }));
      expect(found, `nothing is excluded for this reason: ${reason}`).toBe(true);
    }
  });

  it.runIf(isDefault)('leave nothing out', () => {
    expect(counted('calls')).toBe(2000);
    // Most calls are compared in every detail, and most come to something.
    expect(counted('equal as they are')).toBeGreaterThan(1000);
    expect(counted('resolved')).toBeGreaterThan(800);
    expect(counted('rejected')).toBeGreaterThan(500);
    for (const name of [...OPTIONS, 'jar', '.defaults()']) expect(counted(name), name).toBeGreaterThan(LEAST);
    for (const form of [
      'options',
      'url and options',
      'verb and options',
      'verb, url and options',
      'callback',
    ])
      expect(counted(`called by ${form}`), form).toBeGreaterThan(300);
    for (const form of ['text', 'URL', 'legacy', 'baseUrl'])
      expect(counted(`target as ${form}`), form).toBeGreaterThan(200);
    for (const status of [200, 201, 204, 301, 302, 303, 304, 307, 308, 401, 404, 500])
      expect(counted(`status ${status}`), `status ${status}`).toBeGreaterThan(15);
    for (const coding of ['gzip', 'deflate', 'claimed', 'gzip-cut'])
      expect(counted(`coding ${coding}`), coding).toBeGreaterThan(100);
    for (const hops of [2, 3, 4]) expect(counted(`${hops} requests`), `${hops} requests`).toBeGreaterThan(30);
  });

  it.runIf(isDefault)('need every known difference', () => {
    const unused = KNOWN.filter(({ id }) => counted(`difference ${id}`) === 0);
    expect(unused.map(({ id }) => id)).toEqual([]);
  });
});
