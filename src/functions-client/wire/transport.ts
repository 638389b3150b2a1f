import type { Verdict } from '../../http/admission';
import { processHttpCore } from '../../http/http-core';
import { defaultHeaders } from '../../http/request/default-headers';
import type { AgentCache } from '../../http/wire/agents';
import { ownProperties } from '../../internal/own-properties';

/** The way out of the process. The functions client shares its configuration and its connections with the toolbelt. */
export interface Transport {
  /** Decides whether a request may leave, and through which proxy; see `Admission.admit`. */
  admit(method: string, url: URL): Promise<Verdict>;
  readonly agents: AgentCache;
  /** How many bytes of an answer are kept where neither the client nor the call says so. */
  maxResponseBytes(): number;
  /** The headers that each request has on the platform. There are none outside. */
  headers(): Record<string, string>;
  /** Allows a host that service discovery returned. Without the platform's rules each host is allowed already. */
  allowHost(hostname: string): void;
}

/**
 * The way out of this process.
 * @param platformRules whether the platform's whitelist and rate limit apply; `Toolbelt`'s clients share both
 */
export function processTransport(platformRules: boolean): Transport {
  const { admission, agents, configuration } = processHttpCore();
  const rules = platformRules ? 'policy' : 'exempt';
  return {
    agents,
    admit: (method, url) => admission.admit(ownProperties({ method, url, admission: rules })),
    maxResponseBytes: () => configuration.maxResponseBytes(),
    headers: () => (platformRules ? defaultHeaders(configuration) : {}),
    allowHost(hostname) {
      // A client outside the platform must not widen the whitelist of the toolbelt's clients.
      if (platformRules) admission.allowHost(hostname);
    },
  };
}

/** Writes a warning once for each topic, to the log of this process. */
export function warnOnce(topic: string, message: string): void {
  processHttpCore().log.warnOnce(topic, message);
}
