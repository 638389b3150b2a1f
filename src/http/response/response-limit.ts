import { isByteLimit } from '../../config/option-values';
import { ErrorCodes } from '../../errors';
import { requestFailure } from '../wire/failures';

/** How much of a body may be kept in memory. */
export interface ResponseLimit {
  /** Bytes after decoding. `Infinity` means no limit. */
  bytes: number;
  /** The host that answers, for the message of the error. */
  host: string;
  /** The length that the response announces, if it announces its length. */
  announced?: number | undefined;
  /** Asked when a body is larger. True reads it to its end without keeping it, because streams get it too. False closes the connection. */
  mayDrop?: () => boolean;
}

/** The error for a body beyond the limit. The rest of the body is not read. */
export function responseTooLarge({ bytes, host }: ResponseLimit): Error {
  return requestFailure(
    `The answer of ${host} is larger than ${bytes} bytes, so the connection was closed. Ask for less (a page, a range), ` +
      'pipe the answer to a stream, or raise the option "maxResponseBytes"',
    { code: ErrorCodes.Toolbelt.RESPONSE_TOO_LARGE },
  );
}

/** The limit of a call. @throws Error for an option that is not a number of bytes */
export function readByteLimit(option: unknown, configured: number): number {
  if (option === undefined) return configured;
  if (isByteLimit(option)) return option;
  throw requestFailure(
    `options.maxResponseBytes must be a positive integer, or Infinity for no limit (found ${String(option)}).`,
    { code: ErrorCodes.Toolbelt.INVALID_ARGUMENT },
  );
}

/**
 * The length of a body by its `content-length`.
 * @param isPlain whether the body is read as it was sent. The length is wrong for a decoded body.
 */
export function announcedBytes(
  headers: Record<string, string | string[] | undefined>,
  isPlain: boolean,
): number | undefined {
  const length = headers['content-length'];
  return isPlain && typeof length === 'string' && /^\d+$/.test(length) ? Number(length) : undefined;
}
