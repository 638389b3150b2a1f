import type { LambdaForm } from '../../events/input';
import type { Node, Program } from '../../internal/javascript/parse';
import type { RuleFinding, RuleName } from './types';

/** Adds a finding about a part of the source. */
export type Report = (
  rule: RuleName,
  node: Node | undefined,
  message: string,
  severity?: RuleFinding['severity'],
) => void;

/** What is known about a source whose rules are checked. */
export interface SourceFacts {
  readonly program: Program;
  readonly form: LambdaForm;
}
