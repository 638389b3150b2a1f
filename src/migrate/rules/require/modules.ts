import { isBuiltin } from 'node:module';

/** The replacement of a module that V1 functions require. */
export interface ModuleFate {
  /** The module to import in its place. */
  readonly module: string;
  /** Whether it exports one object, as CommonJS modules do, or only names. */
  readonly style: 'default' | 'names';
  /** Names that have another name in the new module. All other names have no counterpart. */
  readonly renamed?: Readonly<Record<string, string>>;
}

/** V1's and V2's name of the toolbelt. */
export const TOOLBELT = 'lp-faas-toolbelt';
export const TOOLBELT_V2 = 'core-functions-toolbelt';
/** The names that the toolbelts of V1 and V2 both export. */
export const TOOLBELT_EXPORTS = [
  'Toolbelt',
  'ErrorCodes',
  'ConversationContentTypes',
  'SDETypes',
  'ErrorStrategy',
  'LpServices',
];

/** Modules of Node that functions of V2 have no use for, or that do not work there. */
const NOT_FOR_FUNCTIONS = ['fs', 'fs/promises', 'child_process', 'cluster', 'worker_threads'];
const KNOWN: Record<string, ModuleFate> = {
  [TOOLBELT]: { module: TOOLBELT_V2, style: 'names' },
  [TOOLBELT_V2]: { module: TOOLBELT_V2, style: 'names' },
  luxon: { module: 'luxon', style: 'names' },
  'oauth-1.0a': { module: 'oauth-1.0a', style: 'default' },
  jsonwebtoken: { module: 'jsonwebtoken', style: 'default' },
  'es-toolkit': { module: 'es-toolkit', style: 'names' },
  'es-toolkit/compat': { module: 'es-toolkit/compat', style: 'names' },
  lodash: { module: 'es-toolkit/compat', style: 'names' },
  uuid: { module: 'crypto', style: 'names', renamed: { v4: 'randomUUID' } },
};
const ADVICE: Record<string, string> = {
  jsforce: 'Use Toolbelt.SFClient(), or the REST API of Salesforce with fetch.',
  '@jsforce/jsforce-node': 'Use Toolbelt.SFClient(), or the REST API of Salesforce with fetch.',
  request: 'Use fetch.',
  'request-promise': 'Use fetch.',
  'request-promise-native': 'Use fetch.',
  axios: 'Use fetch.',
  'node-fetch': 'fetch is there without an import.',
  moment: 'Use luxon.',
};

/** The module to import instead of a module, or why there is none. */
export function fateOf(module: string): ModuleFate | { readonly reason: string } {
  const known = Object.hasOwn(KNOWN, module) ? KNOWN[module] : undefined;
  if (known) return known;
  const bare = module.replace(/^node:/, '');
  if (NOT_FOR_FUNCTIONS.includes(bare)) {
    return {
      reason: `V2 offers functions no "${bare}". Keep data in the Context Session Store or in a secret.`,
    };
  }
  if (isBuiltin(module)) return { module, style: 'default' };
  if (module.startsWith('.') || module.startsWith('/')) {
    return { reason: `A function of V2 is one file. Copy what is used of "${module}" into it.` };
  }
  const advice = Object.hasOwn(ADVICE, module) ? ` ${ADVICE[module]}` : '';
  return { reason: `V2 offers functions no module "${module}".${advice}` };
}
