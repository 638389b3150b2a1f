// What the rate limit costs: time an admission, and memory a budget and a waiting caller, beside rate-limiter-flexible.
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { batchOf, startProcess, timeInTurns, times, us, whole } from './lib/measure.mjs';
import { moduleOf } from './lib/modules.mjs';

const SELF = fileURLToPath(import.meta.url);
const load = createRequire(import.meta.url);
const { RateLimiter } = load(moduleOf('http/rules/rate-limiter'));
const { realTime } = load(moduleOf('internal/real-time'));
const LIMIT = { limit: 20, intervalMs: 1_000, maxWaitMs: 60_000, key: 'function' };

/** Every admission finds a free slot: each is a window after the one before. */
function admitting(mode, limit) {
  let now = 0;
  const limiter = new RateLimiter({ time: { ...realTime, now: () => now } });
  const policy = { ...LIMIT, limit, mode };
  return () => {
    now += 1_000;
    if (limiter.admit(policy) !== true) throw new Error('not admitted');
  };
}

/** The window is full and stays so: what a burst over the limit costs. */
function refusing() {
  const limiter = new RateLimiter({ time: { ...realTime, now: () => 0 } });
  const policy = { ...LIMIT, mode: 'reject' };
  for (let count = 0; count < policy.limit; count++) limiter.admit(policy);
  return () => {
    if (limiter.admit(policy) !== false) throw new Error('admitted');
  };
}

export async function run({ quick }) {
  // Its points are more than it will be asked for: every answer is a yes, as in the rows above.
  const flexible = new RateLimiterMemory({ points: 1e12, duration: 1 });
  const batch = 1_000;
  const flexibleBatch = async () => {
    for (let turn = 0; turn < batch; turn++) await flexible.consume('function');
  };
  const tasks = {
    off: batchOf(batch, admitting('off', 20)),
    reject: batchOf(batch, admitting('reject', 20)),
    large: batchOf(batch, admitting('reject', 10_000)),
    refuse: batchOf(batch, refusing()),
    queue: batchOf(batch, admitting('queue', 20)),
    flexible: Object.assign(flexibleBatch, { batch }),
  };
  const plan = quick ? { rounds: 1, roundMs: 1 } : { rounds: 9, roundMs: 60 };
  const cost = await timeInTurns(tasks, plan);
  const memory = await startProcess(SELF, [quick ? '100' : '20000'], { execArgv: ['--expose-gc'] });
  await memory.stop();
  const { budget, largeBudget, flexibleBudget, waiter } = memory.message;
  const bytes = (value) => `${whole(value)} bytes`;
  const row = (name, title, held) => [title, us(cost[name]), times(cost[name] / cost.reject), held];
  return [
    {
      title: 'Rate limit',
      text:
        `One admission (medians of ${plan.rounds} rounds), and the heap that is held afterwards for each budget, which a ` +
        'function has one of. The log of a budget is as long as its limit, whatever the traffic.',
      head: ['what', 'an admission', 'relative to 20 a second', 'heap a budget'],
      rows: [
        row('off', 'mode off', '0 bytes'),
        row('reject', '20 a second, admitted', bytes(budget)),
        row('refuse', '20 a second, refused', bytes(budget)),
        row('queue', '20 a second, mode queue, admitted at once', bytes(budget)),
        row('large', '10,000 a second, admitted', bytes(largeBudget)),
        row('flexible', 'rate-limiter-flexible in memory', bytes(flexibleBudget)),
      ],
      remarks: [
        {
          applies: true,
          text: `A caller that waits in mode queue holds ${bytes(waiter)} of heap until its turn.`,
        },
        {
          applies: cost.flexible < cost.reject || flexibleBudget < budget,
          text:
            'rate-limiter-flexible needs less time or memory: it counts in fixed windows, which is one number a key, and ' +
            'lets twice the limit through at the edge of two windows. Ours remembers the time of each admission.',
        },
      ],
    },
  ];
}

/** Bytes of heap for each of `count` things that `make` leaves behind. */
async function heapOf(count, make) {
  global.gc();
  const before = process.memoryUsage().heapUsed;
  const kept = await make(count);
  global.gc();
  const held = (process.memoryUsage().heapUsed - before) / count;
  if (kept === undefined) throw new Error('nothing was kept');
  return Math.max(0, held);
}

async function measureMemory(count) {
  const fill = (policy) => (budgets) => {
    const limiter = new RateLimiter();
    // As long as it can get: a log that was filled once.
    for (let index = 0; index < budgets; index++) {
      for (let turn = 0; turn < policy.limit; turn++) limiter.admit({ ...policy, key: `function-${index}` });
    }
    return limiter;
  };
  const wait = (callers) => {
    const limiter = new RateLimiter();
    const policy = { ...LIMIT, mode: 'queue', maxWaitMs: 1e9 };
    return [limiter, Array.from({ length: callers }, () => limiter.admit(policy))];
  };
  const flexible = async (budgets) => {
    const limiter = new RateLimiterMemory({ points: 20, duration: 3_600 });
    for (let index = 0; index < budgets; index++) await limiter.consume(`function-${index}`);
    return limiter;
  };
  const reject = { ...LIMIT, mode: 'reject' };
  return {
    budget: await heapOf(count, fill(reject)),
    largeBudget: await heapOf(Math.ceil(count / 1_000), fill({ ...reject, limit: 10_000 })),
    flexibleBudget: await heapOf(count, flexible),
    waiter: await heapOf(count, wait),
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const result = await measureMemory(Number(process.argv[2]));
  process.on('disconnect', () => process.exit());
  process.send(result);
}
