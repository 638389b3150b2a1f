/**
 * The packages that LivePerson provides to functions, with the version to install for local runs
 * (docs/platform.md, "Modules and Node versions").
 */
export const PROVIDED_PACKAGES: Readonly<Record<string, string>> = {
  lodash: '^4.17.21',
  luxon: '^1.28.1',
  'oauth-1.0a': '^2.2.6',
  jsonwebtoken: '^9.0.0',
  uuid: '^8.3.2',
  'es-toolkit': '^1',
};
