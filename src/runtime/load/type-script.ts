import * as nodeModule from 'node:module';
import { Misuse } from '../misuse';
import { outsideOfRuns } from '../run-context';
import { problemIn, type SyntaxProblem } from './source';

/** The package that removes types where Node cannot: before 22.13. */
const PACKAGE = '@swc/wasm-typescript';
const PACKAGE_LINE = '^1.16.2';

const TAB_WIDTH = 4;

type Strip = (source: string, path: string) => string;

/** The form in which Node's function and the package report what they refuse. */
interface Refusal {
  readonly message: string;
  /** Set by the package: the first line, from 1. The first column is counted from 0. */
  readonly startLine?: number;
  readonly startColumn?: number;
  /** Set by Node: the line, then the code with carets below the place. */
  readonly stack?: string;
}

let known: Strip | undefined;
let isNoted = false;

/**
 * Replaces the types of a TypeScript source by spaces, so that every line and column stays the same. Types are not checked.
 * @throws Misuse when the package is needed and missing
 */
export function stripTypes(
  source: string,
  path: string,
): { code: string; problem?: undefined } | { problem: SyntaxProblem } {
  known ??= ofNode() ?? ofPackage(path);
  try {
    return { code: known(source, path) };
  } catch (error) {
    return { problem: locate(error as Refusal, source) };
  }
}

/** Says once in a process that types are not checked. */
export function noteUncheckedTypes(): void {
  if (isNoted) return;
  isNoted = true;
  const text = 'TypeScript lambdas run without a check of their types: "tsc --noEmit" checks them.';
  // Without this, the warning would be a log entry of the lambda.
  outsideOfRuns(() => process.emitWarning(text, { type: 'Note', code: 'LP_FAAS_TYPES' }));
}

/** Node's own function. */
function ofNode(): Strip | undefined {
  const { stripTypeScriptTypes } = nodeModule as { stripTypeScriptTypes?: (source: string) => string };
  if (!stripTypeScriptTypes) return undefined;
  return (source) => {
    let code = '';
    // Node warns that the function is experimental. This must not become a log entry of the lambda.
    outsideOfRuns(() => {
      code = stripTypeScriptTypes(source);
    });
    return code;
  };
}

function ofPackage(path: string): Strip {
  const { transformSync } = loadPackage(path);
  return (source, filename) => transformSync(source, { mode: 'strip-only', filename }).code;
}

/** The package that is installed with this library, or in the project of the lambda. */
function loadPackage(path: string): typeof import('@swc/wasm-typescript') {
  for (const from of [__filename, path]) {
    try {
      return nodeModule.createRequire(from)(PACKAGE) as typeof import('@swc/wasm-typescript');
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new Misuse(
    `${path} is TypeScript, and Node ${process.versions.node} cannot remove its types: use Node 22.13 or later, or ` +
      `run: npm install --save-dev ${PACKAGE}@${PACKAGE_LINE}`,
  );
}

function locate(refusal: Refusal, source: string): SyntaxProblem {
  const { message, startLine, startColumn, stack } = refusal;
  const text = /strip-only/.test(message) ? `${message}: only types can be removed` : message;
  if (startLine !== undefined && startColumn !== undefined) {
    return problemIn(source, startLine, columnAt(source, startLine, startColumn), text);
  }
  const [place = '', ...excerpt] = String(stack).split('\n');
  const line = Number(/:(\d+)$/.exec(place)?.[1] ?? 1);
  const carets = excerpt.find((candidate) => /^\s*\^+\s*$/.test(candidate)) ?? '';
  return problemIn(source, line, columnAt(source, line, Math.max(0, carets.indexOf('^'))), text);
}

/** The real column for a column in which a tab counts as four, as on a terminal. */
function columnAt(source: string, line: number, shown: number): number {
  const text = source.split('\n')[line - 1] ?? '';
  let width = 0;
  let index = 0;
  while (width < shown && index < text.length) {
    width += text[index] === '\t' ? TAB_WIDTH : 1;
    index += 1;
  }
  return index + 1;
}
