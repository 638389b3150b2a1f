import { Configuration } from '../config/configuration';
import { Admission } from './admission';
import { HttpLog } from './http-log';
import { RateLimiter } from './rules/rate-limiter';
import type { SlidingLog } from './rules/sliding-log';
import { AgentCache } from './wire/agents';

/** The parts that all clients of a process share: configuration, whitelist, rate limit and connections. */
export interface HttpCore {
  readonly configuration: Configuration;
  readonly log: HttpLog;
  readonly admission: Admission;
  readonly agents: AgentCache;
  /** Calls a function whenever the core is reset. */
  onReset(listener: () => void): void;
  /** Drops configuration, discovered hosts, counted requests, warnings and connections. */
  reset(): void;
}

/**
 * Builds a core. This reads no setting and starts nothing.
 * @param memory where requests are counted in memory. Without it, a new place is made.
 */
export function createHttpCore(
  configuration = new Configuration(),
  memory?: Map<string, SlidingLog>,
): HttpCore {
  const log = new HttpLog(configuration);
  const admission = new Admission({ configuration, log, limiter: new RateLimiter({ log, memory }) });
  const agents = new AgentCache();
  const listeners: Array<() => void> = [];
  return {
    configuration,
    log,
    admission,
    agents,
    onReset(listener) {
      listeners.push(listener);
    },
    reset() {
      configuration.reset();
      admission.reset();
      agents.close();
      log.reset();
      for (const listener of listeners) listener();
    },
  };
}

let ofProcess: HttpCore | undefined;

/** Raise this number when {@link SlidingLog} changes for its users. Copies of the package with different numbers count separately. */
const SHARED = Symbol.for('lp-faas-toolbelt/rate-limit/1');

/**
 * Where all copies of this package in a thread count their requests. A project may have several copies, through two dependencies or in two
 * versions.
 */
function sharedMemory(): Map<string, SlidingLog> {
  const shared = globalThis as { [SHARED]?: Map<string, SlidingLog> };
  shared[SHARED] ??= new Map();
  return shared[SHARED];
}

/** The core of this process, which the toolbelt and the functions client share. It is built on first use. */
export function processHttpCore(): HttpCore {
  ofProcess ??= createHttpCore(new Configuration(), sharedMemory());
  return ofProcess;
}
