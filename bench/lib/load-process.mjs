// Sends invocations to a URL, as many at a time as it is told, and tells their times. Its messages are orders. It sends with the dispatcher of
// undici, because a load that needs more time than the server would measure itself.
import { Pool } from 'undici';

const headers = { 'content-type': 'application/json' };
const body = JSON.stringify({ timestamp: 1, headers: [], payload: { name: 'Ada' } });

function send(pool, path) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    let status = 0;
    pool.dispatch(
      { path, method: 'POST', headers, body },
      {
        onRequestStart() {},
        onResponseStart(_controller, statusCode) {
          status = statusCode;
        },
        onResponseData() {},
        onResponseEnd() {
          if (status === 200) resolve(performance.now() - start);
          else reject(new Error(`${path} answered with ${status}`));
        },
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}

process.on('message', async ({ url, count, concurrency }) => {
  const { origin, pathname, search } = new URL(url);
  const path = pathname + search;
  const pool = new Pool(origin, { connections: concurrency, pipelining: 1 });
  // The first request of each connection opens it, and is not counted.
  await Promise.all(Array.from({ length: concurrency }, () => send(pool, path)));
  const times = [];
  let left = count;
  const start = performance.now();
  const caller = async () => {
    while (left > 0) {
      left -= 1;
      times.push(await send(pool, path));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  const seconds = (performance.now() - start) / 1_000;
  await pool.close();
  times.sort((a, b) => a - b);
  process.send({ perSecond: count / seconds, p99: times[Math.floor(count * 0.99)] ?? 0 });
});
process.send('ready');
