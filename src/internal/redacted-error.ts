import { inspect } from 'node:util';

/** The redaction rules are loaded when an error is shown, because most processes never show an error. */
function redactor(): typeof import('./redact') {
  return require('./redact') as typeof import('./redact');
}

/** An error whose fields may hold credentials. `JSON.stringify` and `console.log` show it without them. */
export abstract class RedactedError extends Error {
  /** A serialisable copy without credentials. */
  toJSON(): unknown {
    return redactor().redact({ ...this, name: this.name, message: this.message });
  }

  /** @internal */
  [inspect.custom](_depth: number, options: object): string {
    const { name, message } = this;
    const shown = redactor().redact({ ...this, stack: this.stack ?? `${name}: ${message}` });
    const { name: _name, message: _message, stack, ...fields } = shown as Record<string, unknown>;
    return Object.keys(fields).length === 0 ? String(stack) : `${stack} ${inspect(fields, options)}`;
  }
}

/**
 * Sets properties of an error that hold credentials. Code reads, changes and deletes them like any property, but they
 * are accessors. Node prints an error that nobody caught, and `console.dir` prints any error, without calling
 * `inspect.custom`: they would show the credentials of an ordinary property, and they do not show the value of an
 * accessor.
 */
export function setHidden(error: Error, values: Readonly<Record<string, unknown>>): void {
  for (const [name, given] of Object.entries(values)) {
    let value = given;
    Object.defineProperty(error, name, {
      get: () => value,
      set: (next) => {
        value = next;
      },
      enumerable: true,
      configurable: true,
    });
  }
}
