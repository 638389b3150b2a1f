import { ErrorCodes, ToolbeltError } from '../errors';

/** The messages of Node's errors of sockets and DNS, by code. */
const MESSAGES: Readonly<Record<string, readonly [syscall: string, message: string]>> = {
  ECONNREFUSED: ['connect', 'connect ECONNREFUSED 127.0.0.1:443'],
  ECONNRESET: ['read', 'read ECONNRESET'],
  EHOSTUNREACH: ['connect', 'connect EHOSTUNREACH 192.0.2.1:443'],
  ENETUNREACH: ['connect', 'connect ENETUNREACH 192.0.2.1:443'],
  ENOTFOUND: ['getaddrinfo', 'getaddrinfo ENOTFOUND host.example.com'],
  EAI_AGAIN: ['getaddrinfo', 'getaddrinfo EAI_AGAIN host.example.com'],
  EPIPE: ['write', 'write EPIPE'],
  ETIMEDOUT: ['connect', 'connect ETIMEDOUT 192.0.2.1:443'],
};

/**
 * Makes an error as Node raises it when a connection fails, for `nock(…).replyWithError(networkError('ECONNRESET'))`. With a plain object
 * that has a code, a request would never end under nock 14.
 *
 * @param code `ECONNREFUSED`, `ECONNRESET`, `EHOSTUNREACH`, `ENETUNREACH`, `ENOTFOUND`, `EAI_AGAIN`, `EPIPE`, `ETIMEDOUT`
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for another code
 */
export function networkError(code: string): NodeJS.ErrnoException {
  const known = Object.hasOwn(MESSAGES, code) ? MESSAGES[code] : undefined;
  if (!known) {
    throw new ToolbeltError(
      ErrorCodes.Toolbelt.INVALID_ARGUMENT,
      `networkError: there is no network error ${JSON.stringify(code)}: use ${Object.keys(MESSAGES).join(', ')}.`,
    );
  }
  const [syscall, message] = known;
  const { errno } = require('node:os').constants as typeof import('node:os').constants;
  const number = (errno as Record<string, number>)[code];
  return Object.assign(new Error(message), {
    code,
    syscall,
    ...(number === undefined ? {} : { errno: -number }),
  });
}
