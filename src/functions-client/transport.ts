import { Configuration } from '../config/configuration';
import type { RateLimitSettings } from '../config/types';
import { createSendCall, type SendCall } from '../http/client/send-call';
import { createHttpCore } from '../http/http-core';

/** The way out of the process. */
export interface Transport {
  send: SendCall;
  /** Allows a host; needed under the platform's rules. */
  allowHost(hostname: string): void;
}

const NO_ENTRIES: readonly string[] = Object.freeze([]);

/** Outside the platform: no settings file, no whitelist, no limit, no function. Proxies are the environment's. */
class OutsideConfiguration extends Configuration {
  #unlimited: RateLimitSettings | undefined;

  override whitelist(): readonly string[] {
    return NO_ENTRIES;
  }

  override rateLimit(): RateLimitSettings {
    this.#unlimited ??= { ...super.rateLimit(), mode: 'off' };
    return this.#unlimited;
  }

  override optionalAccountId(): undefined {
    return undefined;
  }

  override functionId(): undefined {
    return undefined;
  }
}

const transports = new Map<boolean, Transport>();

/**
 * The transport that all clients of the process share, built on first use.
 * @param platformRules whether the whitelist and the rate limit of the platform apply
 */
export function sharedTransport(platformRules: boolean): Transport {
  const known = transports.get(platformRules);
  if (known) return known;
  const transport = platformRules
    ? build(new Configuration(), false)
    : build(new OutsideConfiguration(), true);
  transports.set(platformRules, transport);
  return transport;
}

function build(configuration: Configuration, allowsAll: boolean): Transport {
  const core = createHttpCore(configuration);
  const send = createSendCall(core);
  return {
    send: (options, extras) => {
      if (allowsAll) core.admission.allowHost(new URL(String(options.url)).hostname);
      return send(options, extras);
    },
    allowHost: (hostname) => core.admission.allowHost(hostname),
  };
}
