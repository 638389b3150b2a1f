import type { Leftover } from './leftover';
import { rewriteCallback } from './rules/callback';
import { rewriteContextClient } from './rules/context-client';
import { leaveKeywords } from './rules/conversation';
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
import { importsToolbeltOfV2, leaveOtherUses } from './rules/toolbelt';
import { rewriteVariables } from './rules/variables';
import { Source } from './source';
import { moduleMistake, parseSource } from './syntax/parse';
import { Scopes } from './syntax/scopes';
import { Tree } from './syntax/tree';

export type { Leftover } from './leftover';

/** The longest source that V2 takes, in characters (docs/platform.md, "From V1 to V2"). */
export const MAX_CHARACTERS = 100_000;

/** The result of rewriting a source. */
export interface Migration {
  /**
   * `done` means that nothing is left for a person, and `left` that something is. `refused` means that nothing was rewritten, because V2
   * could not load the file: it is too long, is no JavaScript, or needs a module that V2 does not have.
   */
  readonly status: 'done' | 'left' | 'refused';
  readonly leftovers: readonly Leftover[];
  /** The source for V2. When it was refused, the source of V1. */
  readonly output: string;
}

/**
 * The rules in their order. The rule for require comes last, because an import is written only for what is still used after the other
 * rules.
 */
const RULES: ((source: Source) => void)[] = [
  rewriteCallback,
  leaveOpenWork,
  rewriteHttpClient,
  rewriteLpClient,
  rewriteSecrets,
  rewriteContextClient,
  leaveKeywords,
  rewriteOrchestrator,
  rewriteMtls,
  rewriteSalesforce,
  rewriteErrorCodes,
  rewriteVariables,
  rewriteLodash,
  leaveOtherUses,
  rewriteSloppy,
  dropExports,
  rewriteRequires,
];

/** Rules for clients that V2 has too. When a file imports the toolbelt of V2, its calls of these clients are already written for V2. */
const ONLY_FOR_V1: ReadonlySet<(source: Source) => void> = new Set([
  rewriteLpClient,
  rewriteSecrets,
  rewriteContextClient,
  leaveKeywords,
  rewriteOrchestrator,
  rewriteMtls,
  rewriteSalesforce,
]);

/**
 * Rewrites a function of V1 for V2. It looks only at the text and its syntax.
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
  const isOfV2 = importsToolbeltOfV2(source);
  for (const rule of RULES) if (!isOfV2 || !ONLY_FOR_V1.has(rule)) rule(source);
  const leftovers = source.leftovers();
  if (source.needsOtherModules()) return { status: 'refused', leftovers, output: text };
  writeImports(source);
  source.markLeftovers();
  const output = source.finish();
  const mistake = mistakeOf(source, output);
  if (mistake !== undefined) {
    const message = `The rewritten source ${mistake}. Please report it, and rewrite it by hand.`;
    return refused(text, { line: 1, column: 1, rule: 'syntax', message });
  }
  return { status: leftovers.length === 0 ? 'done' : 'left', leftovers, output };
}

/** Names that a rewritten file may use without declaring them. */
const GLOBALS_OF_V2 = new Set(['globalThis', ...Object.getOwnPropertyNames(globalThis)]);

/** What is wrong with the syntax of an output. No rule may break a file. */
function mistakeOf(source: Source, output: string): string | undefined {
  const after = parseSource(output);
  if ('text' in after) return `cannot be read: ${after.text}`;
  const mistake = moduleMistake(source.text) === undefined ? moduleMistake(output) : undefined;
  if (mistake !== undefined) return `is no ES module: ${mistake.text}`;
  for (const name of new Scopes(new Tree(after.program)).free.keys()) {
    if (!source.scopes.free.has(name) && !GLOBALS_OF_V2.has(name)) return `uses ${name}, which is gone`;
  }
  return undefined;
}

function refused(output: string, leftover: Leftover): Migration {
  return { status: 'refused', leftovers: [leftover], output };
}
