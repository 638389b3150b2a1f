import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isOAuth2, parseCredentials } from '../../src/config/credentials';
import { ErrorCodes, ToolbeltError } from '../../src/errors';
import { thrownBy } from '../helpers/settings-folder';

const OAUTH1 = { consumerKey: 'ck', consumerSecret: 'cs', token: 't', tokenSecret: 'ts' };
const OAUTH2 = { client_id: 'ci', client_secret: 'cs' };

describe('parseCredentials', () => {
  it.each([
    { name: 'OAuth1', value: OAUTH1, credentials: OAUTH1 },
    { name: 'OAuth2', value: OAUTH2, credentials: OAUTH2 },
    { name: 'JSON text of OAuth1', value: JSON.stringify(OAUTH1), credentials: OAUTH1 },
    { name: 'JSON text of OAuth2', value: JSON.stringify(OAUTH2), credentials: OAUTH2 },
    { name: 'further fields', value: { ...OAUTH2, note: 'x' }, credentials: OAUTH2 },
    { name: 'both shapes', value: { ...OAUTH1, ...OAUTH2 }, credentials: OAUTH2 },
  ])('accepts $name', ({ value, credentials }) => {
    const parsed = parseCredentials(value, 'app-key');
    expect(parsed).toEqual(credentials);
    expect(isOAuth2(parsed)).toBe('client_id' in credentials);
  });

  it.each([
    { value: undefined, says: 'found undefined' },
    { value: null, says: 'found null' },
    { value: 271828, says: 'found a number' },
    { value: ['hunter2'], says: 'found an array' },
    { value: '', says: 'found an empty string' },
    { value: 'hunter2', says: 'found a string that is not JSON of an object' },
    { value: '["hunter2"]', says: 'found a string that is not JSON of an object' },
    { value: {}, says: 'found an object without fields' },
    { value: { user: 'hunter2', pw: 'hunter2' }, says: 'found an object with the fields user, pw;' },
    {
      value: { consumerKey: 'hunter2', token: '', tokenSecret: 271828 },
      says: '(consumerSecret is missing, token is not a non-empty string, tokenSecret is not a non-empty string)',
    },
    { value: { client_id: 'hunter2' }, says: '(client_secret is missing)' },
    { value: JSON.stringify({ client_secret: 'hunter2' }), says: '(client_id is missing)' },
  ])('$says', ({ value, says }) => {
    const error = thrownBy(() => parseCredentials(value, 'app-key'));
    expect(error).toBeInstanceOf(ToolbeltError);
    expect(error.code).toBe(ErrorCodes.Toolbelt.INVALID_CREDENTIALS);
    expect(error.message).toContain('The secret "app-key" holds no credentials');
    expect(error.message).toContain(says);
    expect(error.message).toContain(
      'OAuth 2 { client_id, client_secret } or OAuth 1.0a { consumerKey, consumerSecret,',
    );
    for (const shown of [error.message, inspect(error), JSON.stringify(error)]) {
      expect(shown).not.toMatch(/hunter2|271828/);
      expect(shown).toContain('OAuth 1.0a { consumerKey, consumerSecret, token, tokenSecret }');
    }
  });
});
