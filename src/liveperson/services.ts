import { type AppKeyParts, type AuthorizerFor, createAuthorizerFor } from './app-keys';
import { CsdsClient, type CsdsClientParts } from './csds-client';
import { TokenClient } from './token-client';

/** Service discovery, tokens and app keys: shared by every client of LivePerson's APIs in the process. */
export interface Services {
  /** The origin of a service of the account, such as `https://va.msghist.liveperson.net`. */
  origin(service: string, account?: string, signal?: AbortSignal): Promise<string>;
  /** All hosts by the name of their service. */
  all(): Promise<ReadonlyMap<string, string>>;
  authorizerFor: AuthorizerFor;
  /** Drops directories and tokens. */
  reset(): void;
}

/** Creates the services. Nothing is sent before the first client asks for an origin or for credentials. */
export function createServices(parts: CsdsClientParts & Pick<AppKeyParts, 'readSecret'>): Services {
  const { send, configuration, readSecret } = parts;
  const csds = new CsdsClient(parts);
  const origin: Services['origin'] = (...request) => csds.origin(...request);
  const tokens = new TokenClient({ send, configuration, origin });
  return {
    origin,
    all: () => csds.all(),
    authorizerFor: createAuthorizerFor({ readSecret, tokens }),
    reset() {
      csds.reset();
      tokens.reset();
    },
  };
}
