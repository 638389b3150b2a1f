import { isByteLimit } from '../../config/option-values';
import { ErrorCodes } from '../../errors';
import { requestFailure } from '../wire/failures';

/** How much of a body may be kept in memory. */
export interface ResponseLimit {
  /** Bytes after decoding; `Infinity` for no limit. */
  bytes: number;
  /** Who answers, for the message. */
  host: string;
  /** What the answer itself says that will come, where that is known. */
  announced?: number | undefined;
}

/** A body that would not fit: the rest of it is not read. */
export function responseTooLarge({ bytes, host }: ResponseLimit): Error {
  return requestFailure(
    `The answer of ${host} is larger than ${bytes} bytes, so the connection was closed. Ask for less (a page, a range), ` +
      'pipe the answer to a stream, or raise the option "maxResponseBytes"',
    { code: ErrorCodes.Toolbelt.RESPONSE_TOO_LARGE },
  );
}

/** The limit of a call. @throws Error for an option that is none */
export function readByteLimit(option: unknown, configured: number): number {
  if (option === undefined) return configured;
  if (isByteLimit(option)) return option;
  throw requestFailure(
    `options.maxResponseBytes must be a positive integer, or Infinity for no limit (found ${String(option)}).`,
    { code: ErrorCodes.Toolbelt.INVALID_ARGUMENT },
  );
}

/** The length that the headers announce. @param isPlain whether the body is read as it is sent */
export function announcedBytes(
  headers: Record<string, string | string[] | undefined>,
  isPlain: boolean,
): number | undefined {
  const length = headers['content-length'];
  return isPlain && typeof length === 'string' && /^\d+$/.test(length) ? Number(length) : undefined;
}
