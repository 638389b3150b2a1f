import type { AnyNode, Comment } from './syntax/parse';

/** The rules, by the names that reports and comments show. */
export type RuleName =
  | 'callback'
  | 'require'
  | 'toolbelt'
  | 'http-client'
  | 'lp-client'
  | 'secrets'
  | 'context-client'
  | 'conversation'
  | 'orchestrator'
  | 'mtls'
  | 'salesforce'
  | 'error-codes'
  | 'variables'
  | 'lodash'
  | 'modules'
  | 'strict-mode'
  | 'open-work'
  | 'size'
  | 'syntax';

/** Something that a person has to decide. Line and column begin with 1. */
export interface Leftover {
  readonly line: number;
  readonly column: number;
  readonly rule: RuleName;
  readonly message: string;
}

/** A construct was not understood as a whole, so it is not changed. */
export class NotUnderstood extends Error {
  readonly node: AnyNode;

  constructor(node: AnyNode, message: string) {
    super(message);
    this.node = node;
  }
}

const COMMENT = /^ migrate: \[([a-z-]+)\] (.*)$/;

/** A message on one line. It may quote names of the source, and a line break in a name would end the comment. */
export function oneLine(message: string): string {
  const lines = message.split(/[\r\n\u2028\u2029]/);
  return lines.length === 1 ? message : lines.flatMap((line) => line.trim() || []).join(' ');
}

/** The comment that marks a leftover in the code. */
export function commentOf({ rule, message }: Pick<Leftover, 'rule' | 'message'>): string {
  return `// migrate: [${rule}] ${message}`;
}

/** The rule and the message of a comment that marks a leftover. */
export function markOf(comment: Comment): Pick<Leftover, 'rule' | 'message'> | undefined {
  const [, rule, message] = (comment.type === 'Line' && COMMENT.exec(comment.value.trimEnd())) || [];
  return rule === undefined || message === undefined ? undefined : { rule: rule as RuleName, message };
}
