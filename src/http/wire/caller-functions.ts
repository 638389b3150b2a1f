import type { LookupFunction } from 'node:net';
import { passableError } from '../../internal/node/passable-error';

type Check = (host: string, certificate: object) => unknown;

/**
 * The options of an agent, with the caller's functions in a form whose failures Node can report. Node takes what they throw, or the errors
 * that they give, to places where nobody could catch what goes wrong with them.
 */
export function withSafeFunctions(options: Record<string, unknown>): Record<string, unknown> {
  const { lookup, checkServerIdentity } = options;
  return {
    ...options,
    ...(typeof lookup === 'function' && { lookup: safeLookup(lookup as LookupFunction) }),
    ...(typeof checkServerIdentity === 'function' && {
      checkServerIdentity: safeCheck(checkServerIdentity as Check),
    }),
  };
}

function safeLookup(lookup: LookupFunction): LookupFunction {
  return function (this: unknown, hostname, options, callback) {
    const answer: typeof callback = (error, address, family) => {
      if (error) return callback(passableError(error), address, family);
      if (!address) return callback(noAddress(hostname), address, family);
      callback(error, address, family);
    };
    return Reflect.apply(lookup, this, [hostname, options, answer]);
  };
}

/** Without this error, Node would fail on the missing address in a place where nobody can catch it. */
function noAddress(hostname: string): Error {
  return new Error(`The function "lookup" of this call gave no address for ${hostname}.`);
}

function safeCheck(check: Check): Check {
  return function (this: unknown, host, certificate) {
    try {
      const refusal = Reflect.apply(check, this, [host, certificate]);
      return refusal ? passableError(refusal) : undefined;
    } catch (reason) {
      return passableError(reason);
    }
  };
}
