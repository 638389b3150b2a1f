import { invalid } from './arguments';

/** The parameters of each method. In the old signature, the account comes before them. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  createNamespace: ['namespace', 'options'],
  deleteNamespace: ['namespace'],
  getListOfNamespaces: [],
  setPropertiesInNamespace: ['namespace', 'properties', 'sessionId'],
  updatePropertiesInNamespace: ['namespace', 'properties', 'sessionId'],
  getAllPropertiesInSession: ['namespace', 'sessionId'],
  getSelectedPropertiesInSession: ['namespace', 'propertyNames', 'sessionId'],
  getPropertyInSession: ['namespace', 'propertyName', 'sessionId'],
  deletePropertyInSession: ['namespace', 'propertyName', 'sessionId'],
  deleteSession: ['namespace', 'sessionId'],
  getListOfSessions: ['namespace'],
};
const OBJECTS = ['options', 'properties', 'propertyNames'];

/**
 * Makes the methods of the client refuse calls in the signature of 2020. In that signature, the account was the first argument
 * (docs/platform.md, "Context Session Store"). Without this check, the account would be taken for the namespace. A call that deletes would
 * then resolve without deleting anything.
 *
 * @param accountOf returns the account that cannot be meant as a namespace, if there is one
 */
export function refuseOldSignature<Client extends object>(
  prototype: Client,
  accountOf: (client: Client) => string | undefined,
): void {
  for (const [name, parameters] of Object.entries(PARAMETERS)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
    const method: (...args: unknown[]) => unknown = descriptor?.value;
    const value = async function (this: Client, ...args: unknown[]): Promise<unknown> {
      if (isOldCall(args, parameters, accountOf(this))) throw refusal(name, parameters);
      return method.apply(this, args);
    };
    Object.defineProperty(value, 'name', { value: name });
    Object.defineProperty(value, 'length', { value: parameters.length });
    Object.defineProperty(prototype, name, { ...descriptor, value });
  }
}

function isOldCall(
  args: readonly unknown[],
  parameters: readonly string[],
  account: string | undefined,
): boolean {
  const [first, second, third] = args;
  if (typeof first !== 'string' && typeof first !== 'number') return false;
  if (String(first) === account) return true;
  const hasObject = OBJECTS.includes(parameters[1] ?? '');
  if (hasObject && typeof second === 'string') {
    return parameters.length === 2 || (typeof third === 'object' && third !== null);
  }
  // `names.map(client.deleteNamespace)` passes more arguments too. In that case the second argument is a number.
  return args[parameters.length] !== undefined && (parameters.length === 0 || typeof second === 'string');
}

function refusal(name: string, parameters: readonly string[]): Error {
  const old = ['accountId', ...parameters].join(', ');
  return invalid(
    `this is a call in the old signature, ${name}(${old}): give the account once, as in ` +
      `ContextServiceClient({ accountId, apiKey }), and call ${name}(${parameters.join(', ')})`,
    name,
  );
}
