// Sends invocations to a URL, as many at a time as it is told, and tells their times. Its messages are orders.
import { Agent, request } from 'node:http';

const body = JSON.stringify({ timestamp: 1, headers: [], payload: { name: 'Ada' } });

function send(url, agent) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const outgoing = request(url, { method: 'POST', agent, headers }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`${url} answered with ${answer.statusCode}`));
      answer.resume().on('end', () => resolve(performance.now() - start));
    });
    outgoing.on('error', reject).end(body);
  });
}

process.on('message', async ({ url, count, concurrency }) => {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  // The first request of each connection opens it, and is not counted.
  await Promise.all(Array.from({ length: concurrency }, () => send(url, agent)));
  const times = [];
  let left = count;
  const start = performance.now();
  const caller = async () => {
    while (left > 0) {
      left -= 1;
      times.push(await send(url, agent));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  const seconds = (performance.now() - start) / 1_000;
  agent.destroy();
  times.sort((a, b) => a - b);
  process.send({ perSecond: count / seconds, p99: times[Math.floor(count * 0.99)] ?? 0 });
});
process.send('ready');
