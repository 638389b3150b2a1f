// One HTTP client in a process of its own: makes calls when told to, and says what they cost.
// To profile: node --cpu-prof bench/lib/client-process.mjs <client> <url> [calls] [at a time]
import { CLIENTS } from './clients.mjs';
import { callMany, cpuOf, MB } from './measure.mjs';

const [, , name, profiled, calls = '20000', concurrency = '20'] = process.argv;
const call = await CLIENTS[name].create();
const body = { text: 'x'.repeat(MB) };

async function run({ url, count, concurrency, upload }) {
  const checked = async () => {
    const answer = await call(url, upload ? body : undefined);
    if (answer.id !== 'c0ffee') throw new Error(`wrong answer: ${JSON.stringify(answer).slice(0, 100)}`);
  };
  const cpu = await cpuOf(() => callMany(checked, count, concurrency));
  return { cpu: cpu / count };
}

async function memory() {
  global.gc();
  await new Promise((resolve) => setImmediate(resolve));
  global.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss: rss / MB, heap: (heapUsed + external) / MB };
}

if (profiled) {
  const { cpu } = await run({ url: profiled, count: Number(calls), concurrency: Number(concurrency) });
  console.log(`${name}: ${Math.round(cpu)} µs a call`);
  process.exit();
}
process.on('message', async (order) => {
  process.send({ ...(order.count ? await run(order) : {}), ...(order.memory ? await memory() : {}) });
});
process.on('disconnect', () => process.exit());
process.send({ ready: true });
