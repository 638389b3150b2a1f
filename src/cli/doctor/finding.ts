/** How bad a finding is; only a problem makes the command fail. */
export type Level = 'ok' | 'warning' | 'problem';

/** One thing that was looked at. No secret is ever part of it. */
export interface Finding {
  readonly level: Level;
  /** What was found. */
  readonly what: string;
  /** What to do about it; nothing when all is well. */
  readonly cure?: string;
}

/** Nothing to do. */
export function ok(what: string): Finding {
  return { level: 'ok', what };
}

/** Something that may be meant so. */
export function warning(what: string, cure: string): Finding {
  return { level: 'warning', what, cure };
}

/** Something that fails, or that gives a secret away. */
export function problem(what: string, cure: string): Finding {
  return { level: 'problem', what, cure };
}
