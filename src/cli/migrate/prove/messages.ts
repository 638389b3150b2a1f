import type { LambdaInput } from '../../../events/input';

/** The task of the child: the same inputs for the old and the new file. */
export interface ProofRequest {
  readonly oldFile: string;
  readonly newFile: string;
  readonly inputs: readonly NamedInput[];
  readonly timeoutMs: number;
  /** The variables of the function. */
  readonly env: Readonly<Record<string, string>>;
}

/** An input, and where it comes from. */
export interface NamedInput {
  readonly name: string;
  readonly input: LambdaInput;
}

/** A request that was sent, reduced to what can be the same in both versions. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The observations of one run. */
export interface Observation {
  readonly result?: unknown;
  /** The message of the failure. */
  readonly error?: string;
  readonly logs: readonly unknown[];
  readonly requests: readonly SentRequest[];
}

/** The answer of the child for one input and one kind of answers. */
export type ProofMessage =
  | {
      readonly type: 'compared';
      readonly input: string;
      readonly before: Observation;
      readonly after: Observation;
    }
  | { readonly type: 'refused'; readonly input: string; readonly message: string }
  | { readonly type: 'ended' };
