import { inspect } from 'node:util';

/** What a call rejects with; one that resolves is an error of the test. */
export async function rejectionOf<Failure = Error>(call: PromiseLike<unknown>): Promise<Failure> {
  let value: unknown;
  try {
    value = await call;
  } catch (error) {
    return error as Failure;
  }
  throw new Error(`expected a rejection, got ${inspect(value)}`);
}
