// What the utilities add to the calls they make: selected context properties, parallel invocations and replaced files
// against a service with 20 ms latency, and the keyword scan of long conversations.
import { createRequire } from 'node:module';
import { inTurns, median, ms, ROOT, timeInTurns, times, us } from './lib/measure.mjs';
import { LATENCY_MS, startServers } from './lib/servers.mjs';

const KEYWORDS = 50;
const FILES = 60;
const WORDS =
  'hello thanks order delivery invoice refund please could you check the status of my parcel it was due yesterday'.split(
    ' ',
  );

/** A conversation with as many files. */
function withFiles(count) {
  const messageRecords = Array.from({ length: count }, (_, index) => ({
    type: 'HOSTED_FILE',
    messageData: { file: { relativePath: `/v1/AUTH_account/container/file-${index}.png`, fileType: 'PNG' } },
    timeL: index,
    sentBy: 'Consumer',
  }));
  return { conversationHistoryRecords: [{ messageRecords }] };
}

async function calls(Toolbelt, rounds) {
  const servers = await startServers();
  const key = { consumerKey: 'ck', consumerSecret: 'cs', token: 'tk', tokenSecret: 'ts' };
  Toolbelt.configure({
    accountId: '12345',
    csds: { mavenContext: servers.http, faasGW: servers.http, swift: servers.http },
    rateLimit: { mode: 'off' },
    secrets: { 'lp-faas-default-app-key': key },
  });
  const context = Toolbelt.ContextServiceClient({ accountId: '12345', apiKey: 'k' });
  const orchestrator = Toolbelt.OrchestratorClient();
  const gdpr = Toolbelt.GDPRUtil();
  const names = Array.from({ length: 20 }, (_, index) => `property-${index}`);
  const invocations = Array.from({ length: 10 }, (_, index) => ({ uuid: `function-${index}`, payload: {} }));
  const invoke = (count, invokeParallel) =>
    orchestrator.invoke(invocations.slice(0, count), 25_000, { invokeParallel });
  const replace = async (count) => {
    const replaced = await gdpr.replaceConversationFiles(withFiles(count), { username: 'u', password: 'p' });
    if (replaced.length !== count) throw new Error(`${replaced.length} files were replaced`);
  };
  const tasks = {
    oneRead: () => context.getPropertyInSession('orders', 'property-0'),
    selected: () => context.getSelectedPropertiesInSession('orders', names),
    oneInvocation: () => invoke(1, false),
    parallel: () => invoke(10, true),
    sequential: () => invoke(10, false),
    oneFile: () => replace(1),
    files: () => replace(FILES),
  };
  let figures;
  try {
    figures = await inTurns(tasks, { rounds }, async (task) => {
      const start = performance.now();
      await task();
      return performance.now() - start;
    });
  } finally {
    Toolbelt.reset();
    await servers.stop();
  }
  const { oneRead, selected, oneInvocation, parallel, sequential, oneFile, files } = Object.fromEntries(
    Object.entries(figures).map(([name, values]) => [name, median(values)]),
  );
  const row = (name, time, base) => [name, ms(time), times(time / base)];
  return {
    title: 'Utilities against a slow server',
    text:
      'Selected properties of the Context Session Store, invocations and replaced files, against a loopback server ' +
      `that answers after ${LATENCY_MS} ms (the login of the file storage at once); medians of ${rounds} rounds, with ` +
      'the rate limit off: on the platform, 20 calls a second is the limit for all of these.',
    head: ['what', 'time', 'relative to one'],
    rows: [
      row('one property', oneRead, oneRead),
      row('20 selected properties', selected, oneRead),
      row('one invocation', oneInvocation, oneInvocation),
      row('10 invocations in parallel', parallel, oneInvocation),
      row('10 invocations one after the other', sequential, oneInvocation),
      row('one file replaced (GDPRUtil)', oneFile, oneFile),
      row(`${FILES} files replaced, 20 at a time`, files, oneFile),
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

async function keywords(Toolbelt, quick) {
  const transcripts = quick ? [50, 200, 800] : [5_000, 20_000, 80_000];
  const plan = quick ? { rounds: 1, roundMs: 1 } : { rounds: 5, roundMs: 200 };
  const util = Toolbelt.ConversationUtil();
  const words = Array.from({ length: KEYWORDS }, (_, index) => `keyword-${String(index).padStart(2, '0')}`);
  const conversations = transcripts.map((messages) => transcript(messages, words));
  const [small, middle, large] = conversations;
  const found = util.scanConversationForKeywords(middle, words).length;
  if (found !== scanWithPatterns(middle, words).length) throw new Error('the scans differ');
  const scan = (conversation, count) => () =>
    util.scanConversationForKeywords(conversation, words.slice(0, count));
  const tasks = {
    ofSmall: scan(small, KEYWORDS),
    ofMiddle: scan(middle, KEYWORDS),
    ofLarge: scan(large, KEYWORDS),
    fewWords: scan(middle, KEYWORDS / 5),
    patterns: () => void scanWithPatterns(middle, words),
  };
  const { ofSmall, ofMiddle, ofLarge, fewWords, patterns } = await timeInTurns(tasks, plan);
  const perMessage = (time, index) => us(time / transcripts[index]);
  const row = (index, time) => [
    `${transcripts[index].toLocaleString('en')} messages, ${KEYWORDS} keywords`,
    ms(time / 1_000),
    perMessage(time, index),
  ];
  return {
    title: 'Keyword scan',
    text:
      `\`scanConversationForKeywords\` over transcripts of 20 words a message; medians of ${plan.rounds} rounds. ` +
      'It must grow no faster than messages and keywords do.',
    head: ['what', 'time', 'a message'],
    rows: [
      row(0, ofSmall),
      row(1, ofMiddle),
      row(2, ofLarge),
      [
        `${transcripts[1].toLocaleString('en')} messages, ${KEYWORDS / 5} keywords`,
        ms(fewWords / 1_000),
        perMessage(fewWords, 1),
      ],
      [
        `a pattern for each of ${transcripts[1].toLocaleString('en')} messages and ${KEYWORDS} keywords`,
        ms(patterns / 1_000),
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
        value: ofLarge / transcripts[2] / (ofSmall / transcripts[0]),
        limit: 1.5,
        unit: '×',
      },
      { name: '5 × the keywords', value: ofMiddle / fewWords / 5, limit: 1.2, unit: '× 5' },
    ],
  };
}

export async function run({ quick }) {
  const { Toolbelt } = createRequire(import.meta.url)(`${ROOT}dist/index.js`);
  return [await calls(Toolbelt, quick ? 1 : 9), await keywords(Toolbelt, quick)];
}
