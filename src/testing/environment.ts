/**
 * Sets environment variables. The value `undefined` removes a variable.
 * @returns a function that restores the former values
 */
export function setEnvironment(values: Readonly<Record<string, string | undefined>>): () => void {
  const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
  const set = ([name, value]: readonly [string, string | undefined]): void => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  Object.entries(values).forEach(set);
  return () => before.forEach(set);
}

/** Whether the coverage of this process is measured by V8, as c8 and `node --test` do. */
export function isMeasured(): boolean {
  return Boolean(process.env.NODE_V8_COVERAGE);
}
