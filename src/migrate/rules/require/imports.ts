import type { Source } from '../../source';

/** Writes the imports that rules asked for, above the first statement of the file. */
export function writeImports(source: Source): void {
  const modules = new Map<string, { names: Set<string>; whole: Set<string> }>();
  for (const { module, exported, local } of source.imports) {
    const entry = modules.get(module) ?? { names: new Set(), whole: new Set() };
    modules.set(module, entry);
    if (exported === '*') entry.whole.add(`* as ${local}`);
    else if (exported === 'default') entry.whole.add(local);
    else entry.names.add(exported === local ? local : `${exported} as ${local}`);
  }
  const quote = preferredQuote(source.text);
  const lines = [...modules].flatMap(([module, { names, whole }]) => {
    const from = `from ${quote}${module}${quote};`;
    const named = names.size > 0 ? [`import { ${[...names].join(', ')} } ${from}`] : [];
    return [...[...whole].map((name) => `import ${name} ${from}`), ...named];
  });
  if (source.globals.length > 0) lines.push(`let ${source.globals.join(', ')};`);
  if (lines.length === 0) return;
  const first = source.tree.program.body[0];
  const isReplaced = first !== undefined && source.edits.isGone(first);
  const gap = first?.type === 'ImportDeclaration' || isReplaced ? '' : source.eol;
  const at = isReplaced ? source.lineStart(first) : firstPlace(source);
  source.edits.insertAbove(at, lines.map((line) => line + source.eol).join('') + gap);
}

/** Where the first statement begins, with the comment that belongs to it. */
function firstPlace(source: Source): number {
  let at = source.tree.program.body[0]?.start ?? source.text.length;
  for (const { start, end } of [...source.comments].reverse()) {
    if (end > at || !isBlank(source.text.slice(end, at))) continue;
    if (source.text.startsWith('#!', start)) break;
    at = start;
  }
  return at;
}

function preferredQuote(text: string): string {
  const count = (quote: string) => text.split(quote).length;
  return count("'") > count('"') ? "'" : '"';
}

/** Whether a text is white space with one line break at most. */
function isBlank(text: string): boolean {
  return text.trim() === '' && text.split('\n').length <= 2;
}
