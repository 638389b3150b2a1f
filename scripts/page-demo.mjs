// A project with functions of all kinds, and servers that they call: what the page is looked at and tested with.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const SHIP = `// Asks the shop for an order, then the depot for its parcels.
async function lambda(input, callback) {
  const { Toolbelt } = require('lp-faas-toolbelt');
  const http = Toolbelt.HTTPClient();
  console.info('Looking for the order', input.payload.order);
  try {
    const order = await http('SHOP/orders/' + input.payload.order, { json: true });
    const parcels = await Promise.all(
      order.parcels.map((parcel) => http('DEPOT/parcels/' + parcel + '?wait=' + 40 * parcel, { json: true })),
    );
    await http('SHOP/busy', { simple: false });
    await http('https://not-allowed.example.com/rates').catch((error) => console.warn('No rates:', error.message));
    console.debug('Parcels', parcels);
    callback(null, { order: order.id, parcels });
  } catch (error) {
    callback(error, null);
  }
}
`;
const FAIL = `function lambda(input, callback) {
  const { conversation } = input.payload;
  console.error('About to read the agent');
  const agent = conversation.agent.name;
  callback(null, agent);
}
`;
const GREET = `function lambda(input, callback) {
  console.info('Hello', input.payload.name);
  callback(null, { text: 'Hello ' + (input.payload.name ?? 'nobody') });
}
`;
const CHATTY = `function lambda(input, callback) {
  for (let line = 0; line < 10; line += 1) console.info('line ' + line + ' of ' + input.payload.number);
  callback(null, input.payload.number);
}
`;
const SLOW = `function lambda(input, callback) {
  console.info('begun');
  setTimeout(() => callback(null, 'done'), input.payload.ms);
}
`;

/** Starts the servers and writes the project. @returns its folder, and what removes all of it */
export async function startDemo() {
  const shop = await listen((request, response) => {
    if (request.url === '/busy') {
      response.writeHead(429).end('slow down');
      return;
    }
    setTimeout(() => json(response, { id: 4711, parcels: [1, 2, 3] }), 60);
  });
  const depot = await listen((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://depot');
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(' '.repeat(2_000));
    const wait = Number(searchParams.get('wait'));
    setTimeout(
      () => response.end(JSON.stringify({ parcel: pathname.split('/').at(-1), isSent: true })),
      wait,
    );
  });
  const folder = mkdtempSync(join(tmpdir(), 'lp-faas-demo-'));
  const write = (path, content) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  };
  const add = (name, source, config = {}) => {
    write(`functions/${name}/index.js`, source);
    write(`functions/${name}/config.json`, config);
  };
  add('shipOrder', SHIP.replaceAll('SHOP', shop.url).replaceAll('DEPOT', depot.url), {
    description: 'Sends the parcels of an order.',
    input: { headers: [], payload: { order: 4711 } },
    environmentVariables: [
      { key: 'LEVEL', value: 'verbose' },
      { key: 'API_KEY', value: 'do-not-show-this' },
    ],
  });
  add('nameAgent', FAIL, {
    description: 'Says the name of the agent.',
    event: 'denver_post_survey_email_transcript',
    input: { headers: [], payload: { conversation: {} } },
  });
  add('greet', GREET, {
    description: 'Greets.',
    input: { headers: [], payload: { name: 'Ada' } },
    schedules: [{ cron: '0 8 * * *', timezone: 'Europe/Berlin' }],
  });
  add('chatty', CHATTY, { input: { headers: [], payload: { number: 1 } } });
  add('slow', SLOW, { input: { headers: [], payload: { ms: 1500 } } });
  add('unfinished', 'function lambda(input, callback) {', { description: 'Not written yet.' });
  write('functions/settings.json', { whitelist: ['localhost', '127.0.0.1', 'api.example.com'] });
  write('functions/settings.local.json', { secrets: [{ key: 'crm', value: 'very-secret-value' }] });
  return {
    folder,
    write,
    async stop() {
      await Promise.all([shop.stop(), depot.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function listen(answer) {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

function json(response, value) {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
