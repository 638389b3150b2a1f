import type { Leftover } from './leftover';
import { rewriteCallback } from './rules/callback';
import { rewriteContextClient } from './rules/context-client';
import { rewriteErrorCodes } from './rules/error-codes';
import { rewriteHttpClient } from './rules/http';
import { rewriteLodash } from './rules/lodash';
import { rewriteLpClient } from './rules/lp-client';
import { rewriteMtls } from './rules/mtls';
import { leaveOpenWork } from './rules/open-work';
import { rewriteOrchestrator } from './rules/orchestrator';
import { rewriteRequires } from './rules/require';
import { dropExports } from './rules/require/exports';
import { writeImports } from './rules/require/imports';
import { rewriteSalesforce } from './rules/salesforce';
import { rewriteSecrets } from './rules/secrets';
import { rewriteSloppy } from './rules/strict-mode';
import { rewriteVariables } from './rules/variables';
import { Source } from './source';
import { moduleMistake, parseSource } from './syntax/parse';

export type { Leftover } from './leftover';

/** The longest source that V2 takes, in characters (docs/platform.md, "From V1 to V2"). */
export const MAX_CHARACTERS = 100_000;

/** What became of a source. */
export interface Migration {
  /** `done`: nothing is left for a person; `left`: something is; `refused`: nothing was rewritten. */
  readonly status: 'done' | 'left' | 'refused';
  readonly leftovers: readonly Leftover[];
  /** The source for V2; that of V1 when it was refused. */
  readonly output: string;
}

/** The rules in their order: requires come last, because an import is written only for what the others still use. */
const RULES: ((source: Source) => void)[] = [
  rewriteCallback,
  leaveOpenWork,
  rewriteHttpClient,
  rewriteLpClient,
  rewriteSecrets,
  rewriteContextClient,
  rewriteOrchestrator,
  rewriteMtls,
  rewriteSalesforce,
  rewriteErrorCodes,
  rewriteVariables,
  rewriteLodash,
  rewriteSloppy,
  dropExports,
  rewriteRequires,
];

/**
 * Rewrites a function of V1 for V2. It only reads the text, and knows its syntax alone.
 * @param text the source of `function lambda(input, callback)`, a CommonJS file
 */
export function migrateSource(text: string): Migration {
  if (text.length > MAX_CHARACTERS) {
    const length = text.length.toLocaleString('en-US');
    return refused(text, {
      line: 1,
      column: 1,
      rule: 'size',
      message: `The source has ${length} characters, and V2 takes 100,000. Make it shorter.`,
    });
  }
  const parsed = parseSource(text);
  if ('text' in parsed) {
    const { line, column, text: reason } = parsed;
    return refused(text, { line, column, rule: 'syntax', message: `This is no JavaScript: ${reason}.` });
  }
  const source = new Source(text, parsed);
  for (const rule of RULES) rule(source);
  const leftovers = source.leftovers();
  writeImports(source);
  source.markLeftovers();
  const output = source.finish();
  const mistake = leftovers.length === 0 ? moduleMistake(output) : undefined;
  if (mistake !== undefined) {
    const message = `What came of this source is no ES module: ${mistake.text}. Please report it, and rewrite it by hand.`;
    return refused(text, { line: 1, column: 1, rule: 'syntax', message });
  }
  return { status: leftovers.length === 0 ? 'done' : 'left', leftovers, output };
}

function refused(output: string, leftover: Leftover): Migration {
  return { status: 'refused', leftovers: [leftover], output };
}
