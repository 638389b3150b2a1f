/** What the caller of a function gets to see of its result: a trip through JSON; `undefined` stays undefined. */
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
