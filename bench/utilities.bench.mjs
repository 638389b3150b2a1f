// What the utilities add to the calls they make: selected context properties and parallel invocations against a server
// with 20 ms latency, and the keyword scan of long conversations.
// Run: npm run build && node bench/utilities.bench.mjs
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const LATENCY_MS = 20;
const ROUNDS = 9;
const SCAN_ROUNDS = 5;
const KEYWORDS = 50;
const TRANSCRIPTS = [5_000, 20_000, 80_000];
const WORDS =
  'hello thanks order delivery invoice refund please could you check the status of my parcel it was due yesterday'.split(
    ' ',
  );

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** The medians of several tasks, taken in turn, so that a slow moment of the machine hits all alike. */
async function medians(tasks, rounds) {
  const times = tasks.map(() => []);
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const [index, task] of tasks.entries()) {
      const start = performance.now();
      await task();
      if (round > 0) times[index].push(performance.now() - start);
    }
  }
  return times.map(median);
}

/** The Context Session Store and the Functions gateway, both slow, in a process of their own. */
async function serverProcess() {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      setTimeout(() => {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
      }, LATENCY_MS);
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.on('disconnect', () => process.exit());
  process.send(`http://127.0.0.1:${server.address().port}`);
}

async function calls(Toolbelt) {
  const server = fork(fileURLToPath(import.meta.url), ['server']);
  const [origin] = await once(server, 'message');
  const key = { consumerKey: 'ck', consumerSecret: 'cs', token: 'tk', tokenSecret: 'ts' };
  Toolbelt.configure({
    accountId: '12345',
    csds: { mavenContext: origin, faasGW: origin },
    rateLimit: { mode: 'off' },
    secrets: { 'lp-faas-default-app-key': key },
  });
  const context = Toolbelt.ContextServiceClient({ accountId: '12345', apiKey: 'k' });
  const orchestrator = Toolbelt.OrchestratorClient();
  const names = Array.from({ length: 20 }, (_, index) => `property-${index}`);
  const invocations = Array.from({ length: 10 }, (_, index) => ({ uuid: `function-${index}`, payload: {} }));
  const invoke = (count, invokeParallel) =>
    orchestrator.invoke(invocations.slice(0, count), 25_000, { invokeParallel });
  const [oneRead, selected, oneInvocation, parallel, sequential] = await medians(
    [
      () => context.getPropertyInSession('orders', 'property-0'),
      () => context.getSelectedPropertiesInSession('orders', names),
      () => invoke(1, false),
      () => invoke(10, true),
      () => invoke(10, false),
    ],
    ROUNDS,
  );
  Toolbelt.reset();
  server.disconnect();
  const row = (name, time, base) => [name, `${time.toFixed(1)} ms`, `${(time / base).toFixed(2)} ×`];
  return {
    title: 'Utilities against a slow server',
    text:
      `Selected properties of the Context Session Store and parallel invocations, against a loopback server that ` +
      `answers after ${LATENCY_MS} ms; medians of ${ROUNDS} rounds, with the rate limit off.`,
    command: 'node bench/utilities.bench.mjs',
    head: ['what', 'time', 'relative to one'],
    rows: [
      row('one property', oneRead, oneRead),
      row('20 selected properties', selected, oneRead),
      row('one invocation', oneInvocation, oneInvocation),
      row('10 invocations in parallel', parallel, oneInvocation),
      row('10 invocations one after the other', sequential, oneInvocation),
    ],
    budgets: [
      { name: '20 selected properties', value: selected / oneRead, limit: 3, unit: '× one read' },
      { name: '10 parallel invocations', value: parallel / oneInvocation, limit: 1.5, unit: '× one' },
    ],
  };
}

/** A conversation of as many messages, where every keyword occurs in a few. */
function transcript(messages, keywords) {
  const messageRecords = Array.from({ length: messages }, (_, index) => {
    const words = Array.from({ length: 20 }, (_, nth) => WORDS[(index * 7 + nth * 3) % WORDS.length]);
    if (index % 100 === 0) words.push(keywords[(index / 100) % keywords.length].toUpperCase());
    const text = words.join(' ');
    return { type: 'TEXT_PLAIN', messageData: { msg: { text } }, timeL: index, sentBy: 'Consumer' };
  });
  return { conversationHistoryRecords: [{ messageRecords }] };
}

/** A pattern compiled for every keyword and message. */
function scanWithPatterns(conversation, keywords) {
  const [{ messageRecords }] = conversation.conversationHistoryRecords;
  return keywords.flatMap((keyword) =>
    messageRecords.filter(({ messageData }) => new RegExp(keyword, 'gmi').test(messageData.msg.text)),
  );
}

async function keywords(Toolbelt) {
  const util = Toolbelt.ConversationUtil();
  const words = Array.from({ length: KEYWORDS }, (_, index) => `keyword-${String(index).padStart(2, '0')}`);
  const conversations = TRANSCRIPTS.map((messages) => transcript(messages, words));
  const [small, middle, large] = conversations;
  const found = util.scanConversationForKeywords(middle, words).length;
  if (found !== scanWithPatterns(middle, words).length) throw new Error('the scans differ');
  const scan = (conversation, count) => () =>
    util.scanConversationForKeywords(conversation, words.slice(0, count));
  const [ofSmall, ofMiddle, ofLarge, fewWords, patterns] = await medians(
    [
      scan(small, KEYWORDS),
      scan(middle, KEYWORDS),
      scan(large, KEYWORDS),
      scan(middle, KEYWORDS / 5),
      () => scanWithPatterns(middle, words),
    ],
    SCAN_ROUNDS,
  );
  const perMessage = (time, index) => `${((time / TRANSCRIPTS[index]) * 1000).toFixed(2)} µs`;
  const row = (index, time) => [
    `${TRANSCRIPTS[index].toLocaleString('en')} messages, ${KEYWORDS} keywords`,
    `${time.toFixed(1)} ms`,
    perMessage(time, index),
  ];
  return {
    title: 'Keyword scan',
    text:
      `\`scanConversationForKeywords\` over transcripts of 20 words a message; medians of ${SCAN_ROUNDS} rounds. ` +
      'It must grow no faster than messages and keywords do.',
    command: 'node bench/utilities.bench.mjs',
    head: ['what', 'time', 'a message'],
    rows: [
      row(0, ofSmall),
      row(1, ofMiddle),
      row(2, ofLarge),
      [`20,000 messages, ${KEYWORDS / 5} keywords`, `${fewWords.toFixed(1)} ms`, perMessage(fewWords, 1)],
      [
        'a pattern for each of 20,000 messages and 50 keywords',
        `${patterns.toFixed(1)} ms`,
        perMessage(patterns, 1),
      ],
    ],
    budgets: [
      {
        name: '50 keywords, 20,000 messages',
        value: ofMiddle / patterns,
        limit: 1 / 3,
        unit: '× a pattern each',
      },
      {
        name: '16 × the messages, a message',
        value: ofLarge / TRANSCRIPTS[2] / (ofSmall / TRANSCRIPTS[0]),
        limit: 1.5,
        unit: '×',
      },
      { name: '5 × the keywords', value: ofMiddle / fewWords / 5, limit: 1.2, unit: '× 5' },
    ],
  };
}

/** @returns two tables for run.mjs */
export async function run() {
  const { Toolbelt } = createRequire(import.meta.url)('../dist/index.js');
  return [await calls(Toolbelt), await keywords(Toolbelt)];
}

if (process.argv[2] === 'server') await serverProcess();
else if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { print } = await import('./run.mjs');
  for (const table of await run()) print(table);
}
