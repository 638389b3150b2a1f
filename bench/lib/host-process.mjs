// A host in a process of its own, beside a bare server of node:http that gives the same answer.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const { createHost } = createRequire(import.meta.url)('../../dist/host/index.js');

const bare = createServer((incoming, outgoing) => {
  const chunks = [];
  incoming.on('data', (chunk) => chunks.push(chunk));
  incoming.on('end', () => {
    const { payload } = JSON.parse(Buffer.concat(chunks));
    const text = JSON.stringify({ hello: payload.name });
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length }).end(text);
  });
});
await new Promise((resolve) => bare.listen(0, '127.0.0.1', resolve));
const host = await createHost({ folder: process.argv[2], watch: true, timeoutMs: 600_000 });
const { url } = await host.listen();
const urls = host.functions.map(({ name, uuid }) => [
  name,
  `${url}/api/account/${host.accountId}/lambdas/${uuid}/invoke?v=1`,
]);
// A function that loops does not see that its host is gone.
process.on('SIGTERM', () => host.close().then(() => process.exit()));
// The heap is what is left after a collection; the memory of the process is what the system sees.
process.on('message', () => {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  process.send({ rss, heapUsed });
});
process.send({ bare: `http://127.0.0.1:${bare.address().port}/`, ...Object.fromEntries(urls) });
