// What it costs to require the package, and what the first HTTPClient call loads. Medians over fresh processes.
// Run: npm run build && node bench/require.bench.mjs
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROCESSES = 41;
const execute = promisify(execFile);

const REPORT = `
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ wall: performance.now(), cpu: (user + system) / 1000, ...extra }));
`;
const SCRIPTS = {
  empty: `const extra = {};${REPORT}`,
  require: `
    const start = performance.now();
    require('lp-faas-toolbelt');
    const extra = { own: performance.now() - start };
    ${REPORT}`,
  // Time spent in outermost require() calls, between the end of the package's own and the end of the first call.
  firstCall: `
    const Module = require('node:module');
    const { Toolbelt } = require('lp-faas-toolbelt');
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
    const start = performance.now();
    Toolbelt.configure({ whitelist: ['127.0.0.1'], rateLimit: { mode: 'off' } });
    const http = Toolbelt.HTTPClient();
    http.get(process.argv[1], { json: true }).then(async () => {
      const first = performance.now() - start;
      Module._load = load;
      const again = performance.now();
      await http.get(process.argv[1], { json: true });
      const extra = { own: loading, first, second: performance.now() - again };
      ${REPORT}
    });`,
  // The same on Node alone: what any client of HTTP loads.
  nodeCall: `
    const start = performance.now();
    const http = require('node:http');
    const own = performance.now() - start;
    http.get(process.argv[1], (response) => {
      response.on('end', () => {
        const extra = { own, first: performance.now() - start };
        ${REPORT}
      }).resume();
    });`,
};

/** Interleaved, so that a slow moment of the machine hits all scripts alike. */
export async function run() {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end('{"a":1}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}/`;
  const samples = Object.fromEntries(Object.keys(SCRIPTS).map((name) => [name, []]));
  // The first round warms the file cache.
  for (let round = 0; round <= PROCESSES; round++) {
    for (const [name, script] of Object.entries(SCRIPTS)) {
      const { stdout } = await execute(process.execPath, ['-e', script, url], { cwd: ROOT });
      if (round > 0) samples[name].push(JSON.parse(stdout));
    }
  }
  server.close();
  server.closeAllConnections();
  const of = (name, field) => median(samples[name].map((sample) => sample[field]));
  const over = (name, field) => of(name, field) - of('empty', field);
  const rows = [
    ['empty script', ms(of('empty', 'wall')), '', ms(of('empty', 'cpu')), '', ''],
    row('require', "require('lp-faas-toolbelt')"),
    row('nodeCall', 'one call with node:http alone'),
    row('firstCall', 'require, one call and a second one'),
  ];
  return {
    title: 'Loading',
    text:
      `Medians of ${PROCESSES} fresh processes for each script, in turns. Wall and CPU (user and system) are those of ` +
      'the whole process from its start. "Loading" is the time inside require(): of the package itself, and for the ' +
      'call of everything that it loads on first use (Node modules included). ' +
      `The first call took ${ms(of('firstCall', 'first'))} in all, the second ${ms(of('firstCall', 'second'))}.`,
    command: 'node bench/require.bench.mjs',
    head: ['script', 'wall', 'over empty', 'CPU', 'over empty', 'loading'],
    rows,
    budgets: [
      { name: 'require over an empty script', value: over('require', 'wall'), limit: 5, unit: 'ms' },
      { name: 'loading with the first call', value: of('firstCall', 'own'), limit: 40, unit: 'ms' },
    ],
  };

  function row(name, title) {
    return [
      title,
      ms(of(name, 'wall')),
      ms(over(name, 'wall')),
      ms(of(name, 'cpu')),
      ms(over(name, 'cpu')),
      ms(of(name, 'own')),
    ];
  }
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function ms(value) {
  return `${value.toFixed(1)} ms`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { print } = await import('./run.mjs');
  print(await run());
}
