/** The result of running the old and the new version of a function with one input. */
export interface Proof {
  /** Absolute path of the function's file. */
  readonly file: string;
  /** Where the input comes from, and how hosts outside of LivePerson answer. */
  readonly input: string;
  readonly verdict: 'proven' | 'differs' | 'not run';
  /** The difference, or why nothing was run. */
  readonly detail?: string;
}
