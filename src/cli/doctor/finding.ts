/** How bad a finding is. Only a problem makes the command fail. */
export type Level = 'ok' | 'warning' | 'problem';

/** The result of one check. It never contains a secret. */
export interface Finding {
  readonly level: Level;
  /** What was found. */
  readonly what: string;
  /** What to do about it. Missing when nothing is wrong. */
  readonly cure?: string;
  /** The rule of LivePerson that is broken, and the place. Only findings about functions have them. */
  readonly rule?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** Nothing is wrong, and there is nothing to do. */
export function ok(what: string): Finding {
  return { level: 'ok', what };
}

/** This may be wrong, but it may also be intended. */
export function warning(what: string, cure: string): Finding {
  return { level: 'warning', what, cure };
}

/** This fails, or gives a secret away. */
export function problem(what: string, cure: string): Finding {
  return { level: 'problem', what, cure };
}
