import type { Configuration } from '../../config/configuration';

/**
 * The headers that name the function and the account in every request, if they are known
 * (docs/platform.md, "HTTPClient").
 */
export function defaultHeaders(configuration: Configuration): Record<string, string> {
  const account = configuration.optionalAccountId();
  const functionId = configuration.functionId();
  const headers: Record<string, string> = {};
  if (functionId !== undefined) headers['User-Agent'] = `LP-Lambda-${functionId}`;
  if (account !== undefined) headers['LP-URL'] = account;
  return headers;
}
