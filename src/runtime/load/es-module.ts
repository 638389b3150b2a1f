import { editText, type TextEditor } from '../../internal/javascript/edit';
import { identifiersOf } from '../../internal/javascript/identifiers';
import type {
  AnyNode,
  ExportDefaultDeclaration,
  Identifier,
  ImportDeclaration,
  Literal,
  Program,
} from '../../internal/javascript/parse';
import { visitNodes } from '../../internal/javascript/parse';

/** An ES module as the body of a function that `node:vm` can compile in this process. */
export interface EsModuleBody {
  readonly code: string;
  /** The name of the parameter that gets the {@link EsModuleLinks}. */
  readonly parameter: string;
  /** The number of characters before the first line of the source. */
  readonly prologueLength: number;
  /** The names that the module declares at its top level. */
  readonly declared: ReadonlySet<string>;
}

/** The functions that the body of an ES module gets from its loader. The body calls them by these names. */
export interface EsModuleLinks {
  /** Holds the value of an anonymous `export default`. */
  default?: unknown;
  readonly meta: object;
  /** Loads a module. `names` are the exports that must exist. */
  from(id: string, names: readonly string[]): Record<string, unknown>;
  /** Loads a module with all of its exports. */
  all(id: string): Record<string, unknown>;
  /** An `import()` of the module. */
  later(id: unknown): Promise<Record<string, unknown>>;
  /** Declares exports, each with a function that returns its present value. */
  give(getters: Readonly<Record<string, () => unknown>>): void;
  /** Declares all exports of another module, except its default. */
  giveAll(namespace: Readonly<Record<string, unknown>>): void;
}

/**
 * Rewrites `import` and `export` of a module. All lines and nearly all columns stay the same. An imported name keeps the value that the
 * other module gave it when it was loaded.
 *
 * @param isElided whether an import of names that are never used is left out, because the names may be types. TypeScript does the same.
 */
export function toModuleBody(source: string, program: Program, isElided: boolean): EsModuleBody {
  const parameter = freeName(source);
  return new Rewriting(source, program, parameter).finish(isElided);
}

/** A short name that the source does not use. */
function freeName(source: string): string {
  for (let index = 0; ; index++) {
    const name = `$m${index || ''}`;
    if (!source.includes(name)) return name;
  }
}

class Rewriting {
  readonly #source: string;
  readonly #program: Program;
  readonly #name: string;
  readonly #text: TextEditor;
  /** Statements that load modules, in the order of the source. */
  readonly #loads: string[] = [];
  /** The code of a getter by the name of its export. */
  readonly #getters = new Map<string, string>();
  readonly #declared = new Set<string>();
  #count = 0;

  constructor(source: string, program: Program, name: string) {
    this.#source = source;
    this.#program = program;
    this.#name = name;
    this.#text = editText(source);
  }

  finish(isElided: boolean): EsModuleBody {
    const used = isElided ? this.#usedNames() : undefined;
    for (const statement of this.#program.body) this.#statement(statement, used);
    this.#expressions();
    const getters = Array.from(this.#getters, ([name, code]) => `[${quote(name)}]:()=>${code}`);
    const give = getters.length > 0 ? [`${this.#name}.give({${getters}});`] : [];
    const prologue = ['"use strict";', ...give, ...this.#loads].join('');
    this.#text.prepend(prologue);
    return {
      code: this.#text.toString(),
      parameter: this.#name,
      prologueLength: prologue.length,
      declared: this.#declared,
    };
  }

  #statement(node: AnyNode, used: ReadonlySet<string> | undefined): void {
    if (node.type === 'ImportDeclaration') this.#import(node, used);
    else if (node.type === 'ExportAllDeclaration') {
      const all = `${this.#name}.all(${literal(node.source)})`;
      this.#loads.push(
        !node.exported ? `${this.#name}.giveAll(${all});` : this.#load(all, nameOf(node.exported)),
      );
      this.#blank(node.start, node.end);
    } else if (node.type === 'ExportNamedDeclaration') {
      if (node.declaration) {
        for (const name of declaredBy(node.declaration)) this.#export(name, name);
        this.#blank(node.start, node.declaration.start);
        return;
      }
      const pairs = node.specifiers.map(({ local, exported }) => [nameOf(local), nameOf(exported)] as const);
      if (node.source) {
        const loaded = `${this.#name}.from(${literal(node.source)},${list(pairs.map(([local]) => local))})`;
        const variable = this.#variable();
        this.#loads.push(`const ${variable}=${loaded};`);
        for (const [local, exported] of pairs) this.#getters.set(exported, `${variable}[${quote(local)}]`);
      } else for (const [local, exported] of pairs) this.#getters.set(exported, local);
      this.#blank(node.start, node.end);
    } else if (node.type === 'ExportDefaultDeclaration') this.#exportDefault(node);
    else for (const name of declaredBy(node)) this.#declared.add(name);
  }

  #import(node: ImportDeclaration, used: ReadonlySet<string> | undefined): void {
    this.#blank(node.start, node.end);
    const kept = node.specifiers.filter(({ local }) => used?.has(local.name) ?? true);
    if (kept.length === 0 && node.specifiers.length > 0) return;
    const id = literal(node.source);
    const named: Array<[imported: string, local: string]> = [];
    for (const specifier of kept) {
      const local = specifier.local.name;
      this.#declared.add(local);
      if (specifier.type === 'ImportNamespaceSpecifier')
        this.#loads.push(`const ${local}=${this.#name}.all(${id});`);
      else
        named.push([
          specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(specifier.imported),
          local,
        ]);
    }
    const loaded = `${this.#name}.from(${id},${list(named.map(([imported]) => imported))})`;
    const pattern = named.map(([imported, local]) => `${quote(imported)}:${local}`);
    if (named.length > 0) this.#loads.push(`const {${pattern}}=${loaded};`);
    else if (kept.length === 0) this.#loads.push(`${loaded};`);
  }

  #exportDefault({ start, end, declaration }: ExportDefaultDeclaration): void {
    const isDeclared = declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration';
    if (isDeclared && declaration.id) {
      this.#export('default', declaration.id.name);
      this.#blank(start, declaration.start);
      return;
    }
    this.#getters.set('default', `${this.#name}.default`);
    this.#text.update(start, declaration.start, `${this.#name}.default=`);
    // Without the semicolon, a bracket on the next line would call the function.
    if (isDeclared) this.#text.appendLeft(end, ';');
  }

  #expressions(): void {
    visitNodes(this.#program, (found) => {
      const node = found as AnyNode;
      if (node.type === 'MetaProperty' && node.meta.name === 'import') {
        this.#text.update(node.start, node.end, `${this.#name}.meta`);
      } else if (node.type === 'ImportExpression') {
        this.#text.update(node.start, node.start + 'import'.length, `${this.#name}.later`);
      }
    });
  }

  #usedNames(): Set<string> {
    const used = new Set<string>();
    visitNodes(this.#program, (found) => {
      const node = found as AnyNode;
      if (node.type === 'Identifier') used.add(node.name);
      else if (node.type === 'ExportNamedDeclaration' && !node.source) {
        for (const { local } of node.specifiers) used.add(nameOf(local));
      }
    });
    return used;
  }

  #export(exported: string, local: string): void {
    this.#declared.add(local);
    this.#getters.set(exported, local);
  }

  #load(code: string, exported: string): string {
    const variable = this.#variable();
    this.#getters.set(exported, variable);
    return `const ${variable}=${code};`;
  }

  #variable(): string {
    this.#count += 1;
    return `${this.#name}_${this.#count}`;
  }

  /** Replaces a part of the source by spaces, so that lines and columns stay the same. */
  #blank(start: number, end: number): void {
    this.#text.update(start, end, this.#source.slice(start, end).replace(/[^\n\r\u2028\u2029]/g, ' '));
  }
}

/** The names that a statement declares in its own scope. `var` in nested blocks is left out. */
function declaredBy(node: AnyNode): string[] {
  if (node.type === 'VariableDeclaration')
    return node.declarations.flatMap(({ id }) => identifiersOf(id).map(({ name }) => name));
  const isNamed = node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration';
  return isNamed && node.id ? [node.id.name] : [];
}

/** Names of imports and exports may be texts, as in `export { a as "b c" }`. */
function nameOf(node: Identifier | Literal): string {
  return node.type === 'Identifier' ? node.name : String(node.value);
}

function literal({ value }: Literal): string {
  return quote(String(value));
}

function list(names: readonly string[]): string {
  return `[${names.map(quote)}]`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
