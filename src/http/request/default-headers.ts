import type { Configuration } from '../../config/configuration';

/**
 * The headers that name the function and the account in every request, if they are known
 * (docs/platform.md, "HTTPClient").
 */
export function defaultHeaders(configuration: Configuration): Record<string, string> {
  const account = configuration.optionalAccountId();
  const functionId = configuration.functionId();
  return {
    ...(functionId === undefined ? {} : { 'User-Agent': `LP-Lambda-${functionId}` }),
    ...(account === undefined ? {} : { 'LP-URL': account }),
  };
}
