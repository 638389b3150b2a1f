import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, loadOurs, reference } from '../differential/clients';
import { startServer, type TestServer } from '../helpers/with-server';

// FUZZ_SEED=<number> and FUZZ_RUNS=<number> look elsewhere, and further. Whole in CI, smaller elsewhere.
const SEED = Number(process.env.FUZZ_SEED ?? 1127);
const RUNS = Number(process.env.FUZZ_RUNS ?? (process.env.CI ? 2000 : 100));
/** So many cases wait at the same time. */
const TOGETHER = 50;

/** Milliseconds that a server waits. The limit of the calls lies far from each of them. */
const WAITS = { none: 0, short: 40, long: 900 };
const LIMIT_MS = 400;
/** How far two calls of the same length may lie apart. A limit that counts twice lies further. */
const APART_MS = 250;
/** How long an answer without end may go on in a test. */
const END_MS = 5_000;

type Wait = keyof typeof WAITS;

/** What a server does, and whether the call has a limit. */
interface Plan {
  method: 'get' | 'post' | 'head';
  /** Before each redirect that leads to the answer. */
  redirects: Wait[];
  beforeHead: Wait;
  /** Before each part of the body. */
  gaps: Wait[];
  end: 'whole' | 'silence' | 'reset' | 'reset before the head';
  timeout: number | undefined;
}

const someWait = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Wait>('none') },
  { weight: 3, arbitrary: fc.constant<Wait>('short') },
  { weight: 1, arbitrary: fc.constant<Wait>('long') },
);
const plans: fc.Arbitrary<Plan> = fc
  .record<Plan>({
    method: fc.constantFrom('get', 'get', 'post', 'head'),
    redirects: fc.array(someWait, { maxLength: 2 }),
    beforeHead: someWait,
    gaps: fc.array(someWait, { maxLength: 3 }),
    end: fc.constantFrom('whole', 'whole', 'silence', 'reset', 'reset before the head'),
    timeout: fc.constantFrom(LIMIT_MS, LIMIT_MS, undefined),
  })
  // Without a limit both would wait for ever.
  .filter(({ end, timeout }) => end !== 'silence' || timeout !== undefined);

let server: TestServer;
let ours: Client;
const running: Plan[] = [];

beforeAll(async () => {
  ours = await loadOurs();
  server = await startServer(async ({ url }, response) => {
    const [, id = '', hop = ''] = url.split('/');
    await answer(running[Number(id)] as Plan, Number(hop), `/${id}/${Number(hop) + 1}`, response);
  });
});
afterAll(() => server.close());

async function answer(plan: Plan, hop: number, next: string, response: ServerResponse): Promise<void> {
  const redirect = plan.redirects[hop];
  if (redirect !== undefined) {
    await wait(WAITS[redirect]);
    response.writeHead(302, { location: next, connection: 'close' }).end();
    return;
  }
  await wait(WAITS[plan.beforeHead]);
  if (plan.end === 'reset before the head') return void response.destroy();
  response.writeHead(200, { connection: 'close' }).flushHeaders();
  for (const gap of plan.gaps) {
    await wait(WAITS[gap]);
    response.write('.');
  }
  if (plan.end === 'whole') response.end();
  // The client has to see the head first.
  else if (plan.end === 'reset') setTimeout(() => response.destroy(), WAITS.short);
}

interface Course {
  outcome: string;
  ms: number;
}

async function courseOf(client: Client, plan: Plan, url: string): Promise<Course> {
  const { method, timeout } = plan;
  const start = performance.now();
  const options = { timeout, followAllRedirects: true, headers: { connection: 'close' } };
  const call = client[method](url, options);
  const late = new AbortController();
  const outcome = await Promise.race([
    Promise.resolve(call).then(
      (body) => `resolved ${String(body).length || 'empty'}`,
      (error) => `rejected ${error.name} ${error.cause?.code} ${error.cause?.connect}`,
    ),
    wait(END_MS, 'pending', { signal: late.signal }).catch(() => 'pending'),
  ]);
  late.abort();
  call.abort();
  return { outcome, ms: performance.now() - start };
}

/** What the two do differently. */
async function difference(plan: Plan): Promise<object | undefined> {
  const id = running.push(plan) - 1;
  const url = server.url(`/${id}/0`);
  const [wanted, got] = await Promise.all([courseOf(reference, plan, url), courseOf(ours, plan, url)]);
  const isSame = wanted.outcome === got.outcome && Math.abs(wanted.ms - got.ms) < APART_MS;
  return isSame ? undefined : { plan, wanted, got };
}

it(`${RUNS} calls of servers that are slow, silent or half-dead end as those of request-promise do, and as soon (seed ${SEED})`, {
  timeout: 60_000 + RUNS * 100,
}, async () => {
  const generated = fc.sample(plans, { seed: SEED, numRuns: RUNS });
  const suspects: Plan[] = [];
  for (let first = 0; first < generated.length; first += TOGETHER) {
    const batch = generated.slice(first, first + TOGETHER);
    const found = await Promise.all(batch.map(difference));
    suspects.push(...batch.filter((_plan, index) => found[index] !== undefined));
  }
  // A busy machine delays one of two calls now and then. What differs is repeated alone.
  const differences: object[] = [];
  for (const plan of suspects) {
    const again = await difference(plan);
    if (again) differences.push(again);
  }
  expect(differences).toEqual([]);
  expect(suspects.length).toBeLessThan(RUNS / 2);
});
