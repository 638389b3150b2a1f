// What it costs to require the package, and to make a first call, beside other clients: fresh processes throughout.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureScripts, REPORT } from './lib/fresh-process.mjs';
import { ms, ROOT, times } from './lib/measure.mjs';
import { startServers } from './lib/servers.mjs';

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

const EMPTY_PACKAGE = 'an empty file behind the same package.json';

/** A package that Node finds as it finds ours, and that does nothing. */
function emptyPackage() {
  const folder = mkdtempSync(join(tmpdir(), 'lp-faas-toolbelt-bench-'));
  mkdirSync(join(folder, 'dist'));
  copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  writeFileSync(join(folder, 'dist/index.js'), '');
  return folder;
}

/** What else of the package is loaded by itself. The command line is loaded as its process loads it. */
const PARTS = {
  [EMPTY_PACKAGE]: `require('lp-faas-toolbelt')`,
  'lp-faas-toolbelt/functions-client': `require('lp-faas-toolbelt/functions-client')`,
  'lp-faas-toolbelt/testing': `require('lp-faas-toolbelt/testing')`,
  'the command line, `--version`': `process.argv.splice(1, 9, 'lp-faas-toolbelt', '--version');
    const { write } = process.stdout;
    process.stdout.write = () => true;
    require('./dist/cli/index.js');
    process.stdout.write = write`,
};

export async function run({ quick }) {
  const rounds = quick ? 1 : 25;
  const servers = await startServers();
  const scripts = {};
  for (const [name, { load, call }] of Object.entries(SUBJECTS)) {
    scripts[`${name} load`] = load;
    scripts[`${name} call`] = call;
  }
  for (const [name, load] of Object.entries(PARTS)) scripts[name] = `${load}; const extra = {}; ${REPORT}`;
  const folder = emptyPackage();
  try {
    // The first round warms the file cache.
    const plan = { rounds, warmUps: quick ? 0 : 1, argv: [`${servers.http}/`], env: servers.env };
    return report(await measureScripts(scripts, { ...plan, folders: { [EMPTY_PACKAGE]: folder } }), rounds);
  } finally {
    await servers.stop();
    rmSync(folder, { recursive: true });
  }
}

function report({ of, over, empty }, rounds) {
  const whole = (name, field) => over(`${name} call`, field) / over('ours call', field);
  const rows = Object.entries(SUBJECTS).map(([name, { title }]) => [
    title,
    ms(over(`${name} load`, 'wall')),
    ms(of(`${name} call`, 'first')),
    ms(of(`${name} call`, 'second')),
    ms(over(`${name} call`, 'wall')),
    ms(over(`${name} call`, 'cpu')),
    times(whole(name, 'wall')),
  ]);
  const parts = Object.keys(PARTS).map((name) => [
    name,
    ms(over(name, 'wall')),
    '',
    '',
    '',
    ms(over(name, 'cpu')),
    '',
  ]);
  const peers = Object.keys(SUBJECTS).filter((name) => !['ours', 'node'].includes(name));
  const faster = peers.filter((name) => whole(name, 'wall') < 1);
  const fastest = (field) => Math.min(...peers.map((name) => over(`${name} call`, field)));
  return [
    {
      title: 'Cold start',
      text:
        `Medians of ${rounds} fresh processes for each script. An empty script takes ${ms(empty('wall'))}, and ` +
        `${ms(empty('cpu'))} of CPU time; "require" and "all of it" are what a script takes on top of that: to load the ` +
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
      rows: [...rows, ...parts],
      budgets: [
        { name: 'require over an empty script', value: over('ours load', 'wall'), limit: 2, unit: 'ms' },
        {
          name: 'CPU time of all of it, relative to node:http',
          value: over('ours call', 'cpu') / over('node call', 'cpu'),
          limit: 2.5,
          unit: '×',
        },
        {
          name: 'CPU time of all of it, relative to the best peer',
          value: over('ours call', 'cpu') / fastest('cpu'),
          limit: 1,
          unit: '×',
        },
        {
          name: 'all of it by the clock, relative to the best peer',
          value: over('ours call', 'wall') / fastest('wall'),
          limit: 1,
          unit: '×',
        },
      ],
      remarks: [
        {
          applies: true,
          text:
            `Of "require", ${ms(over(EMPTY_PACKAGE, 'wall'))} are what Node takes to find and to read any package: so long ` +
            'takes a package that has our package.json and an empty file. The rest is ours.',
        },
        {
          applies: faster.length > 0,
          text:
            `Faster to the first answer: ${faster.map((name) => SUBJECTS[name].title).join(', ')}. dropin-request uses ` +
            'the `fetch` that Node has built in, ours checks settings, whitelist and rate limit, and ' +
            'none of the others does. What a lambda pays before its first call is the column "require".',
        },
      ],
      chart: {
        file: 'cold-start.svg',
        title: 'Cold start: load the package and make two calls',
        description: 'Milliseconds on top of an empty script; less is better.',
        groups: [
          { title: 'require', bars: bars((name) => over(`${name} load`, 'wall')) },
          { title: 'require and two calls', bars: bars((name) => over(`${name} call`, 'wall')) },
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
