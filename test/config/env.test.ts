import { describe, expect, it } from 'vitest';
import * as env from '../../src/config/env';

describe('env readers', () => {
  it.each([
    { read: env.accountId, names: ['BRAND_ID', 'X_LIVEPERSON_BRAND_ID'] },
    { read: env.functionId, names: ['LAMBDA_UUID', 'X_LIVEPERSON_FUNCTION_UUID'] },
    { read: env.settingsPath, names: ['LP_FAAS_SETTINGS'] },
    { read: env.csdsDomain, names: ['X_LIVEPERSON_CSDS_DOMAIN'] },
    { read: env.contextServiceEnvironment, names: ['CONTEXT_SERVICE_ENVIRONMENT'] },
  ])('$names: looks when called, the first name wins, an empty one counts as unset', ({ read, names }) => {
    expect(read()).toBeUndefined();
    for (const name of [...names].reverse()) {
      process.env[name] = `from ${name}`;
      expect(read()).toBe(`from ${name}`);
    }
    for (const [index, name] of names.entries()) {
      process.env[name] = '';
      const next = names[index + 1];
      expect(read()).toBe(next === undefined ? undefined : `from ${next}`);
    }
  });
});

describe('proxyEnvironment', () => {
  it('says undefined for unset variables', () => {
    process.env.HTTPS_PROXY = '';
    expect({ ...env.proxyEnvironment() }).toEqual({
      httpsProxy: undefined,
      httpProxy: undefined,
      noProxy: undefined,
    });
  });

  it('prefers lower-case names', () => {
    Object.assign(process.env, {
      HTTPS_PROXY: 'upper',
      https_proxy: 'lower',
      HTTP_PROXY: 'a',
      NO_PROXY: 'b',
    });
    expect(env.proxyEnvironment()).toEqual({ httpsProxy: 'lower', httpProxy: 'a', noProxy: 'b' });
  });

  it('falls back to the upper-case name when the lower-case one is empty', () => {
    Object.assign(process.env, {
      HTTPS_PROXY: 'upper',
      https_proxy: '',
      NO_PROXY: 'upper',
      no_proxy: 'lower',
    });
    expect(env.proxyEnvironment()).toEqual({ httpsProxy: 'upper', noProxy: 'lower' });
  });
});

describe('secret variables', () => {
  it('names them in upper case with underscores', () => {
    expect(env.secretVariable('lp-faas-default-app-key')).toBe('LP_FAAS_SECRET_LP_FAAS_DEFAULT_APP_KEY');
  });

  it('reads what was written', () => {
    expect(env.readSecretVariable('a-b')).toBeUndefined();
    env.writeSecretVariable('a-b', 'text');
    expect(process.env.LP_FAAS_SECRET_A_B).toBe('text');
    expect(env.readSecretVariable('a-b')).toBe('text');
  });
});

describe('isDebugEnabled', () => {
  it.each([
    { DEBUG: '', enabled: false },
    { DEBUG: 'lp-faas-toolbelt', enabled: true },
    { DEBUG: 'got,lp-faas-toolbelt', enabled: true },
    { DEBUG: 'got lp-faas-toolbelt', enabled: true },
    { DEBUG: '*', enabled: true },
    { DEBUG: 'lp-*', enabled: true },
    { DEBUG: 'lp-faas-toolbelt:*', enabled: false },
    { DEBUG: '*,-lp-faas-toolbelt', enabled: false },
    { DEBUG: 'lp-faas', enabled: false },
  ])('DEBUG=$DEBUG → $enabled', ({ DEBUG, enabled }) => {
    process.env.DEBUG = DEBUG;
    expect(env.isDebugEnabled('lp-faas-toolbelt')).toBe(enabled);
  });
});
