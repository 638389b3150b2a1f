import { expect, it } from 'vitest';
import { type Program, parseJavaScript } from '../../../src/internal/javascript/parse';
import { findLambda } from '../../../src/runtime/rules/declaration';

/** What is found, as `parameters`, the kinds of the statement and of the node, and what is true of it. */
function found(source: string): string | undefined {
  const { program } = parseJavaScript(source, 'module');
  const lambda = findLambda(program as Program);
  if (!lambda) return undefined;
  const { parameters, isAsync, isDeclared, node, statement } = lambda;
  const facts = [isAsync && 'async', isDeclared && 'declared', statement !== node && 'exported'];
  return [parameters.length, node.type, ...facts.filter(Boolean)].join(' ');
}

it.each<[source: string, found: string | undefined]>([
  ['function lambda(a, b) {}', '2 FunctionDeclaration declared'],
  ['function other() {} async function lambda(a) {}', '1 FunctionDeclaration async declared'],
  ['export function lambda() {}', '0 FunctionDeclaration declared exported'],
  ['export {}; function lambda() {}', '0 FunctionDeclaration declared'],
  ["export * from 'a'; import 'b'; function lambda() {}", '0 FunctionDeclaration declared'],
  ['export default function lambda(a) {}', '1 FunctionDeclaration declared exported'],
  ['export default async function other(a) {}', '1 FunctionDeclaration async exported'],
  ['export default function (a) {}', '1 FunctionDeclaration exported'],
  ['export default (a, b) => 1;', '2 ArrowFunctionExpression exported'],
  ['const lambda = async (a) => 1;', '1 VariableDeclaration async'],
  ['let x = 1, lambda = function (a, b) {};', '2 VariableDeclaration'],
  ['export const lambda = (a) => 1;', '1 VariableDeclaration exported'],
  ['const lambda = 1;', undefined],
  ['let lambda;', undefined],
  ['const { lambda } = {};', undefined],
  ['const other = () => 1;', undefined],
  ['function other() {}', undefined],
  ['export function other() {}', undefined],
  ['export default class {}', undefined],
  ['export default 1;', undefined],
  ['class lambda {}', undefined],
  ['', undefined],
])('finds the function of %j', (source, expected) => {
  expect(found(source)).toBe(expected);
});
