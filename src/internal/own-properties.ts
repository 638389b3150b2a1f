/**
 * A copy of an object's own properties that has no prototype. Options are read from such a copy. Properties that an attacker added to
 * `Object.prototype`, or sent as `__proto__`, must not be taken for options.
 *
 * The prototype is removed from a copy, because `{ __proto__: null, ...value }` takes three times as long.
 */
export function ownProperties<Value extends object>(value: Value | null | undefined): Value {
  return Object.setPrototypeOf({ ...value }, null);
}

/**
 * Joins the own properties of several objects in one object without a prototype. The last value of a name counts.
 *
 * Each call does this, so it has to be fast. The properties are assigned before the prototype is removed. V8 takes a microsecond for each
 * property that is added to a copy made by spreading, or to an object whose prototype has changed.
 */
export function joinProperties<Value extends object>(
  first: Value | null | undefined,
  second: Partial<Value>,
): Value {
  return Object.setPrototypeOf(Object.assign({}, first, second), null);
}

/**
 * Node writes its own value for these before it copies the options, so a planted value is never read. `undefined` would
 * take the place of Node's value.
 */
const FILLED_IN_BY_NODE = new Set(['checkServerIdentity', 'ciphers', 'minDHSize', 'rejectUnauthorized']);

/**
 * Options for an API that copies them into a plain object before it reads them, as Node's `http`, `tls` and `net` do. Such an API also
 * reads what somebody has planted on `Object.prototype`. A planted `socketPath` or `lookup` would redirect the connection. If there are
 * planted names, the result is a copy that has `undefined` for each of them, so the API finds nothing.
 *
 * The names are looked up now. Call this function for each call of the API, and not once for the process.
 */
export function shieldFromPrototype<Options extends object>(options: Options): Options {
  let shielded = options;
  // `for … in` on an empty object lists what every object inherits, which is nothing unless somebody planted it.
  for (const name in {}) {
    if (Object.hasOwn(options, name) || FILLED_IN_BY_NODE.has(name)) continue;
    shielded = Object.assign({}, shielded, { [name]: undefined });
  }
  return shielded;
}

/** Sets a property. An assignment would make the value of "__proto__" the prototype. */
export function setOwn<Value>(target: Record<string, Value>, name: string, value: Value): void {
  if (name !== '__proto__') target[name] = value;
  else Object.defineProperty(target, name, { configurable: true, enumerable: true, writable: true, value });
}
