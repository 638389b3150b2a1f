import type { Source } from './source';

/** The white space at the start of the line of an offset. */
export function indentOf({ text }: Source, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^\uFEFF?([ \t]*)/.exec(text.slice(lineStart))?.[1] ?? '';
}

/** The white space that one level of the file is indented by. */
export function indentUnit({ text }: Source): string {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
}

/** Moves the lines that begin in a range to the right by one level. */
export function indentLines(source: Source, start: number, end: number): void {
  for (const line of lineStarts(source, start, end)) source.edits.insert(line, indentUnit(source));
}

/** Moves the lines that begin in a range to the left, as far as the range is indented more than its new place. */
export function outdentLines(source: Source, start: number, end: number, outer: string): void {
  const lines = lineStarts(source, start, end);
  const own = indentOf(source, start);
  const inner = own === outer ? indentOf(source, lines[0] ?? start) : own;
  if (!inner.startsWith(outer)) return;
  for (const line of lines) {
    if (source.text.startsWith(inner, line)) source.edits.remove(line, line + inner.length - outer.length);
  }
}

/**
 * Where lines begin in a range. Lines that begin in a template are left out, because white space counts there, and so are lines whose
 * beginning is replaced.
 */
function lineStarts({ text, tree, edits }: Source, start: number, end: number): number[] {
  const lines = [...text.slice(start, end).matchAll(/\n/g)].map(({ index }) => start + index + 1);
  const templates = tree.ofType('TemplateElement');
  return lines.filter(
    (line) => !edits.isReplaced(line) && !templates.some((part) => part.start < line && line <= part.end),
  );
}

/** The text between two nodes, without the brackets that are there. */
export function withoutBrackets({ text, comments }: Source, start: number, end: number): string {
  const isComment = (at: number) => comments.some((comment) => comment.start <= at && at < comment.end);
  return text
    .slice(start, end)
    .replaceAll(/[()]/g, (sign, at: number) => (isComment(start + at) ? sign : ''));
}
