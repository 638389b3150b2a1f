import { readable } from '../redact/readable';

/** The reasons that became the cause of an error of this file. */
const REASONS = new WeakMap<object, { readonly reason: unknown }>();

/**
 * A reason as an error that Node may get. Node reads the stack of an error at once, where nobody can catch what a getter or the trap of a
 * proxy throws, and takes some values for no error at all. {@link reasonOf} returns the reason itself.
 */
export function passableError(reason: unknown): Error {
  if (readable(() => isReadableError(reason)) === true) return reason as Error;
  const error = new Error(readable(() => String(reason)));
  REASONS.set(error, { reason });
  return error;
}

/** What a caller gave or threw, for an error that Node got in its place. */
export function reasonOf(error: unknown): unknown {
  const known = typeof error === 'object' && error !== null ? REASONS.get(error) : undefined;
  return known ? known.reason : error;
}

function isReadableError(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { name, message, stack, code } = value as NodeJS.ErrnoException;
  return [name, message, stack].every((text) => typeof text === 'string') && typeof code !== 'symbol';
}
