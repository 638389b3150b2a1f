/**
 * A copy of an object's own properties, without a prototype. Options are read from such a copy: what somebody planted
 * on `Object.prototype`, or sent as `__proto__`, is not one of them.
 */
export function ownProperties<Value extends object>(value: Value | null | undefined): Value {
  return { __proto__: null, ...value } as unknown as Value;
}
