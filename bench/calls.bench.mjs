// CPU time of one call in the steady state, beside other clients. The server and every client have a process of their
// own; clients take turns, round by round.
import { fileURLToPath } from 'node:url';
import { CLIENTS } from './lib/clients.mjs';
import { inTurns, median, startProcess, times, us } from './lib/measure.mjs';
import { SMALL_BYTES, startServers } from './lib/servers.mjs';
import { WHAT_A_CALL_COSTS, WHAT_IS_LEFT } from './what-a-call-costs.mjs';

const CLIENT_PROCESS = fileURLToPath(new URL('./lib/client-process.mjs', import.meta.url));

/** Small bodies: everybody, the original as well, which opens a connection a call on https. */
const SMALL = ['http', 'https'].flatMap((scheme) =>
  [1, 20, 100].map((concurrency) => ({ title: `${scheme}, ${concurrency} at a time`, scheme, concurrency })),
);
const LARGE = [
  ...['http', 'https'].flatMap((scheme) =>
    [1, 20, 100].map((concurrency) => ({
      title: `GET, ${scheme}, ${concurrency} at a time`,
      scheme,
      concurrency,
      path: 'large',
    })),
  ),
  ...[1, 20].map((concurrency) => ({
    title: `POST, http, ${concurrency} at a time`,
    scheme: 'http',
    concurrency,
    upload: true,
  })),
];

export async function run({ quick }) {
  const servers = await startServers();
  const workers = {};
  try {
    for (const name of Object.keys(CLIENTS)) {
      workers[name] = await startProcess(CLIENT_PROCESS, [name], { env: servers.env });
    }
    const { original: _original, ...keepingAlive } = workers;
    // Seven clients with 100 large answers each are minutes of work: too much to see that it works.
    const plan = (rounds, batch, warmUp) =>
      quick ? { rounds: 1, batch: 3, warmUp: 3, most: 3 } : { rounds, batch, warmUp, most: Infinity };
    const small = plan(11, 400, 1_500);
    await measure(servers, workers, SMALL, small);
    const large = plan(5, 60, 60);
    await measure(servers, keepingAlive, LARGE, large);
    return [smallTable(small), WHAT_A_CALL_COSTS, WHAT_IS_LEFT, largeTable(large)];
  } finally {
    for (const { stop } of Object.values(workers)) await stop();
    await servers.stop();
  }
}

/** Fills in the `cost` of every client in every scenario, in microseconds a call. */
async function measure(servers, workers, scenarios, { rounds, batch, warmUp, most }) {
  for (const scenario of scenarios) {
    const { scheme, path = '', upload } = scenario;
    const concurrency = Math.min(scenario.concurrency, most);
    const url = `${servers[scheme]}/${path}`;
    const figures = await inTurns(workers, { rounds, warmUps: 2 }, async (worker, warms) => {
      // Without keep-alive every call leaves a port behind for a minute.
      const wanted = worker === workers.original ? Math.ceil(batch / 2) : warms ? warmUp : batch;
      const count = Math.max(wanted, concurrency);
      const { cpu } = await worker.ask({ url, count, concurrency, upload });
      return cpu;
    });
    scenario.cost = Object.fromEntries(
      Object.entries(figures).map(([name, values]) => [name, median(values)]),
    );
  }
}

function rowsOf(scenarios) {
  return Object.entries(CLIENTS)
    .filter(([name]) => name in scenarios[0].cost)
    .map(([name, { title }]) => [
      title,
      ...scenarios.map(({ cost }) => `${us(cost[name])} (${times(cost[name] / cost.ours)})`),
    ]);
}

function chartOf(file, title, scenarios) {
  return {
    file,
    title,
    description: 'Microseconds of processor time a call; less is better.',
    ownScale: true,
    groups: scenarios.map(({ title: heading, cost }) => ({
      title: heading,
      bars: Object.entries(cost).map(([name, value]) => ({
        label: CLIENTS[name].title,
        value,
        text: us(value),
        ours: name === 'ours',
      })),
    })),
  };
}

/** Titles of the packages that are faster in some scenario. Node alone is no package. */
function fasterOnes(scenarios) {
  const others = Object.keys(scenarios[0].cost).filter((name) => !['ours', 'node'].includes(name));
  return others
    .map((name) => ({
      title: CLIENTS[name].title,
      where: scenarios.filter(({ cost }) => cost[name] < cost.ours).length,
    }))
    .filter(({ where }) => where > 0)
    .map(({ title, where }) => `${title} (${where} of ${scenarios.length} columns)`);
}

const WHAT_RULES_COST =
  'Ours sends each request with node:http itself, as request-promise-native does. The difference to the row "node:http ' +
  'alone: the limit" is what whitelist, rate limit, settings, proxy rules, request’s options and its events cost.';

function smallTable({ rounds, batch }) {
  const faster = fasterOnes(SMALL);
  return {
    title: 'CPU per call: small bodies',
    text:
      `CPU time (user and system) of the calling process for one GET of ${SMALL_BYTES} bytes of JSON on loopback, warm: ` +
      `medians of ${rounds} rounds of ${batch} calls, in brackets relative to ours. The server runs in another ` +
      'process, and so does every client. https uses a certificate made for the run, trusted through ' +
      'NODE_EXTRA_CA_CERTS. Every client keeps connections alive, request-promise-native and axios by the global agent ' +
      'of Node ≥ 19. The original toolbelt passes rejectUnauthorized: false, for which request makes an agent without ' +
      'keep-alive: the row "as the original calls it", on https.',
    head: ['client', ...SMALL.map(({ title }) => title)],
    rows: rowsOf(SMALL),
    budgets: SMALL.flatMap(budgets),
    remarks: [
      {
        applies: faster.length > 0,
        text: `Not the fastest: ${faster.join(', ')} need less. ${WHAT_RULES_COST}`,
      },
    ],
    chart: chartOf(
      'cpu-per-call.svg',
      'CPU per call, small bodies',
      SMALL.filter(({ concurrency }) => concurrency === 20),
    ),
  };
}

function largeTable({ rounds, batch }) {
  const faster = fasterOnes(LARGE);
  return {
    title: 'CPU per call: 1 MB bodies',
    text:
      `The same with 1 MB of JSON in the answer (GET) or in the request (POST): medians of ${rounds} rounds of ${batch} ` +
      'calls, at least one for each that runs at a time, in brackets relative to ours.',
    head: ['client', ...LARGE.map(({ title }) => title)],
    rows: rowsOf(LARGE),
    budgets: LARGE.map((scenario) => budgetOf(scenario, 'node', 1.1)),
    remarks: [
      {
        applies: faster.length > 0,
        text:
          `Not the fastest: ${faster.join(', ')} need less somewhere. Copying, decoding and parsing 1 MB is most of the ` +
          'time for everybody.',
      },
    ],
    chart: chartOf(
      'cpu-per-call-1mb.svg',
      'CPU per call, 1 MB bodies',
      LARGE.filter(({ concurrency, scheme }) => concurrency === 20 && scheme === 'http'),
    ),
  };
}

/** One at a time, nobody else's call hides what a call costs, so the limit is another one. */
function budgets(scenario) {
  if (scenario.concurrency > 1) return [budgetOf(scenario, 'node', 1.8), budgetOf(scenario, 'request', 1)];
  return [
    budgetOf(scenario, 'node', 2),
    ...['dropin', 'axios', 'got'].map((name) => budgetOf(scenario, name, 1)),
  ];
}

function budgetOf({ title, cost }, name, limit) {
  return {
    name: `CPU relative to ${CLIENTS[name].title}, ${title}`,
    value: cost.ours / cost[name],
    limit,
    unit: '×',
  };
}
