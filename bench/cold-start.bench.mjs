// What it costs to require the package, and to make a first call, beside other clients: fresh processes throughout.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inTurns, median, ms, ROOT, times } from './lib/measure.mjs';
import { startServers } from './lib/servers.mjs';

const execute = promisify(execFile);

const REPORT = `
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ wall: performance.now(), cpu: (user + system) / 1000, ...extra }));
`;

/** Time spent in outermost require() calls between the two marks. */
const WATCH_LOADING = `
  const Module = require('node:module');
  const load = Module._load;
  let depth = 0, loading = 0;
  Module._load = function (...args) {
    const start = performance.now();
    depth += 1;
    try { return load.apply(this, args); } finally {
      depth -= 1;
      if (depth === 0) loading += performance.now() - start;
    }
  };
`;

/** A script that loads a package, and one that also makes two calls with it, one after the other. */
function scriptsOf(load, call) {
  return {
    load: `const start = performance.now(); ${load}; const extra = { own: performance.now() - start }; ${REPORT}`,
    call: `(async () => {
      const url = process.argv[1];
      const begin = performance.now();
      ${load};
      const own = performance.now() - begin;
      ${WATCH_LOADING}
      const start = performance.now();
      ${call};
      const first = performance.now() - start;
      Module._load = load;
      const again = performance.now();
      ${call};
      const extra = { own, loading, first, second: performance.now() - again };
      ${REPORT}
      process.exit();
    })();`,
  };
}

const SUBJECTS = {
  ours: {
    title: 'lp-faas-toolbelt',
    ...scriptsOf(
      `const { Toolbelt } = require('lp-faas-toolbelt')`,
      `Toolbelt.configure({ whitelist: ['127.0.0.1'], rateLimit: { mode: 'off' } });
       await Toolbelt.HTTPClient().get(url, { json: true })`,
    ),
  },
  node: {
    title: 'node:http alone: the limit',
    ...scriptsOf(
      `const http = require('node:http')`,
      `await new Promise((resolve) => http.get(url, (response) => {
         const chunks = [];
         response.on('data', (chunk) => chunks.push(chunk));
         response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
       }))`,
    ),
  },
  got: {
    title: 'got 14',
    ...scriptsOf(`const { got } = require('got')`, `await got(url, { retry: { limit: 0 } }).json()`),
  },
  axios: {
    title: 'axios 1',
    ...scriptsOf(`const axios = require('axios')`, 'await axios.get(url)'),
  },
  dropin: {
    title: 'dropin-request',
    ...scriptsOf(`const client = require('dropin-request')`, 'await client({ url, json: true })'),
  },
  request: {
    title: 'request-promise-native',
    ...scriptsOf(
      `const client = require('request-promise-native')`,
      'await client({ uri: url, json: true })',
    ),
  },
};

export async function run({ quick }) {
  const rounds = quick ? 1 : 25;
  const servers = await startServers();
  const scripts = { empty: `const extra = {};${REPORT}` };
  for (const [name, { load, call }] of Object.entries(SUBJECTS)) {
    scripts[`${name} load`] = load;
    scripts[`${name} call`] = call;
  }
  let samples;
  try {
    // The first round warms the file cache.
    samples = await inTurns(scripts, { rounds, warmUps: quick ? 0 : 1 }, async (script) => {
      const args = ['-e', script, `${servers.http}/`];
      const { stdout } = await execute(process.execPath, args, { cwd: ROOT, env: servers.env });
      return JSON.parse(stdout);
    });
  } finally {
    await servers.stop();
  }
  return report(samples, rounds);
}

function report(samples, rounds) {
  const of = (name, field) => median(samples[name].map((sample) => sample[field]));
  const over = (name) => of(name, 'wall') - of('empty', 'wall');
  const whole = (name) => over(`${name} call`) / over('ours call');
  const rows = Object.entries(SUBJECTS).map(([name, { title }]) => [
    title,
    ms(over(`${name} load`)),
    ms(of(`${name} call`, 'first')),
    ms(of(`${name} call`, 'second')),
    ms(over(`${name} call`)),
    ms(of(`${name} call`, 'cpu') - of('empty', 'cpu')),
    times(whole(name)),
  ]);
  const faster = Object.keys(SUBJECTS).filter((name) => name !== 'node' && whole(name) < 1);
  const requireFirst = Object.keys(SUBJECTS).every((name) => over(`${name} load`) >= over('ours load'));
  return [
    {
      title: 'Cold start',
      text:
        `Medians of ${rounds} fresh processes for each script. An empty script takes ` +
        `${ms(of('empty', 'wall'))}; "require" and "all of it" are what a script takes on top of that: to load the ` +
        'package, and to load it, make a first call (GET of JSON on loopback) and a second one. Everything that a ' +
        `package loads on first use is in its first call: ${ms(of('ours call', 'loading'))} of ours.`,
      head: [
        'client',
        'require',
        'first call',
        'second call',
        'all of it',
        'its CPU time',
        'relative to ours',
      ],
      rows,
      budgets: [
        { name: 'require over an empty script', value: over('ours load'), limit: 5, unit: 'ms' },
        { name: 'loading with the first call', value: of('ours call', 'loading'), limit: 40, unit: 'ms' },
      ],
      remarks: [
        {
          applies: faster.length > 0,
          text:
            `Faster to the first answer: ${faster.map((name) => SUBJECTS[name].title).join(', ')}. dropin-request uses ` +
            'the `fetch` that Node has built in, ours checks settings, whitelist and rate limit, and ' +
            'none of the others does. What a lambda pays before its first call is the column "require".',
        },
        {
          applies: !requireFirst,
          text:
            'node:http is part of Node, and what is smallest loads fastest: our `require` reads the facade and its ' +
            'configuration, everything else waits for its first use.',
        },
      ],
      chart: {
        file: 'cold-start.svg',
        title: 'Cold start: load the package and make two calls',
        description: 'Milliseconds on top of an empty script; less is better.',
        groups: [
          {
            title: 'require',
            bars: bars((name) => over(`${name} load`)),
          },
          { title: 'require and two calls', bars: bars((name) => over(`${name} call`)) },
        ],
        ownScale: true,
      },
    },
  ];
}

function bars(figure) {
  return Object.entries(SUBJECTS).map(([name, { title }]) => {
    // A process may be faster than the empty one by chance.
    const value = Math.max(0, figure(name));
    return { label: title, value, text: ms(value), ours: name === 'ours' };
  });
}
