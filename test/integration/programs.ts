import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';

/** The Debian package that brings each program, or module of one. */
const PACKAGES = {
  chromium: 'chromium',
  squid: 'squid',
  tinyproxy: 'tinyproxy',
  nginx: 'nginx',
  'ngx_http_brotli_filter_module.so': 'libnginx-mod-http-brotli-filter',
  openssl: 'openssl',
  memcached: 'memcached',
  'redis-server': 'redis-server',
  'swift-proxy-server': 'swift-proxy',
  'swift-account-server': 'swift-account',
  'swift-container-server': 'swift-container',
  'swift-object-server': 'swift-object',
  'swift-ring-builder': 'swift',
} as const;

/** A program that the integration tests run. */
export type Program = keyof typeof PACKAGES;

/** A program that was started. */
export interface RunningProgram {
  readonly process: ChildProcess;
  /** What it has printed so far, standard output and standard error. */
  output(): string;
  /** Resolves once it has ended; sends `signal` first. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface StartOptions {
  args: readonly string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** It is up when it accepts connections at these ports of 127.0.0.1. */
  ports: readonly number[];
}

const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin'];
const MODULE_FOLDERS = ['/usr/lib/nginx/modules', '/usr/lib64/nginx/modules', '/usr/share/nginx/modules'];
const START_TIMEOUT_MS = 30_000;

/** Where a program is, or undefined when it is not installed. */
export function findProgram(name: Program): string | undefined {
  const [folders, mode] = name.endsWith('.so') ? [MODULE_FOLDERS, constants.R_OK] : [FOLDERS, constants.X_OK];
  return folders.map((folder) => join(folder, name)).find((path) => isThere(path, mode));
}

/**
 * `describe` for tests that need programs. Where one is absent they are skipped, and a line says what to install;
 * in CI they run all the same, and so fail.
 */
export function describeWith(programs: readonly Program[], name: string, tests: () => void): void {
  const absent = programs.filter((program) => findProgram(program) === undefined);
  if (absent.length === 0 || process.env.CI) describe(name, tests);
  else {
    const packages = [...new Set(absent.map((program) => PACKAGES[program]))].join(' ');
    const reason = `skipped: needs ${absent.join(', ')}; apt-get install ${packages}`;
    // Only some reporters name what was skipped.
    console.warn(`${name}: ${reason}`);
    describe.skip(`${name} (${reason})`, tests);
  }
}

/** Starts a program that stays in the foreground, and waits until it accepts connections. */
export async function startProgram(name: Program, options: StartOptions): Promise<RunningProgram> {
  const { args, cwd, env, ports } = options;
  const path = findProgram(name);
  if (path === undefined) throw new Error(`${name} is not installed: apt-get install ${PACKAGES[name]}`);
  const child = spawn(path, args, { cwd, env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      output += String(error);
      resolve();
    });
    child.once('close', () => resolve());
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const running: RunningProgram = {
    process: child,
    output: () => output,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      // One that is stopped (SIGSTOP) or deaf to the signal must not hang the suite.
      const timer = setTimeout(kill, 10_000);
      await ended;
      clearTimeout(timer);
      process.off('exit', kill);
    },
  };
  try {
    for (const port of ports) await Promise.race([untilListening(port), ended.then(endedEarly)]);
  } catch (error) {
    await running.stop('SIGKILL');
    throw new Error(`${name} did not start: ${(error as Error).message}\n${output}`);
  }
  return running;

  function endedEarly(): never {
    throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
  }
}

/** As many ports of the loopback interface as asked for, none of them in use. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenAnywhere));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** A folder for the files of programs, which may run as another user. `remove` deletes it. */
export function makeFolder(name: string): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `lp-faas-toolbelt-${name}-`));
  chmodSync(path, 0o777);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

async function untilListening(port: number): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await isListening(port))) {
    if (Date.now() > deadline) throw new Error(`nothing listens at 127.0.0.1:${port}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function listenAnywhere(): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function isThere(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
