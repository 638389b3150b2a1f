import { isLivePersonHost } from '../../config/service-directory';
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
  /** How many bytes of an answer are kept when neither the client nor the call has a limit. */
  maxResponseBytes(): number;
  /** The headers that each request has on the platform. Outside of the platform there are none. */
  headers(): Record<string, string>;
  /** Allows every client a host that service discovery returned, if it is in LivePerson's domains. */
  allowHost(hostname: string): void;
}

/**
 * The way out of this process for one client.
 * @param platformRules whether the platform's whitelist and rate limit apply; `Toolbelt`'s clients share both
 * @param allows hosts that this client may call besides those of the whitelist
 */
export function processTransport(platformRules: boolean, allows: (hostname: string) => boolean): Transport {
  const { admission, agents, configuration } = processHttpCore();
  const rules = platformRules ? 'policy' : 'exempt';
  return {
    agents,
    admit: (method, url) => admission.admit(ownProperties({ method, url, admission: rules, allows })),
    maxResponseBytes: () => configuration.maxResponseBytes(),
    headers: () => (platformRules ? defaultHeaders(configuration) : {}),
    allowHost(hostname) {
      // A client outside the platform must not widen the whitelist of the toolbelt's clients.
      if (platformRules && isLivePersonHost(hostname)) admission.allowHost(hostname);
    },
  };
}

/** Writes a warning once for each topic, to the log of this process. */
export function warnOnce(topic: string, message: string): void {
  processHttpCore().log.warnOnce(topic, message);
}
