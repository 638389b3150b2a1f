// Fails for a regular expression in src/ whose time can grow faster than its text: scslre finds the places.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';

const { analyse } = createRequire(import.meta.url)('scslre');
const ROOT = join(import.meta.dirname ?? '.', '..');
/** `Move`: a search that starts anew at each place is quadratic as well. */
const reportTypes = { Move: true, Self: true, Trade: true };

/**
 * Expressions whose text cannot be long, or whose way to search is known not to start anew, with the reason.
 * An entry that is not needed any more fails, too.
 */
const EXPLAINED = new Map(Object.entries({}));

let count = 0;
const problems = [];
const unused = new Set(EXPLAINED.keys());
for (const name of readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.ts')) continue;
  const source = ts.createSourceFile(
    name,
    readFileSync(join(ROOT, 'src', name), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  visit(source, source);
}
for (const key of unused) problems.push(`${key} is explained in scripts/lint-expressions.mjs without need`);
console.log(`${count} expressions, ${problems.length} problems`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

function visit(node, source) {
  if (node.kind === ts.SyntaxKind.RegularExpressionLiteral) check(node, source);
  ts.forEachChild(node, (child) => visit(child, source));
}

function check(node, source) {
  count += 1;
  const [, text, flags] = /^\/(.*)\/([a-z]*)$/s.exec(node.text);
  const { reports } = analyse({ source: text, flags }, { reportTypes });
  if (reports.length === 0) return;
  if (unused.delete(node.text) || EXPLAINED.has(node.text)) return;
  const { line } = source.getLineAndCharacterOfPosition(node.getStart());
  const kinds = reports.map(({ type, exponential }) => `${type}${exponential ? ', exponential' : ''}`);
  problems.push(`src/${source.fileName}:${line + 1}: ${node.text} (${kinds.join('; ')})`);
}
