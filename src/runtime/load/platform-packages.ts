import type { LambdaForm } from '../../events/input';

/**
 * The packages that LivePerson provides to functions in addition to its toolbelt, with the version to install for local runs
 * (docs/platform.md, "Modules and Node versions").
 */
const PACKAGES: Readonly<Record<LambdaForm, Readonly<Record<string, string>>>> = {
  v1: {
    lodash: '^4.17.21',
    luxon: '^1.28.1',
    'oauth-1.0a': '^2.2.6',
    jsonwebtoken: '^9.0.0',
    uuid: '^8.3.2',
  },
  v2: {
    luxon: '^3.7.2',
    'oauth-1.0a': '^2.2.6',
    jsonwebtoken: '^9.0.0',
    'es-toolkit': '^1.53.2',
  },
};

/** The toolbelt, and the packages that this library itself contains. */
const OWN: Readonly<Record<LambdaForm, readonly string[]>> = {
  v1: ['lp-faas-toolbelt', 'jsforce'],
  v2: ['core-functions-toolbelt'],
};

/** The modules that functions of a platform can load, in addition to Node's own. */
export function providedModules(form: LambdaForm): readonly string[] {
  return [...OWN[form], ...Object.keys(PACKAGES[form])];
}

/** The version of a package to install for local runs, or undefined when no platform provides the package. */
export function providedVersion(name: string): string | undefined {
  return Object.entries({ ...PACKAGES.v2, ...PACKAGES.v1 }).find(([known]) => known === name)?.[1];
}
