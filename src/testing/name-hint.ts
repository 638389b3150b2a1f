import { nearName } from '../internal/wording';

/** ` (did you mean "…"?)` with the known name that is nearest to a wrong one; `''` if none is near. */
export function nameHint(wrong: string, known: Iterable<string>): string {
  const near = nearName(wrong, known);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}
