import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  findProgram,
  freePorts,
  makeFolder,
  type Program,
  type RunningProgram,
  startProgram,
} from './programs';

/** The programs that {@link startSwift} starts. */
export const SWIFT_PROGRAMS = [
  'memcached',
  'swift-ring-builder',
  'swift-account-server',
  'swift-container-server',
  'swift-object-server',
  'swift-proxy-server',
] as const satisfies readonly Program[];

/** A user of tempauth, and what it may do: `.admin` everything in its account, without it nothing. */
export interface SwiftUser {
  account: string;
  name: string;
  key: string;
  isAdmin: boolean;
}

/** An object as Swift has it. */
export interface SwiftObject {
  status: number;
  contentType: string | null;
  body: Buffer;
}

/** A Swift of one replica on one device, with two proxy servers in front that differ in how long their tokens live. */
export interface Swift {
  /** Port of the proxy server whose tokens live for a day. */
  port: number;
  /** Port of the proxy server whose tokens live for {@link SHORT_TOKEN_LIFE_SECONDS}. */
  shortLivedPort: number;
  /** Everything below is done straight at the proxy server, by a user of its own. */
  putContainer(name: string): Promise<void>;
  deleteContainer(name: string): Promise<void>;
  putObject(path: string, body: Buffer, contentType: string): Promise<void>;
  /** `path` as in a URL, escaped; what was read is not from a cache. */
  getObject(path: string): Promise<SwiftObject>;
  deleteObject(path: string): Promise<void>;
  /** Ends every token that was handed out. */
  forgetTokens(): Promise<void>;
  /** Runs something while a server is down, and starts it again. */
  without(server: 'swift-object-server' | 'memcached', run: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export const SHORT_TOKEN_LIFE_SECONDS = 3;
const ACCOUNT = 'brand';
/** The user that the tests prepare and read files with. */
const KEEPER: SwiftUser = { account: ACCOUNT, name: 'keeper', key: 'keeper-key', isAdmin: true };
/** Prefix of the paths of the account's objects. */
export const ACCOUNT_PATH = `/v1/AUTH_${ACCOUNT}`;

/** Starts Swift on a folder of its own. It listens at 127.0.0.1, without TLS. */
export async function startSwift(users: readonly SwiftUser[]): Promise<Swift> {
  const folder = makeFolder('swift');
  const running = new Map<number, RunningProgram>();
  const stop = async (): Promise<void> => {
    await Promise.all(Array.from(running.values(), (program) => program.stop('SIGKILL')));
    folder.remove();
  };
  try {
    const [memcached, account, container, object, proxy, shortLived] = (await freePorts(6)) as Six<number>;
    writeConfiguration(folder.path);
    const configure = (name: string, text: string): string[] => {
      const path = join(folder.path, `${name}.conf`);
      writeFileSync(path, text);
      return [path, '--verbose'];
    };
    const storage = (kind: string, port: number): string[] =>
      configure(kind, storageConfiguration(folder.path, kind, port));
    const proxyServer = (port: number, tokenLife: number): string[] => {
      const parts = { port, memcached, tokenLife, users: [KEEPER, ...users] };
      return configure(`proxy-${port}`, proxyConfiguration(folder.path, parts));
    };
    const servers: Server[] = [
      [
        'memcached',
        memcached,
        ['-l', '127.0.0.1', '-p', `${memcached}`, '-U', '0', '-u', userInfo().username],
      ],
      ['swift-account-server', account, storage('account', account)],
      ['swift-container-server', container, storage('container', container)],
      ['swift-object-server', object, storage('object', object)],
      ['swift-proxy-server', proxy, proxyServer(proxy, 86_400)],
      ['swift-proxy-server', shortLived, proxyServer(shortLived, SHORT_TOKEN_LIFE_SECONDS)],
    ];
    const start = async ([program, port, args]: Server): Promise<void> => {
      const started = await startProgram(program, { args, ports: [port], env: environment(folder.path) });
      running.set(port, started);
    };
    await Promise.all([
      buildRing(folder.path, 'account', account),
      buildRing(folder.path, 'container', container),
      buildRing(folder.path, 'object', object),
    ]);
    await allOf(servers.map(start));
    return {
      port: proxy,
      shortLivedPort: shortLived,
      ...keeperOf(`http://127.0.0.1:${proxy}`),
      forgetTokens: () => tellMemcached(memcached, 'flush_all'),
      without: async (name, run) => {
        const server = servers.find(([program]) => program === name) as Server;
        await running.get(server[1])?.stop('SIGKILL');
        await run().finally(() => start(server));
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Server = [program: Program, port: number, args: string[]];
type Six<Value> = [Value, Value, Value, Value, Value, Value];

/** Waits for all of them, the others included when one fails: what was started must be known, to be stopped. */
async function allOf(started: ReadonlyArray<Promise<void>>): Promise<void> {
  for (const outcome of await Promise.allSettled(started)) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}

type Keeper = Pick<Swift, 'putContainer' | 'deleteContainer' | 'putObject' | 'getObject' | 'deleteObject'>;

/** What the tests do with files, written from Swift's own API documentation and not from the client under test. */
function keeperOf(origin: string): Keeper {
  const request = async (method: string, path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { 'x-storage-user': `${KEEPER.account}:${KEEPER.name}`, 'x-storage-pass': KEEPER.key };
    const { headers: answered } = await fetch(`${origin}/auth/v1.0`, { headers });
    const token = { 'x-storage-token': answered.get('x-storage-token') ?? '' };
    return fetch(`${origin}${path}`, { ...init, method, headers: { ...init.headers, ...token } });
  };
  const mustSucceed = async (response: Promise<Response>): Promise<void> => {
    const { ok, status, url } = await response;
    if (!ok) throw new Error(`Swift answered ${status} for ${url}`);
  };
  return {
    putContainer: (name) => mustSucceed(request('PUT', `${ACCOUNT_PATH}/${name}`)),
    deleteContainer: (name) => mustSucceed(request('DELETE', `${ACCOUNT_PATH}/${name}`)),
    putObject: (path, body, contentType) =>
      mustSucceed(
        request('PUT', path, { body: new Uint8Array(body), headers: { 'content-type': contentType } }),
      ),
    deleteObject: (path) => mustSucceed(request('DELETE', path)),
    getObject: async (path) => {
      const response = await request('GET', path);
      const body = Buffer.from(await response.arrayBuffer());
      return { status: response.status, contentType: response.headers.get('content-type'), body };
    },
  };
}

/** Swift reads swift.conf from a fixed place; the hook of Python's start points it at ours. */
function environment(folder: string): NodeJS.ProcessEnv {
  return { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' };
}

function writeConfiguration(folder: string): void {
  const configuration = join(folder, 'swift.conf');
  writeFileSync(configuration, '[swift-hash]\nswift_hash_path_prefix = test\n');
  const hook = `import swift.common.utils\nswift.common.utils.SWIFT_CONF_FILE = ${JSON.stringify(configuration)}\n`;
  writeFileSync(join(folder, 'sitecustomize.py'), hook);
  mkdirSync(join(folder, 'devices', 'disk'), { recursive: true });
}

/** A ring of one partition on one device. */
async function buildRing(folder: string, kind: string, port: number): Promise<void> {
  const path = findProgram('swift-ring-builder') ?? 'swift-ring-builder';
  const options = { cwd: folder, env: environment(folder) };
  for (const args of [
    ['create', '0', '1', '0'],
    ['add', `r1z1-127.0.0.1:${port}/disk`, '1'],
    ['rebalance'],
  ]) {
    await promisify(execFile)(path, [`${kind}.builder`, ...args], options);
  }
}

function defaults(folder: string, port: number): string {
  return `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
user = ${userInfo().username}
swift_dir = ${folder}
workers = 0
log_address = ${join(folder, 'no-syslog')}
`;
}

function storageConfiguration(folder: string, kind: string, port: number): string {
  return `${defaults(folder, port)}
devices = ${join(folder, 'devices')}
mount_check = false
fallocate_reserve = 0
recon_cache_path = ${folder}

[pipeline:main]
pipeline = ${kind}-server

[app:${kind}-server]
use = egg:swift#${kind}
`;
}

interface ProxyParts {
  port: number;
  memcached: number;
  tokenLife: number;
  users: readonly SwiftUser[];
}

/** A server that was down and is back is asked at once: hence the limit of errors that no test reaches. */
function proxyConfiguration(folder: string, { port, memcached, tokenLife, users }: ProxyParts): string {
  const lines = users.map(
    ({ account, name, key, isAdmin }) => `user_${account}_${name} = ${key}${isAdmin ? ' .admin' : ''}`,
  );
  return `${defaults(folder, port)}
[pipeline:main]
pipeline = catch_errors proxy-logging cache tempauth proxy-server

[filter:catch_errors]
use = egg:swift#catch_errors

[filter:proxy-logging]
use = egg:swift#proxy_logging

[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:${memcached}
error_suppression_limit = 100000

[filter:tempauth]
use = egg:swift#tempauth
token_life = ${tokenLife}
${lines.join('\n')}

[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
error_suppression_limit = 100000
`;
}

function tellMemcached(port: number, command: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`));
    socket.once('error', reject);
    socket.once('data', (answer) => {
      socket.destroy();
      if (answer.toString() === 'OK\r\n') resolve();
      else reject(new Error(`memcached answered ${answer}`));
    });
  });
}
