/** ` (did you mean "…"?)` with the known name that shares most pairs of letters with a wrong one; `''` if none is near. */
export function nameHint(wrong: string, known: Iterable<string>): string {
  const pairs = pairsOf(wrong);
  let best = '';
  let most = 0.4;
  for (const name of known) {
    const others = pairsOf(name);
    const shared = pairs.filter((pair) => others.includes(pair)).length;
    const likeness = (2 * shared) / (pairs.length + others.length);
    if (likeness > most) [best, most] = [name, likeness];
  }
  return best === '' ? '' : ` (did you mean "${best}"?)`;
}

/** Case, spaces and signs do not matter. */
function pairsOf(name: string): string[] {
  const letters = name.toLowerCase().replaceAll(/[^a-z\d]/g, '');
  return Array.from({ length: Math.max(0, letters.length - 1) }, (_, index) =>
    letters.slice(index, index + 2),
  );
}
