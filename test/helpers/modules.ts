import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../..');

/**
 * Writes every file of src/ as a CommonJS module of its own, for processes that test parts of the library: `dist/` holds
 * few files of many parts.
 * @returns the folder, to be removed by the caller
 */
export function writeModules(): { folder: string; remove(): void } {
  mkdirSync(join(ROOT, '.tmp'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.tmp', 'modules-'));
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, noCheck: true };
  for (const name of readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const source = readFileSync(join(ROOT, 'src', name), 'utf8');
    const path = join(folder, name.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, ts.transpileModule(source, { fileName: name, compilerOptions }).outputText);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
