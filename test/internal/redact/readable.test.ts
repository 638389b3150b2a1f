import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { RequestError, StatusCodeError } from '../../../src/errors';
import { KnownSecrets, redact, secretsIn } from '../../../src/internal/redact';

const refuse = (): never => {
  throw new Error('not readable');
};
const throwing = <Name extends string>(name: Name): object =>
  Object.defineProperty({}, name, { enumerable: true, get: refuse });

/** Objects of a caller that throw when they are read. */
const UNREADABLE: Array<[name: string, make: () => object]> = [
  ['a getter', () => throwing('a')],
  ['a getter of toJSON', () => throwing('toJSON')],
  ['toJSON', () => ({ toJSON: refuse })],
  ['a proxy that lists nothing', () => new Proxy({ a: 1 }, { ownKeys: refuse })],
  ['a proxy that reads nothing', () => new Proxy({ a: 1 }, { get: refuse })],
  ['a proxy without a prototype', () => new Proxy({ a: 1 }, { getPrototypeOf: refuse })],
  ['a proxy of a list', () => new Proxy([1], { get: refuse })],
  ['a proxy that was revoked', () => revoked()],
];

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe.each(UNREADABLE)('a value that throws when it is read: %s', (_, make) => {
  it.each(['body', 'headers', 'auth', 'password', 'qs'])(
    'as %s of a call leaves its error whole',
    (option) => {
      const options = { [option]: make(), token: 'hunter2hunter2' };
      const error = new RequestError(new Error('refused: hunter2hunter2'), options, undefined);
      expect(error.message).toBe('Error: refused: [redacted]');
      expect(JSON.stringify(error)).not.toContain('hunter2');
      expect(inspect(error)).toContain('refused');
    },
  );

  it('as the body of an answer leaves its error whole', () => {
    const error = new StatusCodeError(500, 'no', {}, { body: make(), request: { headers: make() } });
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ statusCode: 500, message: '500 - "no"' });
  });

  it('hides no field beside it', () => {
    const shown = redact({ first: make(), password: 'hunter2hunter2', last: 'say hunter2hunter2' });
    expect(shown).toMatchObject({ password: '[redacted]', last: 'say [redacted]' });
    expect([...secretsIn([make(), { a: { b: make(), secret: 'hunter2hunter2' } }]).values]).toEqual([
      'hunter2hunter2',
    ]);
  });
});

it('shows the fields beside a getter that throws', () => {
  const source = Object.assign(throwing('a'), { b: 1 });
  expect(redact(source)).toEqual({ a: '[unreadable]', b: 1 });
  const known = new KnownSecrets(10);
  known.add(Object.assign(throwing('a'), { pass: 'hunter2hunter2' }));
  expect([...known.values]).toEqual(['hunter2hunter2']);
});
