import { AsyncLocalStorage } from 'node:async_hooks';

/** The variables of the host's environment that Node itself needs, and those that decide how a function reaches the network. */
const PASSED_ON = [
  'PATH',
  'SystemRoot',
  'TEMP',
  'TMP',
  'TMPDIR',
  'NODE_COMPILE_CACHE',
  'NODE_DISABLE_COMPILE_CACHE',
  'NODE_EXTRA_CA_CERTS',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'https_proxy',
  'http_proxy',
  'no_proxy',
  'X_LIVEPERSON_CSDS_DOMAIN',
  'CONTEXT_SERVICE_ENVIRONMENT',
];

/** The identity of a function, for its environment (docs/platform.md, "Environment variables"). */
export interface FunctionIdentity {
  readonly accountId: string;
  readonly uuid: string;
  readonly settingsPath: string;
}

/**
 * The environment of the process of a function. It has the variables of its config.json and those of the platform. It has nothing else of
 * the host, because a function must not see what belongs to the machine or to another function.
 */
export function functionEnvironment(
  { accountId, uuid, settingsPath }: FunctionIdentity,
  configured: Readonly<Record<string, string>>,
): Record<string, string> {
  const passedOn = PASSED_ON.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(passedOn),
    ...configured,
    BRAND_ID: accountId,
    LAMBDA_UUID: uuid,
    X_LIVEPERSON_BRAND_ID: accountId,
    X_LIVEPERSON_FUNCTION_UUID: uuid,
    LP_FAAS_SETTINGS: settingsPath,
  };
}

const overlays = new AsyncLocalStorage<Record<string, string>>();
let isOverlaid = false;

/**
 * Runs code that sees `variables` in addition to those of this process. So does everything that this code starts. New values are written to
 * `variables`, so functions that share a process do not see each other's.
 */
export function withEnvironment<Result>(variables: Record<string, string>, run: () => Result): Result {
  if (!isOverlaid) {
    process.env = overlaid(process.env);
    isOverlaid = true;
  }
  return overlays.run(variables, run);
}

function overlaid(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const holderOf = (target: NodeJS.ProcessEnv, name: string | symbol): object => {
    const variables = overlays.getStore();
    return variables && Object.hasOwn(variables, name) ? variables : target;
  };
  return new Proxy(environment, {
    get: (target, name) => Reflect.get(holderOf(target, name), name),
    has: (target, name) => Reflect.has(holderOf(target, name), name),
    set: (target, name, value) => {
      const variables = overlays.getStore();
      return Reflect.set(variables ?? target, name, variables ? String(value) : value);
    },
    deleteProperty: (target, name) => Reflect.deleteProperty(holderOf(target, name), name),
    ownKeys: (target) => [
      ...new Set([...Reflect.ownKeys(target), ...Reflect.ownKeys(overlays.getStore() ?? {})]),
    ],
    getOwnPropertyDescriptor: (target, name) =>
      Reflect.getOwnPropertyDescriptor(holderOf(target, name), name),
  });
}
