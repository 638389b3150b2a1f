import { readFileSync } from 'node:fs';
import type { LambdaForm } from '../../events/input';
import type { Diagnostic } from '../types';
import { checkSource } from './check-source';
import type { RuleFinding } from './types';

/** What a run has shown already, by the rule that says the same. */
const SHOWN_BY_RUN: Readonly<Record<string, readonly string[]>> = {
  'callback-unused': ['callback-never', 'returned-instead-of-callback', 'limit-exceeded'],
};

interface Checked {
  readonly text: string;
  readonly form: LambdaForm | undefined;
  readonly findings: readonly RuleFinding[];
}

const checked = new Map<string, Checked>();

/**
 * The findings of a lambda's file as diagnostics of its run. A file is checked again when its text has changed.
 * @param form the platform; without it, the source tells
 * @param known the diagnostics of the run, which are not repeated
 */
export function ruleDiagnostics(
  file: string,
  form: LambdaForm | undefined,
  known: ReadonlyArray<Pick<Diagnostic, 'message'> & { code: string }>,
): Diagnostic[] {
  const text = readFileSync(file, 'utf8');
  let entry = checked.get(file);
  if (entry?.text !== text || entry.form !== form) {
    entry = { text, form, findings: checkSource(text, file, { form }) };
    checked.set(file, entry);
  }
  const isShown = (rule: string) => known.some(({ code }) => SHOWN_BY_RUN[rule]?.includes(code));
  return entry.findings
    .filter(({ rule }) => !isShown(rule))
    .map(({ rule, line, column, message }) => ({
      code: rule,
      message: `${file}:${line}:${column}: ${message}`,
    }));
}
