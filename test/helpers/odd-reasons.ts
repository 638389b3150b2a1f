const refuse = (): never => {
  throw new Error('not readable');
};
const TRAPS = ['get', 'has', 'ownKeys', 'getPrototypeOf', 'deleteProperty', 'getOwnPropertyDescriptor'];
const traps = Object.fromEntries(TRAPS.map((name) => [name, refuse]));
const withGetter = (name: string): Error => Object.defineProperty(new Error('odd'), name, { get: refuse });
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

/** Reasons that can hardly be read, or that look like no reason. Each is made anew. */
export const ODD_REASONS: Record<string, () => unknown> = {
  'a proxy whose traps throw': () => new Proxy(new Error('odd'), traps),
  'a function as such a proxy': () => new Proxy(() => undefined, traps),
  'a revoked proxy': revoked,
  'an error whose name is a symbol': () => Object.assign(new Error('odd'), { name: Symbol('odd') }),
  'an error whose message is a symbol': () =>
    Object.defineProperty(new Error('odd'), 'message', { value: Symbol('odd') }),
  'an error whose code is a symbol': () => Object.assign(new Error('odd'), { code: Symbol('odd') }),
  'an error whose name cannot be read': () => withGetter('name'),
  'an error whose message cannot be read': () => withGetter('message'),
  'an error whose stack cannot be read': () => withGetter('stack'),
  'an error whose code cannot be read': () => withGetter('code'),
  'an error whose cause cannot be read': () => withGetter('cause'),
  'an error whose list of errors cannot be read': () => withGetter('errors'),
  'a frozen error': () => Object.freeze(new Error('odd')),
  'an object without a prototype': () => Object.create(null),
  'an object that is no text': () => ({ toString: refuse }),
  // biome-ignore lint/suspicious/noThenProperty: a reason may look like a promise
  'an object with a `then` that throws': () => ({ then: refuse }),
  'a symbol': () => Symbol('odd'),
  undefined: () => undefined,
  null: () => null,
  zero: () => 0,
  'an empty text': () => '',
  'a text': () => 'odd',
};
