import { inspect } from 'node:util';

/** An error with what most errors of this library have. */
export type Failure = Error & { code?: string; statusCode?: number; cause?: Failure };

/** The error that a call rejects with. A call that resolves fails the test. */
export async function failureOf<T = Failure>(call: PromiseLike<unknown>): Promise<T> {
  let value: unknown;
  try {
    value = await call;
  } catch (error) {
    return error as T;
  }
  throw new Error(`expected a rejection, got ${inspect(value)}`);
}
