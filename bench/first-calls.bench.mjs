// What a lambda waits for when it calls for the first time: the clients of LivePerson's services, which ask for the host
// and for a token before they call, and a lambda of three calls, beside other HTTP clients.
import { measureScripts, REPORT } from './lib/fresh-process.mjs';
import { ms, times } from './lib/measure.mjs';
import { startServers } from './lib/servers.mjs';

const GET = `
  const https = require('node:https');
  const agent = new https.Agent({ keepAlive: true });
  const send = (url, { method = 'GET', headers = {}, body } = {}) => new Promise((resolve, reject) => {
    https.request(url, { method, headers, agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
    }).on('error', reject).end(body);
  });
`;
/** The three requests of a first call: the host of the service, the token, the call itself. */
const BY_HAND = `
  ${GET}
  const origin = process.argv[1];
  const { baseURIs } = await send(origin + '/api/account/4711/service/baseURI.json?version=1.0');
  const host = (name) => 'https://' + baseURIs.find(({ service }) => service === name).baseURI;
  const { access_token } = await send(host('sentinel') + '/sentinel/api/account/4711/app/token?v=2.0', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'id', client_secret: 'secret' }).toString(),
  });
  const authorization = 'Bearer ' + access_token;
`;
const TOOLBELT = `
  process.env.X_LIVEPERSON_CSDS_DOMAIN = new URL(process.argv[1]).host;
  const { Toolbelt, LpServices } = require('lp-faas-toolbelt');
  Toolbelt.configure({
    accountId: '4711',
    secrets: { 'lp-faas-default-app-key': { client_id: 'id', client_secret: 'secret' } },
    whitelist: ['127.0.0.1'],
  });
`;
const CHECKED = (value) => `if (!(${value})) throw new Error('wrong answer');`;
const SERVICES = {
  LpClient: {
    ours: `${TOOLBELT}
      const answer = await Toolbelt.LpClient()(LpServices.MSG_HIST, '/history?source=bench', { json: true });
      ${CHECKED(`answer.id === 'c0ffee'`)}`,
    node: `${BY_HAND}
      const answer = await send(host('msgHist') + '/history?source=bench', { headers: { authorization } });
      ${CHECKED(`answer.id === 'c0ffee'`)}`,
  },
  ConversationUtil: {
    ours: `${TOOLBELT}
      const conversation = await Toolbelt.ConversationUtil().getConversationById('c1');
      ${CHECKED(`conversation.conversationHistoryRecords[0].info.conversationId === 'c1'`)}`,
    node: `${BY_HAND}
      const path = '/messaging_history/api/account/4711/conversations/conversation/search?v=2';
      const { conversationHistoryRecords } = await send(host('msgHist') + path, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ conversationId: 'c1' }),
      });
      ${CHECKED(`conversationHistoryRecords[0].info.conversationId === 'c1'`)}`,
  },
};

/** A lambda that a user recognises: it asks for a customer and for an order at once, and then stores what it found. */
const LAMBDA = `
  async function lambda(input) {
    const [customer, order] = await Promise.all([get(input.url), get(input.url)]);
    if (customer.id !== 'c0ffee' || order.id !== 'c0ffee') throw new Error('wrong answer');
    await post(input.url, { customer: customer.id, state: order.state });
  }
`;
const PEERS = {
  ours: {
    title: 'lp-faas-toolbelt',
    load: `const { Toolbelt } = require('lp-faas-toolbelt');
      Toolbelt.configure({ whitelist: ['127.0.0.1'], rateLimit: { mode: 'off' } });
      const client = Toolbelt.HTTPClient();
      const get = (url) => client.get(url, { json: true });
      const post = (url, json) => client.post(url, { json });`,
  },
  node: {
    title: 'node:https alone: the limit',
    load: `${GET}
      const get = (url) => send(url);
      const post = (url, value) => {
        const body = JSON.stringify(value);
        return send(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
          body,
        });
      };`,
  },
  got: {
    title: 'got 14',
    load: `const { got } = require('got');
      const agent = { https: new (require('node:https').Agent)({ keepAlive: true }) };
      const get = (url) => got(url, { agent, retry: { limit: 0 } }).json();
      const post = (url, json) => got.post(url, { agent, json, retry: { limit: 0 } }).json();`,
  },
  axios: {
    title: 'axios 1',
    load: `const axios = require('axios');
      const get = async (url) => (await axios.get(url)).data;
      const post = async (url, value) => (await axios.post(url, value)).data;`,
  },
  dropin: {
    title: 'dropin-request',
    load: `const client = require('dropin-request');
      const get = (url) => client({ url, json: true });
      const post = (url, body) => client({ url, method: 'POST', body, json: true });`,
  },
  request: {
    title: 'request-promise-native',
    load: `const client = require('request-promise-native');
      const get = (uri) => client({ uri, json: true });
      const post = (uri, body) => client({ method: 'POST', uri, body, json: true });`,
  },
};
const WARM_RUNS = 200;

const once = (code) => `(async () => { ${code} const extra = {}; ${REPORT} process.exit(); })();`;
const lambda = (load) => `(async () => {
  ${load}
  ${LAMBDA}
  const input = { url: process.argv[1] + '/' };
  await lambda(input);
  const { user, system } = process.cpuUsage();
  const extra = { cold: performance.now(), coldCpu: (user + system) / 1000 };
  for (let turn = 0; turn < ${WARM_RUNS}; turn++) await lambda(input);
  const before = process.cpuUsage();
  const start = performance.now();
  for (let turn = 0; turn < ${WARM_RUNS}; turn++) await lambda(input);
  const used = process.cpuUsage(before);
  extra.warmCpu = (used.user + used.system) / 1000 / ${WARM_RUNS};
  extra.warm = (performance.now() - start) / ${WARM_RUNS};
  console.log(JSON.stringify({ wall: performance.now(), cpu: (user + system) / 1000, ...extra }));
  process.exit();
})();`;

export async function run({ quick }) {
  const plan = { rounds: quick ? 1 : 15, warmUps: quick ? 0 : 1 };
  const servers = await startServers();
  const scripts = {};
  for (const [name, { ours, node }] of Object.entries(SERVICES)) {
    scripts[`${name} ours`] = once(ours);
    scripts[`${name} node`] = once(node);
  }
  for (const [name, { load }] of Object.entries(PEERS)) scripts[`lambda ${name}`] = lambda(load);
  try {
    const figures = await measureScripts(scripts, { ...plan, argv: [servers.https], env: servers.env });
    return [servicesTable(figures, plan), lambdaTable(figures, plan)];
  } finally {
    await servers.stop();
  }
}

function servicesTable({ over }, { rounds }) {
  const ratio = (name, field) => over(`${name} ours`, field) / over(`${name} node`, field);
  return {
    title: 'First calls of the clients of LivePerson’s services',
    text:
      'Load the package and make one call, which finds the host of the service, gets an OAuth 2 token and sends the call: ' +
      `three requests over https on loopback, beside the same three requests on node:https. Medians of ${rounds} fresh ` +
      'processes, on top of an empty script.',
    head: [
      'first call',
      'by the clock',
      'CPU time',
      'node:https: by the clock',
      'CPU time',
      'CPU relative to node:https',
    ],
    rows: Object.keys(SERVICES).map((name) => [
      name,
      ms(over(`${name} ours`, 'wall')),
      ms(over(`${name} ours`, 'cpu')),
      ms(over(`${name} node`, 'wall')),
      ms(over(`${name} node`, 'cpu')),
      times(ratio(name, 'cpu')),
    ]),
    budgets: Object.keys(SERVICES).map((name) => ({
      name: `CPU time of the first call of ${name}, relative to node:https`,
      value: ratio(name, 'cpu'),
      limit: 2.5,
      unit: '×',
    })),
  };
}

function lambdaTable({ of, over }, { rounds }) {
  const titles = (figure) => {
    const ours = figure('ours');
    return Object.keys(PEERS)
      .filter((name) => !['ours', 'node'].includes(name) && figure(name) < ours)
      .map((name) => PEERS[name].title);
  };
  const cold = titles((name) => over(`lambda ${name}`, 'cpu'));
  const warm = titles((name) => of(`lambda ${name}`, 'warmCpu'));
  return {
    title: 'A lambda that makes three calls',
    text:
      'Two GET of JSON at once and then a POST of JSON, over https on loopback. Cold: a fresh process, from nothing to the ' +
      `result, on top of an empty script. Warm: a further run in the same process. Medians of ${rounds} processes.`,
    head: ['client', 'cold, by the clock', 'cold, CPU time', 'warm, by the clock', 'warm, CPU time'],
    rows: Object.entries(PEERS).map(([name, { title }]) => [
      title,
      ms(of(`lambda ${name}`, 'cold') - (of(`lambda ${name}`, 'wall') - over(`lambda ${name}`, 'wall'))),
      ms(over(`lambda ${name}`, 'cpu')),
      ms(of(`lambda ${name}`, 'warm')),
      ms(of(`lambda ${name}`, 'warmCpu')),
    ]),
    remarks: [
      { applies: cold.length > 0, text: `Less CPU time when cold: ${cold.join(', ')}.` },
      { applies: warm.length > 0, text: `Less CPU time when warm: ${warm.join(', ')}.` },
    ],
  };
}
