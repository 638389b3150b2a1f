import { extname, relative } from 'node:path';
import { type Leftover, migrateSource } from '../../migrate';
import { readOptionalFile } from '../json-file';
import { UsageError } from '../usage-error';
import type { MigrationTarget } from './targets';

/** A change of a file. */
export interface FileChange {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** The change in words, for a file whose content may be secret. Undefined for a source. */
  readonly summary?: string;
}

/** A function, and the result of its rewriting. */
export interface FunctionPlan {
  readonly target: MigrationTarget;
  readonly status: 'done' | 'left' | 'refused';
  readonly leftovers: readonly Leftover[];
  readonly before: string;
  readonly output: string;
}

const TYPE_SCRIPT = /^\.[cm]?tsx?$/;

/** Reads a function and rewrites it. Nothing is written. @throws UsageError when the file cannot be read */
export function planFunction(target: MigrationTarget): FunctionPlan {
  const before = readOptionalFile(target.file);
  if (before === undefined) throw new UsageError(`there is no file ${target.file}`);
  if (TYPE_SCRIPT.test(extname(target.file))) {
    const file = relative(process.cwd(), target.file);
    const message =
      'This is TypeScript, which migrate does not rewrite. Compile it, for example with ' +
      `"npx -p typescript@6 tsc ${file} --ignoreConfig --target es2022 --module es2022", and migrate the JavaScript file that this writes.`;
    const leftover: Leftover = { line: 1, column: 1, rule: 'syntax', message };
    return { target, status: 'refused', leftovers: [leftover], before, output: before };
  }
  return { target, before, ...migrateSource(before) };
}
