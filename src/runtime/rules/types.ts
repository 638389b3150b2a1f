/** What LivePerson does not allow a function (docs/platform.md, "What functions may not do"). */
export type RuleName =
  /** The file does not parse. */
  | 'syntax'
  /** There is no function `lambda` with the parameters of its platform. */
  | 'lambda-declaration'
  /** The function `lambda` of V1 does not begin in the first line. */
  | 'lambda-first-line'
  /** The function `lambda` of V1 never uses its callback. */
  | 'callback-unused'
  /** The source makes code from text. */
  | 'eval'
  /** The source uses a package that the platform does not have. */
  | 'foreign-module'
  /** The source uses a module of its own, but a function is one file. */
  | 'own-module'
  /** The source sends a request without the toolbelt of V1, so its whitelist and its limit do not apply. */
  | 'raw-request'
  /** The source starts another process or thread. */
  | 'child-process'
  /** The source has more than 100,000 characters. */
  | 'code-size'
  /** An environment variable has a name or a size that is refused. */
  | 'variable'
  /** A schedule is refused, or runs at another time there. */
  | 'schedule'
  /** A secret has a name or a size that is refused. */
  | 'secret'
  /** The event does not exist. */
  | 'event';

/** A place that breaks a rule. */
export interface RuleFinding {
  readonly rule: RuleName;
  /** What is wrong, and what to do. */
  readonly message: string;
  readonly file: string;
  /** The line, from 1. */
  readonly line: number;
  /** The column, from 1. */
  readonly column: number;
  /** `refused` means that the function cannot be deployed, or cannot run. `diagnostic` means that it runs in another way than here. */
  readonly severity: 'refused' | 'diagnostic';
}
