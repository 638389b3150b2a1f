import { NotUnderstood } from '../../leftover';
import type { Source } from '../../source';
import type { AnyNode, Call, NodeOf } from '../../syntax/parse';
import type { Binding } from '../../syntax/scopes';
import { contains, isCall, isMember, memberName, textValue } from '../../syntax/tree';
import { keptClients } from '../kept-clients';
import { clientNames, clientUses, factoryCalls } from '../toolbelt';
import { type VisibleOption, visibleOptions } from '../visible-options';
import { HTTP_REQUEST, REQUEST_AS_V1 } from './helper-texts';
import { isUnread } from './plain-fetch';
import { checkFullResponse, leaveErrorReads } from './responses';

/** The options that the helpers support in the same way as request. */
export const OPTIONS = [
  'method',
  'headers',
  'body',
  'simple',
  'json',
  'resolveWithFullResponse',
  'form',
  'timeout',
  'encoding',
];

/**
 * HTTPClient → fetch. When nothing reads what request returned, the call becomes a plain fetch. Otherwise it becomes a call of a helper.
 */
export function rewriteHttpClient(source: Source): void {
  let isAllDone = true;
  let usesHelper = false;
  const questions = [...clientNames(source, 'HTTPClient')].flatMap(([client, calls]) =>
    calls.map((call) => firstUse(source, call, client)).filter(({ type }) => type === 'IfStatement'),
  );
  for (const { node } of clientUses(source, 'HTTPClient')) {
    if (questions.some((question) => contains(question, node))) continue;
    const isDone = source.attempt('http-client', () => {
      const call = source.tree.parent(node);
      if (!isCall(call) || call.callee !== node) {
        throw new NotUnderstood(
          node,
          'HTTPClient is used in a way that was not understood. V2 has fetch in its place.',
        );
      }
      const options = optionsOf(source, call);
      if (isUnread(source, call, options)) writePlainFetch(source, call, options);
      else {
        usesHelper = true;
        const core = source.helper('requestAsV1', REQUEST_AS_V1);
        const name = source.helper('httpRequest', HTTP_REQUEST.replaceAll('requestAsV1', core));
        source.edits.replace(call.callee.start, call.callee.end, name);
      }
      source.edits.markGone(call.callee.start, call.callee.end);
    });
    isAllDone &&= isDone;
  }
  if (usesHelper) leaveErrorReads(source);
  if (isAllDone) dropClients(source);
  else
    for (const call of factoryCalls(source, 'HTTPClient'))
      source.leave('http-client', call, 'V2 has no HTTPClient. Use fetch.');
}

/** The options of a call. The helper must know all of them. @throws NotUnderstood that names the one that it does not know */
function optionsOf(source: Source, call: Call): VisibleOption[] {
  const [first, second, third] = call.arguments as (AnyNode | undefined)[];
  if (third) throw new NotUnderstood(third, 'A callback is handed to HTTPClient. Use the promise.');
  checkPromise(source, call);
  const isOne = first?.type === 'ObjectExpression' || (second === undefined && holdsObject(source, first));
  if (!isOne && second === undefined && !isAddress(source, first)) {
    throw new NotUnderstood(
      call,
      'Whether this is a URL or an object of options is not visible. Write the options as an object in the call.',
    );
  }
  const options = visibleOptions(source, isOne ? first : second);
  checkOptions(source, call, options, isOne ? [...OPTIONS, 'url', 'uri'] : OPTIONS);
  return options as VisibleOption[];
}

/** A call returns a promise of Node. No other members of what request returned may be used. */
export function checkPromise(source: Source, call: Call): void {
  const parent = source.tree.parent(call);
  const held =
    parent?.type === 'VariableDeclarator' ? source.scopes.of(parent.id as AnyNode)?.references : [];
  for (const node of [call, ...(held ?? [])]) {
    const member = source.tree.parent(node);
    if (member?.type !== 'MemberExpression' || member.object !== node) continue;
    if (['then', 'catch', 'finally'].includes(memberName(member) ?? '')) continue;
    throw new NotUnderstood(
      member,
      `The promise of fetch has no ${memberName(member) ?? 'such member'}. Use then, catch or await.`,
    );
  }
}

const ADDRESS = /ur[li]|link|href|endpoint|address/i;

/** Whether an expression is a URL and no object of options, as far as the file shows it. */
function isAddress(source: Source, node: AnyNode | undefined): boolean {
  if (node === undefined) return false;
  if (textValue(node) !== undefined || node.type === 'TemplateLiteral') return true;
  switch (node.type) {
    case 'BinaryExpression':
      return node.operator === '+';
    case 'ConditionalExpression':
      return isAddress(source, node.consequent) && isAddress(source, node.alternate);
    case 'LogicalExpression':
      return isAddress(source, node.left) && isAddress(source, node.right);
    case 'MemberExpression':
      return ADDRESS.test(memberName(node) ?? '') || isMember(node.object as AnyNode, 'process', 'env');
    case 'CallExpression':
      return (
        ADDRESS.test(source.textOf(node.callee as AnyNode)) ||
        SYNCHRONOUS_TEXT.test(source.textOf(node.callee as AnyNode))
      );
    case 'Identifier': {
      const initial = source.scopes.initial(source.scopes.of(node));
      return ADDRESS.test(node.name) || (initial !== undefined && isAddress(source, initial));
    }
    default:
      return false;
  }
}

const SYNCHRONOUS_TEXT = /^(String|encodeURI)$|\.(join|concat|replace|replaceAll|toString|trim)$/;

function holdsObject(source: Source, node: AnyNode | undefined): boolean {
  return node?.type === 'Identifier' && (visibleOptions(source, node)?.length ?? 0) > 0;
}

/** @throws NotUnderstood that names what the helper does not know */
export function checkOptions(
  source: Source,
  call: Call,
  options: readonly VisibleOption[] | undefined,
  known: readonly string[],
): void {
  if (options === undefined) {
    throw new NotUnderstood(
      call,
      'The options of this call are not all visible. Write them as an object in the call.',
    );
  }
  for (const { name, value } of options) {
    if (!known.includes(name)) {
      throw new NotUnderstood(
        value,
        `The option "${name}" of request has no counterpart. Decide what fetch should do.`,
      );
    }
  }
  const method = options
    .filter(({ name }) => name === 'method')
    .map(({ value }) => textValue(value)?.toUpperCase());
  const isRead = method.length === 0 || method.every((name) => name === 'GET' || name === 'HEAD');
  const body = options.find(
    ({ name, value }) =>
      name === 'body' || name === 'form' || (name === 'json' && value.type === 'ObjectExpression'),
  );
  if (isRead && body)
    throw new NotUnderstood(body.value, 'fetch sends no body with GET and HEAD. Use another method.');
  for (const { value } of options.filter(({ name }) => name === 'headers')) checkHeaders(source, call, value);
  const isFull = options.some(({ name, value }) => name === 'resolveWithFullResponse' && !isFalse(value));
  if (isFull) checkFullResponse(source, call);
}

function checkHeaders(source: Source, call: Call, value: AnyNode): void {
  for (const header of visibleOptions(source, value) ?? []) {
    const name = header.name.toLowerCase();
    const reason = Object.hasOwn(HEADERS, name) ? HEADERS[name] : undefined;
    const host = textValue(header.value);
    const isOfUrl = host !== undefined && source.textOf(call).includes(`://${host}/`);
    if (reason !== undefined && !(name === 'host' && isOfUrl)) throw new NotUnderstood(header.value, reason);
  }
}

/** Headers that `fetch` does not treat as request did. */
const HEADERS: Readonly<Record<string, string>> = {
  'accept-encoding':
    'fetch unpacks what this header asks for, and request gave the packed bytes. Leave the header out if that is right.',
  host: 'fetch sends the host of the URL, whatever this header says. Leave the header out if that is right.',
  expect: 'fetch refuses this header. Leave it out if the server does without it.',
  upgrade: 'fetch refuses this header. Leave it out if the server does without it.',
};

function writePlainFetch(source: Source, call: Call, options: readonly VisibleOption[]): void {
  source.edits.replace(call.callee.start, call.callee.end, source.global('fetch'));
  for (const { name, value } of options) {
    const property = source.tree.parent(value);
    if (name !== 'simple' || !property) continue;
    const follows = options.every((option) => option.name !== 'method' || textValue(option.value) === 'GET');
    source.edits.replace(property.start, property.end, `redirect: '${follows ? 'follow' : 'manual'}'`);
  }
}

/** Removes the clients that are no longer called. */
function dropClients(source: Source): void {
  for (const { places, declarator } of keptClients(source, factoryCalls(source, 'HTTPClient'))) {
    for (const place of places) {
      if (place.type === 'Property') dropProperty(source, place);
      else if (place.type === 'PropertyDefinition') source.dropLine(place);
      else source.dropStatement(place);
    }
    if (declarator?.type === 'VariableDeclarator' && isUnused(source, declarator))
      source.dropDeclarator(declarator);
  }
  for (const [binding, calls] of clientNames(source, 'HTTPClient')) {
    if (binding.owner.type === 'VariableDeclarator') source.dropDeclarator(binding.owner);
    for (const call of calls) {
      const parent = source.tree.parent(call);
      if (parent?.type === 'AssignmentExpression') source.dropStatement(firstUse(source, call, binding));
    }
  }
}

/** Whether nothing is left of an object and of the places that use it. */
function isUnused({ edits, scopes }: Source, { id, init }: NodeOf<'VariableDeclarator'>): boolean {
  const isEmpty =
    init?.type === 'ObjectExpression' &&
    init.properties.every((property) => edits.isGone(property as AnyNode));
  return (
    isEmpty && (scopes.of(id as AnyNode)?.references ?? []).every((reference) => edits.isGone(reference))
  );
}

/** The statement that makes a client, with the question around it whether there is one. */
function firstUse({ tree, scopes }: Source, call: AnyNode, client: Binding): AnyNode {
  const statement = tree.statementAround(call);
  const block = tree.parent(statement);
  const isAlone = block?.type === 'BlockStatement' && block.body.length === 1;
  const around = isAlone ? tree.parent(block) : block;
  if (around?.type !== 'IfStatement' || around.alternate) return statement;
  const asked = [around.test, ...tree.inside(around.test)].filter(({ type }) => type === 'Identifier');
  const isOnly = asked.every((id) => scopes.of(id) === client || scopes.of(id) === undefined);
  return isOnly && asked.some((id) => scopes.of(id) === client) ? around : statement;
}

function dropProperty({ tree, edits }: Source, property: AnyNode): void {
  const object = tree.parent(property);
  const list = (object?.type === 'ObjectExpression' ? object.properties : []) as AnyNode[];
  const index = list.indexOf(property);
  const [before, after] = [list[index - 1], list[index + 1]];
  if (before !== undefined) edits.remove(before.end, property.end);
  else edits.remove(property.start, after?.start ?? property.end);
}

export function isFalse(node: AnyNode): boolean {
  return node.type === 'Literal' && node.value === false;
}
