import { expect, it } from 'vitest';
import { providedModules, providedVersion } from '../../../src/runtime/load/platform-packages';

it('names what the platforms provide, the toolbelt first', () => {
  expect(providedModules('v1')).toEqual([
    ...['lp-faas-toolbelt', 'jsforce'],
    ...['lodash', 'luxon', 'oauth-1.0a', 'jsonwebtoken', 'uuid'],
  ]);
  expect(providedModules('v2')).toEqual([
    'core-functions-toolbelt',
    ...['luxon', 'oauth-1.0a', 'jsonwebtoken', 'es-toolkit'],
  ]);
});

it('names the version to install. That of V1 comes first.', () => {
  const names = [
    'lodash',
    'luxon',
    'oauth-1.0a',
    'jsonwebtoken',
    'uuid',
    'es-toolkit',
    'jsforce',
    'constructor',
  ];
  expect(names.map(providedVersion)).toEqual([
    ...['^4.17.21', '^1.28.1', '^2.2.6', '^9.0.0', '^8.3.2', '^1.53.2'],
    ...[undefined, undefined],
  ]);
});
