import { createSecretKey } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { expect, it } from 'vitest';
import { identityOf, tlsOptions, trustOf } from '../../../src/http/wire/connection-options';

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

it('has no identity for a call without options, and one of its own for empty options', () => {
  expect(identityOf({})).toBe('');
  expect(identityOf({ tls: {} })).toMatch(/^[\da-f]{64}$/);
  expect(identityOf({ tls: {} })).not.toBe(identityOf({ agentOptions: {} }));
});

it('tells a cycle to one parent from a cycle to another', () => {
  const toParent: Record<string, unknown> = {};
  toParent.child = { self: toParent };
  const toSelf: Record<string, unknown> = {};
  const child: Record<string, unknown> = {};
  child.self = child;
  toSelf.child = child;
  expect(identityOf({ agentOptions: { x: toParent } })).not.toBe(identityOf({ agentOptions: { x: toSelf } }));
});

it.each([
  ['an object and the list of its fields', { a: 'b' }, [['a', 'b']]],
  ['a list and an object with the same values', ['object'], {}],
  ['bytes and a list that looks like them', Buffer.from('a'), ['bytes', 'YQ==']],
  ['a number and a list that looks like it', 1, ['number', '1']],
  ['a part of a buffer and the whole', new Uint8Array([1, 2]).subarray(1), new Uint8Array([1, 2])],
])('tells %s apart', (_name, one, other) => {
  expect(identityOf({ agentOptions: { x: one } })).not.toBe(identityOf({ agentOptions: { x: other } }));
});

it.each([
  ['without TLS', false, { tls: { ca: 'a' }, agentOptions: { maxSockets: 1 } }, { maxSockets: 1 }],
  ['without options', true, {}, { minVersion: 'TLSv1.2' }],
  [
    'with other options',
    true,
    { tls: { ca: 'a' }, agentOptions: { ca: 'b', maxSockets: 1 } },
    { minVersion: 'TLSv1.2', ca: 'a', maxSockets: 1 },
  ],
  ['with a version', true, { agentOptions: { minVersion: 'TLSv1' } }, { minVersion: 'TLSv1' }],
  [
    'with a protocol',
    true,
    { agentOptions: { secureProtocol: 'TLSv1_method' } },
    { secureProtocol: 'TLSv1_method' },
  ],
])('gives an agent TLS 1.2 or what the call says: %s', (_name, secure, options, expected) => {
  expect(tlsOptions(secure, options)).toEqual(expected);
});

it('keeps what a call says about trust, and nothing about its own identity', () => {
  expect(trustOf({})).toEqual({});
  expect(
    trustOf({ tls: { cert: 'a', key: 'b', pfx: 'c', passphrase: 'd' }, agentOptions: { ca: 'e' } }),
  ).toStrictEqual({ tls: {} });
  expect(trustOf({ tls: { ca: 'a', rejectUnauthorized: false } })).toEqual({
    tls: { ca: 'a', rejectUnauthorized: false },
  });
});
