import { commentOf, type Leftover, markOf, NotUnderstood, oneLine, type RuleName } from './leftover';
import { Edits } from './syntax/edits';
import type { AnyNode, Comment, Parsed } from './syntax/parse';
import { Scopes } from './syntax/scopes';
import { isStatement, Tree } from './syntax/tree';

/** The parts that the file needs only once: imports and helper functions. Rules ask for them. */
interface Wanted {
  readonly module: string;
  /** `*` for everything as one object, `default`, or the name of the export. */
  readonly exported: string;
  readonly local: string;
}

/** The globals that the texts of helper functions use. */
const USED_GLOBALS = [
  'AbortController',
  'Array',
  'Buffer',
  'Date',
  'Error',
  'Headers',
  'JSON',
  'Object',
  'String',
  'URL',
  'clearTimeout',
  'encodeURIComponent',
  'decodeURIComponent',
  'fetch',
  'process',
  'setTimeout',
];

/** Statements that nothing can continue. */
const ENDED = [
  'BlockStatement',
  'ClassDeclaration',
  'FunctionDeclaration',
  'ImportDeclaration',
  'SwitchStatement',
  'TryStatement',
];

/** A source while it is rewritten for V2: its tree, its names, its changes and its leftovers. */
export class Source {
  readonly text: string;
  readonly isModule: boolean;
  readonly comments: readonly Comment[];
  readonly tree: Tree;
  readonly scopes: Scopes;
  readonly edits: Edits;
  readonly eol: string;
  readonly imports: Wanted[] = [];
  /** Names to declare at the top of the file. */
  readonly globals: string[] = [];
  /** Texts of helper functions by name; they are written at the end of the file. */
  readonly helpers = new Map<string, { name: string; text: string }>();
  readonly #leftovers: (Leftover & { node: AnyNode })[] = [];

  constructor(text: string, { program, comments, isModule }: Parsed) {
    this.text = text;
    this.isModule = isModule;
    this.comments = comments;
    this.tree = new Tree(program);
    this.scopes = new Scopes(this.tree);
    this.edits = new Edits(text);
    this.eol = text.includes('\r\n') ? '\r\n' : '\n';
  }

  textOf(node: AnyNode): string {
    return this.text.slice(node.start, node.end);
  }

  /**
   * Asks for a helper function, which is written once at the end of the file.
   * @returns its name in this file
   */
  helper(name: string, text: string): string {
    const known = this.helpers.get(name);
    if (known !== undefined) return known.name;
    const own = this.#withGlobals(text);
    const isThere = this.text.replaceAll('\r\n', '\n').includes(own);
    const local = isThere ? name : this.scopes.freshName(name);
    const renamed = local === name ? own : own.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), local);
    this.helpers.set(name, { name: local, text: isThere ? '' : renamed });
    return local;
  }

  /** The text that means a global in this file. The file may use the name of the global for something else. */
  global(name: string): string {
    return this.scopes.all().some((binding) => binding.name === name) ? `globalThis.${name}` : name;
  }

  /** A helper is at the end of the file. There, a global can be hidden only by names at the top level of the file. */
  #withGlobals(text: string): string {
    const hidden = USED_GLOBALS.filter((name) =>
      this.scopes.all().some((binding) => binding.name === name && binding.scope === this.tree.program),
    );
    return hidden.reduce(
      (changed, name) =>
        changed.replaceAll(
          new RegExp(`(?<![.\\w'])${name}(?=[.()]|(?<=instanceof ${name})\\b)`, 'g'),
          `globalThis.${name}`,
        ),
      text,
    );
  }

  /** Leaves a place to a person. */
  leave(rule: RuleName, node: AnyNode, text: string): void {
    const message = oneLine(text);
    const { line, column } = this.position(node.start);
    const isKnown = this.#leftovers.some(
      (known) => known.node.start === node.start && known.rule === rule && known.message === message,
    );
    if (!isKnown) this.#leftovers.push({ line, column, rule, message, node });
  }

  /** Whether the file needs a module that V2 does not have, so that V2 cannot load it. */
  needsOtherModules(): boolean {
    return this.#leftovers.some(({ rule }) => rule === 'modules');
  }

  /** Makes the changes of `plan`, or leaves the construct to a person as a whole. */
  attempt(rule: RuleName, plan: () => void): boolean {
    try {
      this.edits.attempt(plan);
      return true;
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
      this.leave(rule, error.node, error.message);
      return false;
    }
  }

  /** Everything that is left, in the order of the file, with what comments of an earlier run say. */
  leftovers(): Leftover[] {
    const own = this.#leftovers.map(({ node: _node, ...leftover }) => leftover);
    const earlier = this.comments.flatMap((comment) => {
      const mark = markOf(comment);
      if (mark === undefined) return [];
      const isRepeated = own.some(({ rule, message }) => rule === mark.rule && message === mark.message);
      return isRepeated ? [] : [{ ...this.position(comment.start), ...mark }];
    });
    return [...own, ...earlier].sort((a, b) => a.line - b.line || a.column - b.column);
  }

  /** Writes the comment of each leftover above its statement, unless it is there already. */
  markLeftovers(): void {
    const written = new Set<string>();
    for (const leftover of this.#leftovers) {
      const at = this.#lineStatement(leftover.node);
      const comment = commentOf(leftover);
      const key = `${at}:${comment}`;
      if (written.has(key) || this.#isMarked(at, comment)) continue;
      written.add(key);
      const lineStart = this.text.lastIndexOf('\n', at - 1) + 1;
      const indent = /^[ \t]*/.exec(this.text.slice(lineStart, at))?.[0] ?? '';
      this.edits.insertAbove(at, `${comment}${this.eol}${indent}`);
    }
  }

  /** The new source, with the helper functions that it calls. */
  finish(): string {
    let output = this.edits.result();
    // When the first or the last statement was removed, the empty line beside it is removed too.
    if (!/^\s*\n/.test(this.text)) output = output.replace(/^(\uFEFF?)(\r?\n)+/, '$1');
    if (!/\n\r?\n$/.test(this.text)) output = output.replace(/(?<![\r\n])(\r?\n)[\r\n]+$/, '$1');
    // A helper may call another one that was asked for before it.
    for (const { name, text } of [...this.helpers.values()].reverse()) {
      if (text === '' || !new RegExp(`\\b${name}\\b`).test(output)) continue;
      const gap = output.endsWith('\n') ? this.eol : `${this.eol}${this.eol}`;
      output += gap + text.replaceAll('\n', this.eol) + this.eol;
    }
    return output;
  }

  position(offset: number): { line: number; column: number } {
    const before = this.text.slice(0, offset);
    const lineStart = before.lastIndexOf('\n') + 1;
    const isMarked = lineStart === 0 && before.startsWith('\uFEFF');
    return { line: before.split('\n').length, column: offset - lineStart + (isMarked ? 0 : 1) };
  }

  /** Removes one name of a declaration. Removes the declaration when nothing is left of it. */
  dropDeclarator(node: AnyNode): void {
    const declaration = this.tree.parent(node);
    if (declaration?.type !== 'VariableDeclaration') return;
    const { declarations } = declaration;
    this.edits.remove(node.start, node.end);
    const kept = declarations.filter((other) => !this.edits.isGone(other));
    if (kept.length === 0) {
      this.dropStatement(declaration);
      return;
    }
    const index = (declarations as AnyNode[]).indexOf(node);
    const [before, after] = [declarations[index - 1], declarations[index + 1]];
    if (before !== undefined) this.edits.remove(before.end, node.end);
    else if (after !== undefined) this.edits.remove(node.start, after.start);
  }

  /** Removes a statement, and its lines when nothing else is on them. */
  dropStatement(node: AnyNode): void {
    if (!this.tree.isInList(node)) {
      this.edits.replace(node.start, node.end, '{}');
      this.edits.markGone(node.start, node.end);
      return;
    }
    if (this.dropLine(node) < node.end) return;
    const next = this.tree
      .siblings(node)
      .find((other) => other.start > node.start && !this.edits.isGone(other));
    if (next) this.keepApart(node, next.start);
  }

  /**
   * Removes a part of a list that is on lines of its own, with these lines.
   * @returns where the removed part ends
   */
  dropLine(node: AnyNode): number {
    const lineStart = this.lineStart(node);
    // A semicolon at the start of the next line keeps that line apart from what is before it.
    const text = this.textOf(node);
    const code = text.endsWith(';') ? text.slice(0, -1).trimEnd() : text;
    const lineEnd = text.indexOf('\n', code.length);
    const end = lineEnd < 0 ? node.end : node.start + lineEnd;
    const rest = /^[ \t]*(\r?\n|$)/.exec(this.text.slice(end));
    const isAlone = /^[ \t]*$/.test(this.text.slice(lineStart, node.start)) && rest !== null;
    if (isAlone) this.edits.remove(lineStart, end + rest[0].length);
    else {
      const gap = /^[ \t]+(?=\/[/*])/.exec(this.text.slice(end))?.[0] ?? '';
      this.edits.remove(node.start, end + gap.length);
    }
    return end;
  }

  /**
   * Without the beginning of a statement, or the whole statement, what follows could continue the statement before: `(`, `[` and a few
   * others do when no semicolon is between them.
   * @param next where the text begins that follows
   */
  keepApart(statement: AnyNode, next: number): void {
    const before = this.tree
      .siblings(statement)
      .findLast((node) => node.start < statement.start && !this.edits.isGone(node));
    if (before === undefined || !/[([`+\-/]/.test(this.text[next] ?? '')) return;
    if (/;$/.test(this.textOf(before)) || ENDED.includes(before.type)) return;
    this.edits.insert(next, ';');
  }

  /** Where a sign is after an offset. Signs in comments do not count. */
  indexOf(sign: string, from: number): number {
    const at = this.text.indexOf(sign, from);
    const comment = this.comments.find(({ start, end }) => start <= at && at < end);
    return comment === undefined ? at : this.indexOf(sign, comment.end);
  }

  /** Where the line of a node begins, after a byte order mark. */
  lineStart(node: AnyNode): number {
    const start = this.text.lastIndexOf('\n', node.start - 1) + 1;
    return start === 0 && this.text.startsWith('\uFEFF') ? 1 : start;
  }

  /** Where the innermost statement begins that is the first of its line. */
  #lineStatement(node: AnyNode): number {
    for (const at of this.tree.around(node)) {
      if (!isStatement(at) && !['Program', 'PropertyDefinition', 'MethodDefinition'].includes(at.type))
        continue;
      const lineStart = this.text.lastIndexOf('\n', at.start - 1) + 1;
      if (at.type === 'Program') break;
      if (this.tree.parent(at)?.type === 'IfStatement' && at.type === 'IfStatement') continue;
      if (/^\uFEFF?[ \t]*$/.test(this.text.slice(lineStart, at.start))) return at.start;
    }
    return this.tree.program.body[0]?.start ?? 0;
  }

  #isMarked(at: number, comment: string): boolean {
    const lines = this.text.slice(0, at).split(/\r?\n/).slice(0, -1).reverse();
    for (const line of lines) {
      if (line.trim() === comment) return true;
      if (!line.trim().startsWith('//')) return false;
    }
    return false;
  }
}
