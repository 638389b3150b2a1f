import { Configuration } from '../config/configuration';
import { Admission } from './admission';
import { HttpLog } from './http-log';
import { RateLimiter } from './rules/rate-limiter';
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

/** Builds a core. Building it reads no setting and starts nothing. */
export function createHttpCore(configuration = new Configuration()): HttpCore {
  const log = new HttpLog(configuration);
  const admission = new Admission({ configuration, log, limiter: new RateLimiter({ log }) });
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

/** The core of this process, which the toolbelt and the functions client share. It is built on first use. */
export function processHttpCore(): HttpCore {
  ofProcess ??= createHttpCore();
  return ofProcess;
}
