import { nearName } from '../internal/wording';

/** ` (did you mean "…"?)` with the known name that is most similar to a wrong name. `''` when no name is similar. */
export function nameHint(wrong: string, known: Iterable<string>): string {
  const near = nearName(wrong, known);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}
