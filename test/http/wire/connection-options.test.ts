import { createSecretKey } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { expect, it } from 'vitest';
import { identityOf } from '../../../src/http/wire/connection-options';

function circular(name: string): Record<string, unknown> {
  const value: Record<string, unknown> = { name };
  value.self = value;
  return { value };
}

const secret = (text: string) => createSecretKey(Buffer.from(text));

/** Two options that differ, made anew for each use. */
const DIFFERENT: [name: string, one: () => unknown, other: () => unknown][] = [
  ['texts', () => 'a', () => 'b'],
  ['a number and its text', () => 1, () => '1'],
  ['numbers that JSON does not know', () => Number.NaN, () => Number.POSITIVE_INFINITY],
  ['undefined and null', () => undefined, () => null],
  ['BigInts', () => 1n, () => 2n],
  ['Buffers', () => Buffer.from('a'), () => Buffer.from('b')],
  ['bytes', () => new Uint8Array([1]), () => new Uint8Array([2])],
  ['lists of Buffers', () => [Buffer.from('a')], () => [Buffer.from('b')]],
  ['nested lists', () => [['a'], 'b'], () => [['a', 'b']]],
  ['objects', () => ({ a: { b: 1 } }), () => ({ a: { b: 2 } })],
  ['circular objects', () => circular('a'), () => circular('b')],
];

it.each(DIFFERENT)('tells %s apart, and knows them again', (_name, one, other) => {
  expect(identityOf({ agentOptions: { x: one() } })).toBe(identityOf({ agentOptions: { x: one() } }));
  expect(identityOf({ agentOptions: { x: one() } })).not.toBe(identityOf({ agentOptions: { x: other() } }));
});

it.each([
  ['functions', () => () => undefined],
  ['secure contexts', () => createSecureContext()],
  ['key objects', () => secret('a')],
  ['objects of a class', () => new Map()],
])('tells two %s apart by reference', (_name, make) => {
  const [one, other] = [make(), make()];
  expect(identityOf({ agentOptions: { x: one } })).toBe(identityOf({ agentOptions: { x: one } }));
  expect(identityOf({ agentOptions: { x: one } })).not.toBe(identityOf({ agentOptions: { x: other } }));
});

it('tells options of the call from those of the agent', () => {
  expect(identityOf({ tls: { ca: 'a' } })).not.toBe(identityOf({ agentOptions: { ca: 'a' } }));
});
