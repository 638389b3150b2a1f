/**
 * Replaces a method of an object.
 *
 * @param wrap makes the new method from the original method
 * @returns a function that restores the original method. It does nothing when other code has replaced the new method
 *   meanwhile, because that code may call it.
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
