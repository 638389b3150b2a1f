/** What LivePerson does not allow a function (docs/platform.md, "What functions may not do"). */
export type RuleName =
  /** The file does not parse. */
  | 'syntax'
  /** There is no function `lambda` with the parameters of its platform. */
  | 'lambda-declaration'
  /** The function `lambda` of V1 does not begin in the first line. */
  | 'lambda-first-line'
  /** The function `lambda` of V1 never mentions its callback. */
  | 'callback-unused'
  /** Code is made of text. */
  | 'eval'
  /** A package that the platform does not have. */
  | 'foreign-module'
  /** A module of the function's own: a function is one file. */
  | 'own-module'
  /** A request past the toolbelt of V1: its whitelist and its limit do not see it. */
  | 'raw-request'
  /** Another process or thread. */
  | 'child-process'
  /** More than 100,000 characters. */
  | 'code-size'
  /** An environment variable with a name or a size that is refused. */
  | 'variable'
  /** A schedule that is refused, or that runs at another time there. */
  | 'schedule'
  /** A secret with a name or a size that is refused. */
  | 'secret'
  /** An event that does not exist. */
  | 'event';

/** A place that breaks a rule. */
export interface RuleFinding {
  readonly rule: RuleName;
  /** What is wrong, and what to do. */
  readonly message: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** `refused`: the function cannot be deployed, or cannot run; `diagnostic`: it runs otherwise than here. */
  readonly severity: 'refused' | 'diagnostic';
}
