import { isIP } from 'node:net';
import { parse as parseLegacy } from 'node:url';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_WHITELIST } from '../../src/config/defaults';
import { Client as FunctionsClient } from '../../src/functions-client/index';
import { LpServices, Toolbelt } from '../../src/index';
import {
  type CapturedConnection,
  type CapturedConnections,
  captureConnections,
  OK,
} from '../helpers/captured-connections';
import { type ConnectProxy, startConnectProxy } from '../helpers/connect-proxy';
import { selfSigned } from '../helpers/self-signed';
import { headerNames, headerValues, hosts, methods, paths, urls, WHITELIST } from './hostile-urls';

const SEED = Number(process.env.FUZZ_SEED ?? 2606);
/** How much of all cases is run. Whole in CI, a fifth elsewhere. */
const SCALE = Number(process.env.FUZZ_SCALE ?? (process.env.CI ? 1 : 0.2));
const PATIENCE = 60_000 * Math.max(1, SCALE);

/** Written without a look at how the library judges: a name, and whether it or a parent of it is listed. */
function isListed(host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[|\]$/g, '');
  return [...WHITELIST, ...DEFAULT_WHITELIST].some((entry) => {
    if (entry.startsWith('*.')) return name.length > entry.length - 1 && name.endsWith(entry.slice(1));
    return name === (entry === 'bücher.example' ? 'xn--bcher-kva.example' : entry.replace(/^\[|\]$/g, ''));
  });
}

/** A name that every resolver reads in the same way: no other spelling of an address, nothing to be decoded. */
function isPlain(host: string): boolean {
  if (isIP(host))
    return (
      new URL(`http://${host.includes(':') ? `[${host}]` : host}/`).hostname.replace(/^\[|\]$/g, '') === host
    );
  return (
    /^[a-z\d_.-]+$/.test(host) && !/^(0x[\da-f]*|\d+)$/.test(host.replace(/\.$/, '').split('.').at(-1) ?? '')
  );
}

const bare = (host: string) => host.replace(/\.$/, '').replace(/^\[|\]$/g, '');

/** One request, for the host that was connected to, and nothing smuggled in. */
function checkConnection(
  { host, port, path, isTls, servername, sent }: CapturedConnection,
  allowed = isListed,
): void {
  expect(path, 'a socket file').toBeUndefined();
  expect({ host, isListed: allowed(host), isPlain: allowed !== isListed || isPlain(host) }).toEqual({
    host,
    isListed: true,
    isPlain: true,
  });
  if (sent === '') return;
  const [head = ''] = sent.split('\r\n\r\n');
  const lines = head.split('\r\n');
  expect(lines[0]).toMatch(/^[A-Z-]+ [^\s]+ HTTP\/1\.1$/);
  for (const line of lines.slice(1)) expect(line).toMatch(/^[!#$%&'*+.^_`|~\dA-Za-z-]+: [^\r\n]*$/);
  expect(sent.match(/ HTTP\/1\.1\r\n/g)).toHaveLength(1);
  expect(head).not.toMatch(/^x-injected/im);
  const named = lines.filter((line) => /^host:/i.test(line)).map((line) => line.slice(5).trim());
  expect(named).toHaveLength(1);
  const [, name = '', digits] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(named[0] ?? '') ?? [];
  expect(bare(name)).toBe(bare(host));
  expect(Number(digits ?? (isTls ? 443 : 80))).toBe(port);
  if (isTls) expect(servername).toBe(isIP(host) ? '' : host.replace(/\.$/, ''));
}

let captured: CapturedConnections;
let calls: { sent: number; refused: number };

beforeAll(async () => {
  captured = await captureConnections();
});
afterAll(() => captured.restore());
beforeEach(() => {
  calls = { sent: 0, refused: 0 };
  Toolbelt.reset();
  Toolbelt.configure({ whitelist: WHITELIST, rateLimit: { mode: 'off' }, logger: { warn: () => {} } });
});
afterEach(() => Toolbelt.reset());

/** Makes a call, whatever becomes of it, and looks at the connections it made. */
async function observe(call: () => unknown, allowed = isListed): Promise<CapturedConnection[]> {
  captured.connections.length = 0;
  try {
    await call();
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
  }
  const made = [...captured.connections];
  for (const connection of made) checkConnection(connection, allowed);
  calls[made.length > 0 ? 'sent' : 'refused'] += 1;
  return made;
}

async function holds<T extends unknown[]>(
  runs: number,
  property: fc.IAsyncPropertyWithHooks<T>,
  least = runs / 20,
): Promise<void> {
  const details = await fc.check(property, { seed: SEED, numRuns: Math.ceil(runs * SCALE) });
  if (details.failed) throw new Error(fc.defaultReportMessage(details as never));
  expect(details.numRuns).toBe(Math.ceil(runs * SCALE));
  // Neither does everything get through, nor nothing.
  expect(calls.sent).toBeGreaterThan(least * SCALE);
  expect(calls.refused).toBeGreaterThan(least * SCALE);
}

const identity = selfSigned();
const APP_KEY = { consumerKey: 'a', consumerSecret: 'b', token: 'c', tokenSecret: 'd' };

describe(`a connection goes to a listed host alone, whatever is given (seed ${SEED})`, () => {
  it('HTTPClient, 3,000 URLs as text, URL and Url object', { timeout: PATIENCE }, async () => {
    const as = fc.constantFrom('text', 'URL', 'legacy', 'mixed');
    await holds(
      3000,
      fc.asyncProperty(urls, as, hosts, fc.boolean(), async (url, kind, other, byOption) => {
        await observe(() => {
          const given = targetOf(url, kind, other);
          const options = { strictSSL: false };
          return byOption
            ? Toolbelt.HTTPClient()({ url: given as string, ...options })
            : Toolbelt.HTTPClient()(given as string, options);
        });
      }),
    );
  });

  it('HTTPClient, 1,000 paths under a baseUrl', { timeout: PATIENCE }, async () => {
    const base = fc.constantFrom(
      'https://api.liveperson.net',
      'https://api.liveperson.net/',
      'http://liveperson.net/v1',
      'https://api.liveperson.net:8443',
      'https://evil.test',
      'https://api.liveperson.net@evil.test',
    );
    await holds(
      1000,
      fc.asyncProperty(base, paths, async (baseUrl, uri) => {
        const made = await observe(() => Toolbelt.HTTPClient()({ baseUrl, uri, strictSSL: false }));
        for (const { host } of made) expect(host).toBe(new URL(baseUrl).hostname);
      }),
    );
  });

  it('HTTPClient, 1,000 redirects from a listed host', { timeout: PATIENCE }, async () => {
    const status = fc.constantFrom(301, 302, 303, 307, 308);
    await holds(
      1000,
      fc.asyncProperty(fc.oneof(urls, paths), status, async (location, code) => {
        const bytes = Buffer.from(location)
          .toString('latin1')
          .replace(/[\r\n\0]/g, '');
        const reply = `HTTP/1.1 ${code} Moved\r\nLocation: ${bytes}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
        captured.answerWith(reply, OK);
        const made = await observe(() =>
          Toolbelt.HTTPClient()('http://api.liveperson.net/', {
            strictSSL: false,
            headers: { authorization: 'secret' },
          }),
        );
        captured.answerWith(OK);
        expect(made.length).toBeGreaterThan(0);
        for (const { host, sent } of made.slice(1)) {
          // Credentials stay with their host.
          if (host !== 'api.liveperson.net') expect(sent).not.toMatch(/secret/);
        }
        if (made.length === 1) calls.refused += 1;
      }),
    );
  });

  it('HTTPClient, 1,000 options that name another host', { timeout: PATIENCE }, async () => {
    const aim = fc.record(
      {
        host: fc.constantFrom('evil.test', '127.0.0.1'),
        hostname: fc.constant('evil.test'),
        port: fc.constantFrom(1, 22, '6379'),
        socketPath: fc.constant('/var/run/docker.sock'),
        path: fc.constantFrom('/var/run/docker.sock', '//evil.test'),
        protocol: fc.constant('http:'),
        auth: fc.constant('u:p'),
        defaultPort: fc.constant(22),
        fd: fc.constant(0),
        href: fc.constant('https://evil.test/'),
        origin: fc.constant('https://evil.test'),
      },
      { requiredKeys: [] },
    );
    const where = fc.constantFrom('agentOptions', 'options', 'both', 'pool');
    await holds(
      1000,
      fc.asyncProperty(
        fc.oneof(fc.constant('https://api.liveperson.net/a'), urls),
        aim,
        where,
        async (url, names, place) => {
          const { auth: _auth, ...others } = names;
          const options = {
            ...(place !== 'agentOptions' && others),
            ...(place === 'agentOptions' || place === 'both' ? { agentOptions: names } : {}),
            ...(place === 'pool' && { pool: names }),
          };
          await observe(() => Toolbelt.HTTPClient()({ url, strictSSL: false, ...options } as never));
        },
      ),
    );
  });

  it('HTTPClient, 1,000 methods and headers that would split a request', { timeout: PATIENCE }, async () => {
    await holds(
      1000,
      fc.asyncProperty(
        methods,
        headerNames,
        headerValues,
        fc.constantFrom('headers', 'bearer', 'user', 'cookie', 'realm', 'formData'),
        async (method, name, value, place) => {
          const text = String(value);
          const options: Record<string, object> = {
            headers: { headers: { [name]: value } },
            bearer: { auth: { bearer: text } },
            user: { auth: { user: text, pass: text } },
            cookie: { headers: { cookie: text } },
            realm: { oauth: { consumer_key: text, consumer_secret: 'x', realm: text } },
            formData: { method: 'POST', headers: { 'content-type': text } },
          };
          await observe(() =>
            Toolbelt.HTTPClient()({ url: 'http://api.liveperson.net/', method, ...options[place] } as never),
          );
        },
      ),
    );
  });

  it('MTLSClient, 1,500 URLs', { timeout: PATIENCE }, async () => {
    const client = () => Toolbelt.MTLSClient(identity);
    await holds(
      1500,
      fc.asyncProperty(urls, fc.boolean(), async (url, asObject) => {
        await observe(() =>
          client().get(asObject && URL.canParse(url) ? new URL(url) : url, {}, null, {
            allowSelfSigned: true,
          }),
        );
      }),
    );
  });

  it('MTLSClient, 500 headers that would split a request', { timeout: PATIENCE }, async () => {
    await holds(
      500,
      fc.asyncProperty(headerNames, headerValues, async (name, value) => {
        await observe(() =>
          Toolbelt.MTLSClient(identity).get('https://api.liveperson.net/', { [name]: value } as never, null, {
            allowSelfSigned: true,
          }),
        );
      }),
      2,
    );
  });

  it('LpClient, 500 paths, and hosts of the configuration', { timeout: PATIENCE }, async () => {
    await holds(
      500,
      fc.asyncProperty(paths, fc.constantFrom(undefined, ...WHITELIST.slice(0, 2)), async (path, host) => {
        const restore = Toolbelt.configure({
          accountId: '1',
          csds: { [LpServices.MSG_HIST]: host ?? 'http://va.msghist.liveperson.net' },
          secrets: {
            'lp-faas-default-app-key': APP_KEY,
          },
        });
        const made = await observe(() =>
          Toolbelt.LpClient()(LpServices.MSG_HIST, path, { strictSSL: false }),
        );
        restore();
        for (const connection of made) expect(connection.host).toBe(host ?? 'va.msghist.liveperson.net');
      }),
    );
  });

  it('LpClient, 500 hosts that the configuration names: what was meant is what is called', {
    timeout: PATIENCE,
  }, async () => {
    await holds(
      500,
      fc.asyncProperty(hosts, async (host) => {
        Toolbelt.reset();
        Toolbelt.configure({
          accountId: '1',
          rateLimit: { mode: 'off' },
          secrets: { 'lp-faas-default-app-key': APP_KEY },
        });
        const url = `https://${host}`;
        const meant = URL.canParse(url) ? bare(new URL(url).hostname) : undefined;
        const made = await observe(
          () => {
            Toolbelt.configure({ csds: { msgHist: host } });
            return Toolbelt.LpClient()('msgHist', '/x', { strictSSL: false });
          },
          (name) => meant !== undefined && bare(name) === meant,
        );
        expect(made.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('SFClient, 1,000 login and instance URLs, and paths', { timeout: PATIENCE }, async () => {
    const instance = fc.oneof(
      urls,
      hosts.map((host) => `https://${host}`),
      fc.constant('https://a.allowed.test'),
    );
    await holds(
      1000,
      fc.asyncProperty(
        instance,
        fc.oneof(paths, urls, fc.constant('/services/data')),
        fc.boolean(),
        async (url, path, login) => {
          await observe(() => {
            const connection = Toolbelt.SFClient().connectToSalesforce(
              login ? { loginUrl: url } : { instanceUrl: url, accessToken: 't' },
            );
            return login ? connection.login('user', 'password') : connection.request(path);
          });
        },
      ),
    );
  });

  it('GDPRUtil, 500 paths of files', { timeout: PATIENCE }, async () => {
    await holds(
      500,
      fc.asyncProperty(paths, async (relativePath) => {
        Toolbelt.configure({ accountId: '1', csds: { swift: 'http://va.objectstorage.liveperson.net' } });
        captured.answerWith(
          'HTTP/1.1 200 OK\r\nX-Auth-Token: t\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
        );
        const conversation = {
          conversationHistoryRecords: [
            {
              messageRecords: [
                { type: 'HOSTED_FILE', messageId: 'm', messageData: { file: { relativePath } } },
              ],
            },
          ],
        };
        const made = await observe(() =>
          Toolbelt.GDPRUtil().replaceConversationFiles(
            conversation as never,
            { username: 'u', password: 'p' } as never,
          ),
        );
        captured.answerWith(OK);
        for (const { host } of made) expect(host).toBe('va.objectstorage.liveperson.net');
        // A refused path sends its authentication at most.
        if (made.length === 1) Object.assign(calls, { sent: calls.sent - 1, refused: calls.refused + 1 });
      }),
    );
  });

  it('the functions client under the platform rules, 300 hosts', { timeout: PATIENCE }, async () => {
    const named = fc.oneof(hosts, fc.constantFrom('va.faasgw.liveperson.net', 'VA.faasgw.liveperson.net.'));
    await holds(
      300,
      fc.asyncProperty(
        named,
        fc.string({ unit: 'grapheme-ascii', maxLength: 8 }),
        async (host, lambdaUuid) => {
          const client = new FunctionsClient(
            {
              accountId: '1',
              authStrategy: async () => 'Bearer t',
              applyPlatformRules: true,
              protocol: 'http',
            },
            { getCsdsEntry: async () => host },
          );
          await observe(() =>
            client.invoke({ lambdaUuid, body: { payload: {} }, retryConfig: { retries: 0 } } as never),
          );
        },
      ),
    );
  });
});

function targetOf(url: string, kind: string, other: string): unknown {
  switch (kind) {
    case 'URL':
      return URL.canParse(url) ? new URL(url) : url;
    case 'legacy':
      return legacyOf(url) ?? url;
    case 'mixed':
      // Fields that contradict each other.
      return { ...(legacyOf(url) ?? { protocol: 'https:', href: url }), host: other, hostname: other };
    default:
      return url;
  }
}

function legacyOf(url: string): object | undefined {
  try {
    return parseLegacy(url);
  } catch {
    return undefined;
  }
}

describe(`behind a proxy (seed ${SEED})`, () => {
  let proxy: ConnectProxy;

  beforeAll(async () => {
    await captured.restore();
    // It sees what it is asked for, and goes nowhere.
    proxy = await startConnectProxy({ mode: 502 });
  });
  afterAll(async () => {
    await proxy.close();
    captured = await captureConnections();
  });

  it.each(['HTTPClient', 'MTLSClient'])(
    '%s, 800 URLs: CONNECT and absolute form name a listed host',
    { timeout: PATIENCE },
    async (name) => {
      await holds(
        800,
        fc.asyncProperty(urls, fc.boolean(), async (url, tunnel) => {
          proxy.requests.length = 0;
          Toolbelt.configure({ whitelist: WHITELIST, rateLimit: { mode: 'off' }, proxy: proxy.url() });
          const call =
            name === 'HTTPClient'
              ? Toolbelt.HTTPClient()({ url, tunnel: tunnel || undefined })
              : Toolbelt.MTLSClient(identity).get(url);
          await Promise.resolve(call).then(
            () => undefined,
            (error) => expect(error).toBeInstanceOf(Error),
          );
          for (const { method, target, headers } of proxy.requests) {
            const asked = new URL(method === 'CONNECT' ? `http://${target}` : target);
            expect({ target, isListed: isListed(asked.hostname) }).toEqual({ target, isListed: true });
            expect(bare(new URL(`http://${headers.host}`).hostname)).toBe(bare(asked.hostname));
            expect(target).toMatch(
              method === 'CONNECT' ? /^(\[[\da-f:.]+\]|[a-z\d_.-]+):\d+$/ : /^https?:\/\/[^\s]+$/,
            );
          }
          calls[proxy.requests.length > 0 ? 'sent' : 'refused'] += 1;
        }),
      );
    },
  );
});
