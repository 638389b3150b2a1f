import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { LambdaForm } from '../../events/input';
import type { Diagnostic } from '../types';
import { checkConfig } from './check-config';
import { checkSource } from './check-source';
import type { RuleFinding } from './types';

/** For each rule, the diagnostics with which a run reports the same. */
const SHOWN_BY_RUN: Readonly<Record<string, readonly string[]>> = {
  'callback-unused': ['callback-never', 'returned-instead-of-callback', 'limit-exceeded'],
};

interface Checked {
  readonly text: string;
  readonly config: string | undefined;
  readonly form: LambdaForm | undefined;
  readonly findings: readonly RuleFinding[];
}

const checked = new Map<string, Checked>();

/**
 * Reports what LivePerson does not allow in a lambda's file as diagnostics of its run. In a project with the layout of `lpf`, the
 * `config.json` beside the file is checked too (docs/platform.md, "Local projects"). A file is checked again when its text has changed.
 *
 * @param form the platform. Without it, the source decides.
 * @param known the diagnostics of the run. They are not repeated.
 */
export function ruleDiagnostics(
  file: string,
  form: LambdaForm | undefined,
  known: ReadonlyArray<Pick<Diagnostic, 'message'> & { code: string }>,
): Diagnostic[] {
  const text = readFileSync(file, 'utf8');
  const path = configOf(file);
  const config = path === undefined ? undefined : readIfThere(path);
  let entry = checked.get(file);
  if (entry?.text !== text || entry.form !== form || entry.config !== config) {
    const findings = [...checkSource(text, file, { form }), ...configFindings(config, path)];
    entry = { text, config, form, findings };
    checked.set(file, entry);
  }
  const isShown = (rule: string) => known.some(({ code }) => SHOWN_BY_RUN[rule]?.includes(code));
  return asDiagnostics(entry.findings.filter(({ rule }) => !isShown(rule)));
}

/** Findings as the diagnostics of a run. */
export function asDiagnostics(findings: readonly RuleFinding[]): Diagnostic[] {
  return findings.map(({ rule, file, line, column, message }) => ({
    code: rule,
    message: `${file}:${line}:${column}: ${message}`,
  }));
}

/** The path of the `config.json` of a function. The file may be missing. */
export function configOf(file: string): string | undefined {
  const folder = dirname(file);
  const isFunction = /^index\.[cm]?[jt]s$/.test(basename(file)) && basename(dirname(folder)) === 'functions';
  return isFunction ? join(folder, 'config.json') : undefined;
}

/** What is wrong in a `config.json`. A file that is not JSON is reported by the code that uses its values. */
export function configFindings(text: string | undefined, file: string | undefined): RuleFinding[] {
  if (text === undefined || file === undefined) return [];
  try {
    return checkConfig(text, file);
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
