import { inspect } from 'node:util';
import { fieldsOf } from './hidden-fields';
import { knownOf, redactor } from './sent-values';

/**
 * An error whose fields may hold credentials. Code that enumerates, copies, prints or serialises it does not get them. A property that is
 * read by name has its real value.
 */
export abstract class RedactedError extends Error {
  /** A serialisable copy without credentials. */
  toJSON(): unknown {
    return redactor().redact(fieldsOf(this), { known: knownOf(this), within: this });
  }

  /** @internal */
  [inspect.custom](_depth: number, options: object): string {
    const { name, message } = this;
    const view = { ...fieldsOf(this), stack: this.stack ?? `${name}: ${message}` };
    const shown = redactor().redact(view, { known: knownOf(this), within: this });
    const { name: _name, message: _message, stack, ...fields } = shown as Record<string, unknown>;
    return Object.keys(fields).length === 0 ? String(stack) : `${stack} ${inspect(fields, options)}`;
  }
}
