/** A random UUID. The module node:crypto is loaded when the first id is needed, because loading it takes time. */
export function randomId(): string {
  return (require('node:crypto') as typeof import('node:crypto')).randomUUID();
}
