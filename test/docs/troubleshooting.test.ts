import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { Toolbelt } from '../../src/index';
import { createPlatform, invoke } from '../../src/testing/index';
import { listen, untilTestEnds } from '../helpers/listen';
import { readPage } from '../helpers/markdown';
import { selfSigned } from '../helpers/self-signed';
import { temporaryFolder, writeSettings } from '../helpers/settings-folder';
import '../helpers/built';

const ROOT = join(__dirname, '../..');
const page = readPage('docs/troubleshooting.md');
const headings = [...page.matchAll(/^### `(.*)`$/gm)].map(([, message = '']) => message);

const undo: (() => unknown)[] = [];
afterEach(async () => {
  Toolbelt.reset();
  for (const step of undo.splice(0).reverse()) await step();
});

/** Host and port of a server that stands until the test ends. */
async function hostOf(server: Server): Promise<string> {
  return untilTestEnds(await listen(server)).host;
}

const messageOf = async (run: () => unknown): Promise<string> => {
  try {
    await run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
};

/** Settings of a test: loopback is listed, the limit is off, warnings are kept. */
function configure(options: object = {}): string[] {
  const warnings: string[] = [];
  Toolbelt.configure({
    whitelist: ['127.0.0.1', 'api.example.com'],
    rateLimit: { mode: 'off' },
    logger: { warn: (message) => void warnings.push(message) },
    ...options,
  });
  return warnings;
}

const call = (url: string, options: Record<string, unknown> = {}) => Toolbelt.HTTPClient()(url, options);
const secretsOnly = (secrets: object) =>
  Toolbelt.configure({ accountId: '1', secrets: { ...secrets }, csds: { msgHist: '127.0.0.1:1' } });
const platform = () => {
  const made = createPlatform();
  undo.push(() => made.close());
  return made;
};
const input = { headers: [], payload: {} };

/** How each message comes about, by its first words. */
const SITUATIONS: Record<string, () => Promise<string>> = {
  'Error [ERR_SOCKET_CLOSED]': () => {
    configure();
    return messageOf(() => call('https://other.example.com/'));
  },
  '[lp-faas-toolbelt] request to': async () => {
    const warnings = configure();
    await messageOf(() => call('https://other.example.com/'));
    return warnings[0] ?? '';
  },
  '429 - "Too Many Requests"': async () => {
    configure({ rateLimit: { limit: 1 } });
    const host = await hostOf(createServer((_request, response) => response.end('ok')));
    return messageOf(() => Promise.all([call(`http://${host}/`), call(`http://${host}/`)]));
  },
  '404 - ': async () => {
    configure();
    const host = await hostOf(createServer((_request, response) => response.writeHead(404).end('gone')));
    return messageOf(() => call(`http://${host}/`));
  },
  'Error: ETIMEDOUT': async () => {
    configure();
    // A proxy that never answers the CONNECT: there is no connection to the target.
    const proxy = await hostOf(createTcpServer());
    return messageOf(() => call('https://api.example.com/', { proxy: `http://${proxy}`, timeout: 50 }));
  },
  'Error: ESOCKETTIMEDOUT': async () => {
    configure();
    const host = await hostOf(createServer(() => {}));
    return messageOf(() => call(`http://${host}/`, { timeout: 50 }));
  },
  'Error: connect ECONNREFUSED': async () => {
    configure();
    const server = createTcpServer();
    const host = await hostOf(server);
    await new Promise((resolve) => server.close(resolve));
    return messageOf(() => call(`http://${host}/`));
  },
  'Error: self-signed certificate': async () => {
    configure();
    const host = await hostOf(createTlsServer(selfSigned(), (_request, response) => response.end('ok')));
    return messageOf(() => call(`https://${host}/`));
  },
  'Error: tunneling socket': async () => {
    configure();
    const proxy = await hostOf(
      createServer().on('connect', (_request, socket) =>
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'),
      ),
    );
    return messageOf(() => call('https://api.example.com/', { proxy: `http://${proxy}` }));
  },
  'ToolbeltError: HTTPS_PROXY': () => {
    process.env.HTTPS_PROXY = '::';
    configure();
    return messageOf(() => call('https://api.example.com/'));
  },
  'Error: Invalid URI': () => {
    configure();
    return messageOf(() => call('api.example.com/x'));
  },
  'Error: options.uri': () => {
    configure();
    return messageOf(() => call(undefined as unknown as string));
  },
  'Error: Argument error, options.body': () => {
    configure();
    return messageOf(() => call('https://api.example.com/', { method: 'POST', body: { a: 1 } }));
  },
  '[lp-faas-toolbelt] HTTPClient: the option': async () => {
    const warnings = configure();
    await messageOf(() => call('http://other.example.com/', { har: {} }));
    return warnings[0] ?? '';
  },
  'No account is known': () => messageOf(() => Toolbelt.LpClient()('msgHist', '/x')),
  'There is no secret': () => messageOf(() => Toolbelt.SecretClient().readSecret('nothing')),
  'LpClient signs with the secret': () => {
    secretsOnly({});
    return messageOf(() => Toolbelt.LpClient()('msgHist', '/x'));
  },
  'The secret "…" holds': () => {
    secretsOnly({ 'lp-faas-default-app-key': { id: '1' } });
    return messageOf(() => Toolbelt.LpClient()('msgHist', '/x'));
  },
  'Invalid settings file': () => {
    const settingsPath = writeSettings(temporaryFolder(), '{\n  "secrets": [],,\n}');
    Toolbelt.configure({ settingsPath });
    return call('https://api.example.com/').catch(({ cause }) => cause.message);
  },
  'Toolbelt.configure': () => messageOf(() => Toolbelt.configure({ whitelst: [] } as object)),
  'SecretClient.updateSecret': () => {
    secretsOnly({ a: 'old' });
    return messageOf(() => Toolbelt.SecretClient().updateSecret({ key: 'a', value: 'x'.repeat(10_001) }));
  },
  'Service discovery for account': () => {
    process.env.X_LIVEPERSON_CSDS_DOMAIN = '127.0.0.1:1';
    configure({
      accountId: '1',
      secrets: { 'lp-faas-default-app-key': { client_id: 'a', client_secret: 'b' } },
    });
    return messageOf(() => Toolbelt.LpClient()('msgHist', '/x'));
  },
  'Account … has no service': () => {
    platform();
    return messageOf(() => Toolbelt.LpClient()('msghist', '/x'));
  },
  'Conversation … was not found': () => {
    platform();
    return messageOf(() => Toolbelt.ConversationUtil().getConversationById('c1'));
  },
  'MTLSClient: "cert"': () => messageOf(() => Toolbelt.MTLSClient({ cert: 'x', key: 'y' })),
  'Toolbelt.httpClient': () => messageOf(() => Toolbelt.httpClient()),
  'lp-faas-toolbelt/testing answers calls with nock': async () => {
    const program = `
      const Module = require('node:module');
      const load = Module._load;
      Module._load = (name, ...rest) => {
        if (name === 'nock') throw Object.assign(new Error('no nock'), { code: 'MODULE_NOT_FOUND' });
        return load(name, ...rest);
      };
      try { require(${JSON.stringify(join(ROOT, 'dist/testing'))}).createPlatform(); }
      catch (error) { process.stdout.write(error.message); }`;
    return spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' }).stdout;
  },
  '… unexpected requests:': async () => {
    const made = platform();
    await messageOf(() => call('https://one.example.com/'));
    await messageOf(() => call('https://two.example.com/'));
    return (await messageOf(() => made.assertNoUnexpectedRequests())).replaceAll('\n', ' ');
  },
  'The lambda never called its callback.': async () => {
    const { error } = await invoke(async () => {}, input);
    return error?.message ?? '';
  },
  'The lambda called its callback 2 times': async () => {
    const { diagnostics } = await invoke((_input, callback) => {
      callback(null, 1);
      callback(null, 2);
    }, input);
    return diagnostics[0]?.message ?? '';
  },
};

const situationOf = (heading: string) => Object.keys(SITUATIONS).filter((start) => heading.startsWith(start));

it('has a situation for each message, and a message for each situation', () => {
  expect(headings.length).toBeGreaterThan(25);
  expect(headings.filter((heading) => situationOf(heading).length !== 1)).toEqual([]);
  expect(new Set(headings.flatMap(situationOf)).size).toBe(Object.keys(SITUATIONS).length);
});

it.each(headings)('%s', async (heading) => {
  const [start = ''] = situationOf(heading);
  const full = (await SITUATIONS[start]?.()) ?? '';
  // What Node 24 adds to messages of TLS.
  const message = full.replace(/; if the root CA is installed locally, .*$/, '');
  const literal = heading.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  expect(message).toMatch(new RegExp(`^${literal.join('[\\s\\S]+')}$`));
});

it('says of each message why it comes and what to do', () => {
  for (const section of page.split(/^### /m).slice(1)) {
    const [, ...text] = section.split('\n');
    expect(text.join(' ').trim().length, section).toBeGreaterThan(20);
  }
});
