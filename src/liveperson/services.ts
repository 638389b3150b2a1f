import { type FindOrigin, sendToFoundHosts } from '../http/client/send-call';
import { type AppKeyParts, type AuthorizerFor, createAuthorizerFor } from './app-keys';
import { CsdsClient, type CsdsClientParts } from './csds-client';
import { TokenClient } from './token-client';

/** Service discovery, tokens and app keys. All clients of LivePerson's APIs in the process share them. */
export interface Services {
  origin: FindOrigin;
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
  const origin: FindOrigin = (...request) => csds.origin(...request);
  const tokens = new TokenClient({ configuration, ...sendToFoundHosts(send, origin) });
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
