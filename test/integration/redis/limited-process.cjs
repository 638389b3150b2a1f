// A process of a function: calls the server it is told, as fast as it can, under the limit that it shares in Redis.
const { HOURS_OFF, NAME, PREFIX, REDIS_PORT, RATE_LIMIT, SERVER } = process.env;
const realNow = Date.now;
if (HOURS_OFF !== '0') {
  const shift = Number(HOURS_OFF) * 3_600_000;
  global.Date = class extends Date {
    constructor(...values) {
      super(...(values.length === 0 ? [realNow() + shift] : values));
    }
    static now() {
      return realNow() + shift;
    }
  };
}

const { monitorEventLoopDelay } = require('node:perf_hooks');
const Redis = require('ioredis');
const { Toolbelt } = require('../../../dist');

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const problems = [];
process.on('unhandledRejection', (reason) => problems.push(`unhandled rejection: ${reason}`));
process.on('uncaughtException', (error) => problems.push(`uncaught exception: ${error}`));

const lines = [];
const log = (level) => (line) => void lines.push(`${level} ${line}`);
const redis = new Redis(Number(REDIS_PORT), '127.0.0.1');
Toolbelt.configure({
  functionId: 'shared-function',
  whitelist: ['127.0.0.1'],
  proxy: false,
  logger: { warn: log('warn'), info: log('info') },
  rateLimit: { ...JSON.parse(RATE_LIMIT), store: { redis, keyPrefix: PREFIX } },
});
const http = Toolbelt.HTTPClient();

const outcomes = { 200: 0, 429: 0 };
let isRunning = false;

async function call() {
  const { statusCode } = await http(`${SERVER}/${NAME}`, { simple: false, resolveWithFullResponse: true });
  outcomes[statusCode] += 1;
}

async function callOnAndOn() {
  while (isRunning) {
    await call();
    // The event loop turns, so that a process whose calls are all refused still hears that it is to stop.
    await new Promise(setImmediate);
  }
}

const commands = {
  call,
  async start() {
    delay.reset();
    isRunning = true;
    for (let i = 0; i < 4; i++) void callOnAndOn();
  },
  async stop() {
    isRunning = false;
  },
  async report() {},
  /** Asks, and does not run while the answer comes. */
  async stall() {
    const answer = call();
    await new Promise(setImmediate);
    const until = performance.now() + 1_000;
    while (performance.now() < until);
    await answer;
  },
};

process.on('message', async (command) => {
  await commands[command]().catch((error) => problems.push(String(error)));
  process.send({ outcomes, lines, problems, heldUpMs: delay.max / 1e6, clock: new Date().toISOString() });
});
process.on('disconnect', () => process.exit());
redis.once('ready', () => process.send({}));
