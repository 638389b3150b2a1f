import { DEFAULT_APP_KEY_SECRET, MAX_SECRET_CHARACTERS, ORCHESTRATOR_APP_KEY_SECRET } from './defaults';

/** The differences between the clients of V1 and those of V2. In all other respects they are the same. */
export interface ClientRules {
  /** `policy` applies the whitelist and the rate limit. `exempt` applies neither. */
  readonly admission: 'policy' | 'exempt';
  /** The secret that signs calls of LivePerson's services unless a call names another one. */
  readonly appKey: string;
  /** The secrets that may sign invocations of other functions. The first one that exists is used. */
  readonly orchestratorAppKeys: readonly string[];
  /** How many characters the value of a secret may have as JSON. */
  readonly maxSecretCharacters: number;
}

/** The rules of V1 (docs/platform.md, "App keys", "Secrets", "Whitelist", "Rate limit"). */
export const RULES_OF_V1: ClientRules = {
  admission: 'policy',
  appKey: DEFAULT_APP_KEY_SECRET,
  orchestratorAppKeys: [ORCHESTRATOR_APP_KEY_SECRET, DEFAULT_APP_KEY_SECRET],
  maxSecretCharacters: MAX_SECRET_CHARACTERS,
};

/** The secret of the platform's own app key in V2. */
const APP_KEY_OF_V2 = 'LIVEPERSON_DEFAULT_APP_KEY';

/** The rules of V2 (docs/platform.md, "The toolbelt of V2"). */
export const RULES_OF_V2: ClientRules = {
  admission: 'exempt',
  appKey: APP_KEY_OF_V2,
  orchestratorAppKeys: [APP_KEY_OF_V2],
  maxSecretCharacters: 16_384,
};
