/**
 * Puts another method in the place of one.
 *
 * @param wrap makes the new method from the one that is there
 * @returns puts the old one back; if somebody has wrapped the new one meanwhile, it stays below theirs
 */
export function override<Target extends object, Name extends keyof Target>(
  target: Target,
  name: Name,
  wrap: (original: Target[Name]) => Target[Name],
): () => void {
  const own = Object.getOwnPropertyDescriptor(target, name);
  const replacement = wrap(target[name]);
  target[name] = replacement;
  return () => {
    if (target[name] !== replacement) return;
    if (own === undefined) delete target[name];
    else Object.defineProperty(target, name, own);
  };
}
