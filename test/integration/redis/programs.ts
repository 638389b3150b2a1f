import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { RateLimitOptions } from '../../../src/config/types';
import { freePorts, makeFolder, type RunningProgram, startProgram } from '../programs';

export interface RedisServer extends RunningProgram {
  readonly port: number;
}

/** Starts Redis with nothing kept on disk. */
export async function startRedis(port?: number): Promise<RedisServer> {
  const chosen = port ?? (await freePorts(1))[0] ?? 0;
  const folder = makeFolder('redis');
  const args = ['--port', String(chosen), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const program = await startProgram('redis-server', { args, cwd: folder.path, ports: [chosen] });
  const stop: RunningProgram['stop'] = async (signal) => {
    await program.stop(signal);
    folder.remove();
  };
  return { ...program, stop, port: chosen };
}

/** A script of this folder in a process of its own, which answers each message with one. */
export class Peer<Answer> {
  readonly process: ChildProcess;
  readonly #name: string;

  constructor(script: string, env: Record<string, string> = {}) {
    this.#name = script;
    const { PATH = '', HOME = '' } = process.env;
    this.process = fork(join(__dirname, script), { env: { PATH, HOME, ...env }, execArgv: [] });
  }

  /** What it says next. */
  next<Said = Answer>(): Promise<Said> {
    return new Promise((resolve, reject) => {
      const failed = (code: unknown) => reject(new Error(`${this.#name} ended with ${code}`));
      this.process.once('exit', failed);
      this.process.once('message', (message) => {
        this.process.off('exit', failed);
        resolve(message as Said);
      });
    });
  }

  /** Sends a command and waits for the answer. */
  ask(command: string): Promise<Answer> {
    const answer = this.next();
    this.process.send(command);
    return answer;
  }

  end(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return Promise.resolve();
    const ended = new Promise<void>((resolve) => this.process.once('exit', () => resolve()));
    this.process.kill('SIGKILL');
    return ended;
  }
}

export interface Arrival {
  at: number;
  from: string;
}

interface ServerReport {
  arrivals: Arrival[];
  /** For how long the machine let it wait at most. */
  heldUpMs: number;
}

/** A server that notes arrivals. */
export class CountingServer extends Peer<ServerReport> {
  #port = 0;

  static async start(): Promise<CountingServer> {
    const server = new CountingServer('counting-server.cjs');
    server.#port = (await server.next<{ port: number }>()).port;
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }
}

export interface ProcessReport {
  outcomes: Record<'200' | '429', number>;
  /** What it logged. */
  lines: string[];
  /** Failed calls, unhandled rejections and uncaught exceptions. */
  problems: string[];
  /** For how long the machine let it wait at most, since the start. */
  heldUpMs: number;
  /** What it takes for the time. */
  clock: string;
}

export interface LimitedProcessOptions {
  name: string;
  redis: { port: number };
  server: CountingServer;
  prefix: string;
  rateLimit?: RateLimitOptions;
  /** By how much its clock is wrong. */
  hoursOff?: number;
}

/** A process of a function that runs as many; it has connected to Redis. */
export async function startLimitedProcess(options: LimitedProcessOptions): Promise<Peer<ProcessReport>> {
  const { name, redis, server, prefix, rateLimit = {}, hoursOff = 0 } = options;
  const peer = new Peer<ProcessReport>('limited-process.cjs', {
    NAME: name,
    REDIS_PORT: String(redis.port),
    SERVER: server.url,
    PREFIX: prefix,
    RATE_LIMIT: JSON.stringify(rateLimit),
    HOURS_OFF: String(hoursOff),
  });
  await peer.next();
  return peer;
}

/** The most in any half-open window of `intervalMs` that starts with one of them. */
export function busiestWindow(moments: readonly number[], intervalMs: number): number {
  const times = [...moments].sort((a, b) => a - b);
  let busiest = 0;
  let first = 0;
  for (const [last, at] of times.entries()) {
    while (at - (times[first] ?? 0) >= intervalMs) first += 1;
    busiest = Math.max(busiest, last - first + 1);
  }
  return busiest;
}
