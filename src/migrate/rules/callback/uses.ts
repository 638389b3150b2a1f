import { NotUnderstood } from '../../leftover';
import type { Source } from '../../source';
import type { AnyNode, Call, FunctionNode, NodeOf } from '../../syntax/parse';
import type { Binding } from '../../syntax/scopes';
import { contains, isCall, isFunction, isPlain, memberName } from '../../syntax/tree';
import { answerQuestion, type Question, questionOf } from './presence';

/**
 * Where a lambda's callback is used: by its own name, by the name of a parameter that it was passed to, and by functions of the file that
 * call it.
 */
export class CallbackUses {
  readonly #source: Source;
  /** Names that hold the callback. */
  readonly names = new Set<Binding>();
  /** The declarations `const name = callback`. */
  readonly aliases: AnyNode[] = [];
  /** Functions with a name that call the callback. */
  readonly helpers = new Map<FunctionNode, Binding>();
  /** Arguments that hand the callback to a helper. */
  readonly handed = new Map<AnyNode, { call: Call; index: number }>();
  /** Questions whether the callback is there. */
  readonly questions: readonly Question[];
  /** Every place that leads to the callback. */
  #marks: readonly AnyNode[];

  constructor(source: Source, callback: Binding) {
    this.#source = source;
    this.names.add(callback);
    for (let size = -1; size !== this.#size(); ) {
      size = this.#size();
      for (const name of [...this.names]) this.#follow(name);
      for (const mark of this.#allMarks()) this.#findHelper(mark);
    }
    const asked = new Map(
      [...this.names].flatMap(({ references }) =>
        references.flatMap((name) => {
          const question = questionOf(source, name);
          return question === undefined ? [] : [[name as AnyNode, question] as const];
        }),
      ),
    );
    this.questions = [...new Map([...asked.values()].map((question) => [question.node, question])).values()];
    this.#marks = this.#allMarks().filter(
      (mark) => !this.handed.has(mark) && !this.#isAliased(mark) && !asked.has(mark),
    );
    this.#check();
  }

  /** Takes the questions whether the callback is there out of the source, with what the platform never runs. */
  answerQuestions(): void {
    for (const question of this.questions) answerQuestion(this.#source, question);
    this.#marks = this.#marks.filter((mark) => !this.#source.edits.isGone(mark));
  }

  /** A place that was not rewritten. */
  unchanged(): AnyNode | undefined {
    return this.#marks.find((mark) => this.isCallback(mark) && !this.#source.edits.isChanged(mark));
  }

  /** Whether the callback may be called while a node runs. A node that only declares a helper calls nothing. */
  isIn(node: AnyNode): boolean {
    return this.#marks.some((mark) => contains(node, mark) && !this.#isInHelperOf(node, mark));
  }

  /** The places in a node that lead to the callback, those in helpers left out. */
  marksIn(node: AnyNode): AnyNode[] {
    return this.#marks.filter((mark) => contains(node, mark) && !this.#isInHelperOf(node, mark));
  }

  /** The answer of the platform to an expression that only asks whether the callback is there. */
  answerTo(node: AnyNode): boolean | undefined {
    return this.questions.find((question) => question.node === node)?.answer;
  }

  /** What is kept of an expression or a statement in which such a question decides. Otherwise the node itself. */
  keptOf(node: AnyNode): AnyNode | undefined {
    if (node.type === 'LogicalExpression') {
      if (this.answerTo(node.left) !== undefined) return this.keptOf(node.right);
      return this.answerTo(node.right) === undefined ? node : this.keptOf(node.left);
    }
    if (node.type !== 'ConditionalExpression' && node.type !== 'IfStatement') return node;
    const answer = this.answerTo(node.test);
    if (answer === undefined) return node;
    const kept = answer ? node.consequent : node.alternate;
    return kept ? this.keptOf(kept) : undefined;
  }

  isCallback(node: AnyNode | null | undefined): boolean {
    const binding = this.#source.scopes.of(node);
    return binding !== undefined && this.names.has(binding);
  }

  /** The arguments that `callback.bind(self, …)` binds, without the first one. Undefined for anything else. */
  boundBy(node: AnyNode | null | undefined): AnyNode[] | undefined {
    if (!isCall(node) || node.callee.type !== 'MemberExpression' || memberName(node.callee) !== 'bind')
      return undefined;
    if (!this.isCallback(node.callee.object as AnyNode)) return undefined;
    const [self, ...bound] = node.arguments as AnyNode[];
    return [self, ...bound].every((argument) => isPlain(argument)) ? bound : undefined;
  }

  /** The helper that a name stands for. */
  helperOf(node: AnyNode | null | undefined): FunctionNode | undefined {
    const binding = this.#source.scopes.of(node);
    for (const [helper, name] of this.helpers) if (name === binding) return helper;
    return undefined;
  }

  #size(): number {
    return this.names.size + this.helpers.size;
  }

  #allMarks(): AnyNode[] {
    const bindings = [...this.names, ...this.helpers.values()];
    return bindings.flatMap(({ references }) => references);
  }

  /** Follows the callback into the functions of the file that it is handed to. */
  #follow(name: Binding): void {
    for (const reference of name.references) {
      const call = this.#source.tree.parent(reference);
      if (call?.type === 'VariableDeclarator' && call.init === reference) this.#alias(call);
      if (!isCall(call) || call.callee === reference) continue;
      const isVisible = call.arguments.every(({ type }) => type !== 'SpreadElement');
      if (!isVisible) continue;
      const callee = this.#functionOf(call.callee as AnyNode);
      const index = call.arguments.indexOf(reference);
      const parameter = callee?.params[index];
      if (callee === undefined || parameter?.type !== 'Identifier') continue;
      const binding = this.#source.scopes.of(parameter);
      if (binding === undefined || binding.writes.length > 0) continue;
      this.handed.set(reference, { call, index });
      this.names.add(binding);
    }
  }

  /** `const done = callback` gives the callback another name. */
  #alias(declarator: NodeOf<'VariableDeclarator'>): void {
    const name = this.#source.scopes.of(declarator.id as AnyNode);
    const list = this.#source.tree.parent(this.#source.tree.parent(declarator) ?? declarator);
    const isInList = list?.type === 'BlockStatement' || list?.type === 'Program';
    if (name === undefined || name.writes.length > 0 || !isInList || this.names.has(name)) return;
    this.aliases.push(declarator);
    this.names.add(name);
  }

  /** Whether a name of the callback only gives it another name. */
  #isAliased(mark: AnyNode): boolean {
    return this.aliases.some(
      (declarator) => declarator.type === 'VariableDeclarator' && declarator.init === mark,
    );
  }

  #findHelper(mark: AnyNode): void {
    if (this.#isAliased(mark)) return;
    for (const node of this.#source.tree.around(mark)) {
      if (!isFunction(node)) continue;
      const name = this.#nameOf(node);
      if (name !== undefined && name.name !== 'lambda') this.helpers.set(node, name);
    }
  }

  /** The function of this file that a name stands for. */
  #functionOf(callee: AnyNode): FunctionNode | undefined {
    const binding = this.#source.scopes.of(callee);
    if (binding === undefined || binding.writes.length > 0) return undefined;
    if (isFunction(binding.owner) && binding.owner.id === binding.id) return binding.owner;
    const initial = this.#source.scopes.initial(binding);
    return isFunction(initial) ? initial : undefined;
  }

  /** The name that a function is declared by. */
  #nameOf(node: FunctionNode): Binding | undefined {
    const { scopes, tree } = this.#source;
    if (node.type === 'FunctionDeclaration') return scopes.of(node.id);
    const declarator = tree.parent(node);
    if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') return undefined;
    return scopes.of(declarator.id);
  }

  #isInHelperOf(node: AnyNode, mark: AnyNode): boolean {
    return [...this.helpers.keys()].some(
      (helper) => helper !== node && contains(node, helper) && contains(helper, mark),
    );
  }

  #check(): void {
    for (const name of this.names) {
      const [write] = name.writes;
      if (write)
        throw new NotUnderstood(
          write,
          'The callback gets another value here. Return the result, or throw the failure.',
        );
    }
    for (const { writes, name } of this.helpers.values()) {
      const [write] = writes;
      if (write)
        throw new NotUnderstood(
          write,
          `The function ${name}, which calls the callback, gets another value here.`,
        );
    }
    for (const { call, index } of this.handed.values()) {
      const callee = this.#functionOf(call.callee as AnyNode);
      const others = this.#source.scopes.of(call.callee)?.references ?? [];
      const isSame = others.every((reference) => {
        const other = this.#source.tree.parent(reference);
        return (
          isCall(other) && other.callee === reference && this.handed.has(other.arguments[index] as AnyNode)
        );
      });
      if (callee === undefined || !isSame) {
        throw new NotUnderstood(call, 'The callback is handed to a function that is also used without it.');
      }
    }
  }
}
