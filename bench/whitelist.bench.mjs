// Look-ups in whitelists of 10 to 100,000 entries, beside a scan of the list. Their cost must not grow with the list.
import { createRequire } from 'node:module';
import { batchOf, timeInTurns, times, us } from './lib/measure.mjs';
import { moduleOf } from './lib/modules.mjs';

/** Hosts asked for in turn: enough that no single answer is cached, few enough to stay in the processor's cache. */
const HOSTS = 64;
const KINDS = ['exact', 'wildcard', 'miss'];

/** Half exact hosts, half wildcards. */
function entriesOf(size) {
  return Array.from({ length: size }, (_, index) =>
    index % 2 === 0 ? `host-${index}.example.com` : `*.zone-${index}.example.net`,
  );
}

/** Hosts spread evenly over the list. Made by `URL`, as they are in use: joined strings would be hashed anew. */
function hostsOf(size, kind) {
  return Array.from({ length: HOSTS }, (_, nth) => {
    const index = 2 * Math.floor((nth * size) / (2 * HOSTS));
    if (kind === 'exact') return hostname(`host-${index}.example.com`);
    if (kind === 'wildcard') return hostname(`a.b.zone-${index + 1}.example.net`);
    return hostname(`a.b.absent-${index}.example.org`);
  });
}

function hostname(host) {
  return new URL(`https://${host}/`).hostname;
}

/** What a list without an index costs: one pattern after the other, as a wildcard package would go through it. */
function scanOf(entries) {
  const suffixes = entries.map((entry) => (entry.startsWith('*') ? entry.slice(1) : entry));
  return {
    allows: (host) =>
      suffixes.some((entry) => (entry.startsWith('.') ? host.endsWith(entry) : host === entry)),
  };
}

function task(whitelist, size, kind, batch) {
  const hosts = hostsOf(size, kind);
  const expected = kind !== 'miss';
  return batchOf(batch, (turn) => {
    if (whitelist.allows(hosts[turn % HOSTS]) !== expected)
      throw new Error('the whitelist gave a wrong answer');
  });
}

export async function run({ quick }) {
  const { compileWhitelist } = createRequire(import.meta.url)(moduleOf('http/rules/whitelist'));
  const sizes = quick ? [10, 1_000] : [10, 100, 1_000, 10_000, 100_000];
  const scanned = sizes.filter((size) => size <= 10_000);
  const tasks = {};
  for (const size of sizes) {
    const whitelist = compileWhitelist(entriesOf(size));
    for (const kind of KINDS) tasks[`${size} ${kind}`] = task(whitelist, size, kind, 2_000);
  }
  // Its batches are as short as its look-ups are long.
  for (const size of scanned) tasks[`${size} scan`] = task(scanOf(entriesOf(size)), size, 'miss', 64);
  const plan = quick ? { rounds: 1, roundMs: 1 } : { rounds: 9, roundMs: 40 };
  const cost = await timeInTurns(tasks, plan);
  const cell = (size, kind) =>
    `${us(cost[`${size} ${kind}`])} (${times(cost[`${size} ${kind}`] / cost[`10 ${kind}`])})`;
  const slower = scanned.filter((size) => cost[`${size} scan`] < cost[`${size} miss`]);
  return [
    {
      title: 'Whitelist size',
      text:
        'One look-up, which every request makes, in whitelists of half exact hosts and half wildcards; in brackets ' +
        `relative to 10 entries. Medians of ${plan.rounds} rounds. Its cost must not grow with the list (beyond what ` +
        'the processor’s cache costs); the last column is a scan of the same list for a host that is not in it.',
      head: ['entries', 'exact host', 'below a wildcard', 'not listed', 'a scan, not listed'],
      rows: sizes.map((size) => [
        size.toLocaleString('en'),
        ...KINDS.map((kind) => cell(size, kind)),
        scanned.includes(size) ? us(cost[`${size} scan`]) : '',
      ]),
      remarks: [
        {
          applies: slower.length > 0,
          text:
            `Not the fastest: a scan of ${slower.join(' or ')} entries takes less than one look-up, which lowers the ` +
            'case, takes off port and trailing dot, and asks for every parent domain.',
        },
      ],
      chart: {
        file: 'whitelist.svg',
        title: 'One look-up in the whitelist, host not listed',
        description: 'Microseconds; less is better.',
        ownScale: true,
        groups: [
          {
            title: 'lp-faas-toolbelt',
            bars: sizes.map((size) => bar(size, cost[`${size} miss`], true)),
          },
          {
            title: 'a scan of the list',
            bars: scanned.map((size) => bar(size, cost[`${size} scan`], false)),
          },
        ],
      },
    },
  ];
}

function bar(size, value, ours) {
  return { label: `${size.toLocaleString('en')} entries`, value, text: us(value), ours };
}
