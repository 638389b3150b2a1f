import { DEFAULT_APP_KEY_SECRET, MAX_SECRET_CHARACTERS, ORCHESTRATOR_APP_KEY_SECRET } from './defaults';

/** In what the clients of V1 and V2 differ, although they are the same. */
export interface ClientRules {
  /** `exempt`: there is neither whitelist nor rate limit. */
  readonly admission: 'policy' | 'exempt';
  /** The secret that signs calls of LivePerson's services unless a call names another one. */
  readonly appKey: string;
  /** The secrets that sign invocations of other functions; the first one that exists does. */
  readonly orchestratorAppKeys: readonly string[];
  /** How many characters the value of a secret may have as JSON. */
  readonly maxSecretCharacters: number;
}

/** (docs/platform.md, "App keys", "Secrets", "Whitelist", "Rate limit") */
export const RULES_OF_V1: ClientRules = {
  admission: 'policy',
  appKey: DEFAULT_APP_KEY_SECRET,
  orchestratorAppKeys: [ORCHESTRATOR_APP_KEY_SECRET, DEFAULT_APP_KEY_SECRET],
  maxSecretCharacters: MAX_SECRET_CHARACTERS,
};

/** The secret of the platform's own app key in V2. */
const APP_KEY_OF_V2 = 'LIVEPERSON_DEFAULT_APP_KEY';

/** (docs/platform.md, "The toolbelt of V2") */
export const RULES_OF_V2: ClientRules = {
  admission: 'exempt',
  appKey: APP_KEY_OF_V2,
  orchestratorAppKeys: [APP_KEY_OF_V2],
  maxSecretCharacters: 16_384,
};
