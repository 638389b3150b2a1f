import type { Configuration } from '../../config/configuration';

/** What every request says about the function and the account, as far as they are known (decisions, HTTPClient). */
export function defaultHeaders(configuration: Configuration): Record<string, string> {
  const account = configuration.optionalAccountId();
  const functionId = configuration.functionId();
  return {
    ...(functionId === undefined ? {} : { 'User-Agent': `LP-Lambda-${functionId}` }),
    ...(account === undefined ? {} : { 'LP-URL': account }),
  };
}
