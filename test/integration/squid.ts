import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { freePorts, makeFolder, startProgram } from './programs';

/** What squid did with one request. */
export interface SquidEntry {
  method: string;
  /** `host:port` of a CONNECT, else the whole URL, with its query. */
  url: string;
  host: string;
  /** What squid answered; 0 for a connection that it reset. */
  status: number;
  /** Its own words, such as TCP_TUNNEL or TCP_DENIED. */
  result: string;
  /** The proxy user; undefined for none. */
  user: string | undefined;
  /** Every header that it got, by lower-case name. */
  headers: Record<string, string>;
}

export interface Squid {
  /** For everybody. */
  url: string;
  port: number;
  /** For those with credentials; they go in front of the host as they are. */
  guardedUrl(credentials?: string): string;
  /** Waits for `count` requests to a host, of which it tells when they have ended. */
  entries(host: string, count?: number): Promise<SquidEntry[]>;
  /** Everything that it wrote. */
  log(): string;
  /** Lets it hang: its port takes connections, and nobody answers. */
  pause(): Promise<void>;
  resume(): void;
  stop(): Promise<void>;
}

export interface SquidOptions {
  /** Names that are this machine; nobody else knows them. */
  names: readonly string[];
  /** Names, as regular expressions, whose requests are ended by a reset, without an answer. */
  closed: string;
  /** Names, as regular expressions, whose requests are answered with 403. */
  forbidden: string;
  /** Who may use the guarded port. */
  user: string;
  password: string;
  /** Whom squid trusts when it speaks TLS itself: with https in absolute form. */
  caFile: string;
}

const LOG_FORMAT = '%rm %ru %>Hs %Ss %un "%>h"';
const HELPERS = ['/usr/lib/squid', '/usr/lib64/squid', '/usr/libexec/squid', '/usr/local/libexec/squid'];

/** Starts squid with one port for everybody, and one that asks for Basic credentials. */
export async function startSquid(options: SquidOptions): Promise<Squid> {
  const folder = makeFolder('squid');
  const file = (name: string) => join(folder.path, name);
  const [port = 0, guardedPort = 0] = await freePorts(2);
  writeFileSync(file('hosts'), `127.0.0.1 ${options.names.join('\n127.0.0.1 ')}\n`);
  const hash = execFileSync('openssl', ['passwd', '-apr1', options.password]).toString().trim();
  writeFileSync(file('users'), `${options.user}:${hash}\n`);
  writeFileSync(file('squid.conf'), configuration(folder.path, port, guardedPort, options));
  const args = ['-N', '-d', '1', '-f', file('squid.conf')];
  const start = startProgram('squid', { args, cwd: folder.path, ports: [port, guardedPort] });
  const program = await start.catch((error) => {
    folder.remove();
    throw error;
  });
  const log = () => (existsSync(file('access.log')) ? readFileSync(file('access.log'), 'utf8') : '');

  return {
    port,
    url: `http://127.0.0.1:${port}`,
    guardedUrl: (credentials) =>
      `http://${credentials === undefined ? '' : `${credentials}@`}127.0.0.1:${guardedPort}`,
    log,
    entries: (host, count = 1) =>
      vi.waitFor(
        () => {
          const found = parse(log()).filter((entry) => entry.host === host);
          if (found.length >= count) return found;
          throw new Error(`squid knows of ${found.length} requests to ${host}, not ${count}:\n${log()}`);
        },
        { timeout: 20_000, interval: 20 },
      ),
    pause: async () => {
      program.process.kill('SIGSTOP');
      await vi.waitFor(() => {
        if (!/^State:\s+T/m.test(readFileSync(`/proc/${program.process.pid}/status`, 'utf8'))) {
          throw new Error('squid has not stopped');
        }
      });
    },
    resume: () => void program.process.kill('SIGCONT'),
    stop: async () => {
      program.process.kill('SIGCONT');
      await program.stop();
      folder.remove();
    },
  };
}

function configuration(folder: string, port: number, guardedPort: number, options: SquidOptions): string {
  const helper = HELPERS.map((path) => join(path, 'basic_ncsa_auth')).find(existsSync);
  if (helper === undefined) throw new Error(`squid has no basic_ncsa_auth in ${HELPERS.join(', ')}`);
  return `
http_port 127.0.0.1:${port}
http_port 127.0.0.1:${guardedPort}
visible_hostname squid.test
pid_filename none
cache_log ${folder}/cache.log
logformat whole ${LOG_FORMAT}
access_log stdio:${folder}/access.log logformat=whole
strip_query_terms off
coredump_dir ${folder}
netdb_filename none
pinger_enable off
shutdown_lifetime 0 seconds
tls_outgoing_options cafile=${options.caFile}
cache deny all
cache_mem 0
# No name is asked of anybody.
hosts_file ${folder}/hosts
dns_nameservers 127.0.0.1
dns_timeout 1 second
auth_param basic program ${helper} ${folder}/users
auth_param basic children 1 startup=1
auth_param basic realm integration
acl guarded localport ${guardedPort}
acl known proxy_auth REQUIRED
acl closed dstdom_regex ${options.closed}
acl forbidden dstdom_regex ${options.forbidden}
deny_info TCP_RESET closed
http_access deny closed
http_access deny forbidden
http_access deny guarded !known
http_access allow all
`;
}

function parse(log: string): SquidEntry[] {
  return log.split('\n').flatMap((line) => {
    const [, method, url = '', status, result = '', user, headers = ''] =
      /^(\S+) (\S+) (\d+|-) (\S+) (\S+) "(.*)"$/.exec(line) ?? [];
    if (method === undefined) return [];
    const host = /^(?:https?:\/\/)?([^/:?]*)/.exec(url)?.[1] ?? '';
    return [
      {
        ...{ method, url, host, result, headers: parseHeaders(headers) },
        status: Number(status) || 0,
        user: user === '-' ? undefined : user,
      },
    ];
  });
}

function parseHeaders(text: string): Record<string, string> {
  const lines = text.split('\\r\\n').map((line) => /^([^:]+): (.*)$/.exec(line));
  return Object.fromEntries(
    lines.flatMap((line) => (line === null ? [] : [[line[1]?.toLowerCase(), line[2]]])),
  );
}
