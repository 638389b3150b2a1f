// Answers requests and notes when each came, on its own clock, with the name of the process that sent it.
const { createServer } = require('node:http');
const { monitorEventLoopDelay } = require('node:perf_hooks');

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

let arrivals = [];
const server = createServer((request, response) => {
  arrivals.push({ at: performance.now(), from: request.url.slice(1) });
  request.resume();
  response.end('{}');
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', (message) => {
  if (message === 'forget') {
    arrivals = [];
    delay.reset();
  }
  process.send({ arrivals, heldUpMs: delay.max / 1e6 });
});
process.on('disconnect', () => process.exit());
