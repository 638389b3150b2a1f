/** The result of a function as its caller receives it, turned into JSON and back. `undefined` stays `undefined`. */
export function throughJson(value: unknown): { value: unknown } | { error: unknown } {
  if (value === undefined) return { value };
  try {
    const text: string | undefined = JSON.stringify(value);
    if (text === undefined) return { error: new TypeError(`JSON has no form for this ${typeof value}`) };
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error };
  }
}

/** Whether `await` would wait for a value. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as Partial<PromiseLike<unknown>> | null | undefined)?.then === 'function';
}
