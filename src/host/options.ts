import { accountId } from '../config/env';
import { ErrorCodes, ToolbeltError } from '../errors';
import type { LambdaInput } from '../events/input';
import { isRecord } from '../internal/is-record';
import { nearName } from '../internal/wording';
import { completeInput, type InvokeInput } from '../runtime/complete-input';
import { TIME_LIMIT_MS } from '../runtime/limits';
import { Misuse } from '../runtime/misuse';
import { HOST_NAME, isHostName } from './server/guard';
import type { HostOptions } from './types';

/** The account of the test kit. It is used when neither an option nor the environment names an account. */
const DEFAULT_ACCOUNT = '12345678';
const DEFAULT_MEMORY_MB = 256;
const DEFAULT_MAX_CONCURRENT = 1_000;
/** The longest time of Node's timers, less some seconds that the file may take to load. */
const MAX_TIMEOUT_MS = 2 ** 31 - 5_001;

type Check = readonly [expected: string, isGood: (value: unknown) => boolean];

const TEXT: Check = ['a non-empty string', (value) => typeof value === 'string' && value !== ''];
const FLAG: Check = ['true or false', (value) => typeof value === 'boolean'];
const COUNT: Check = ['a positive integer', (value) => Number.isInteger(value) && (value as number) > 0];
const CHECKS: Readonly<Record<keyof HostOptions, Check>> = {
  folder: TEXT,
  accountId: TEXT,
  settings: TEXT,
  offline: FLAG,
  setup: TEXT,
  state: TEXT,
  schedules: FLAG,
  watch: FLAG,
  inspect: ['true, or an object of function names and ports', isInspect],
  isolate: FLAG,
  token: TEXT,
  oauth: FLAG,
  allowedHosts: [`a list of host names ${HOST_NAME}`, isHostNames],
  timeoutMs: [
    `milliseconds from 1 to ${MAX_TIMEOUT_MS}`,
    (value) => COUNT[1](value) && (value as number) <= MAX_TIMEOUT_MS,
  ],
  memoryMb: COUNT,
  maxConcurrent: COUNT,
};

/** Options with their defaults. */
export type HostSettings = HostOptions &
  Required<
    Pick<HostOptions, 'accountId' | 'offline' | 'schedules' | 'watch' | 'oauth' | 'timeoutMs' | 'memoryMb'> &
      Pick<HostOptions, 'maxConcurrent' | 'allowedHosts' | 'isolate'>
  >;

/**
 * @param caller the name of the function that got the options
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that names each wrong option
 */
export function hostSettings(options: HostOptions, caller = 'createHost'): HostSettings {
  const invalid = (text: string): ToolbeltError => invalidOptions(caller, text);
  if (!isRecord(options)) throw invalid('the options must be an object with the folder of the project');
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const problems = given.flatMap(([name, value]) => {
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof HostOptions] : undefined;
    if (!check) {
      const near = nearName(name, Object.keys(CHECKS));
      return [`unknown option "${name}"${near === undefined ? '' : ` (did you mean "${near}"?)`}`];
    }
    return check[1](value) ? [] : [`"${name}" must be ${check[0]}`];
  });
  if (!Object.hasOwn(options, 'folder'))
    problems.push('"folder" is missing: name the folder of your project');
  const needsOffline = ['setup', 'state'].filter(
    (name) => Object.hasOwn(options, name) && options.offline !== true,
  );
  for (const name of needsOffline) problems.push(`"${name}" needs "offline"`);
  if (options.isolate === false) {
    const needsIsolate = ['inspect', 'memoryMb'].filter((name) => Object.hasOwn(options, name));
    for (const name of needsIsolate)
      problems.push(`"${name}" needs a process for each function, so "isolate" must be true`);
  }
  if (problems.length > 0) throw invalid(problems.join('; '));
  return {
    offline: false,
    schedules: false,
    watch: false,
    isolate: true,
    oauth: false,
    timeoutMs: TIME_LIMIT_MS,
    memoryMb: DEFAULT_MEMORY_MB,
    maxConcurrent: DEFAULT_MAX_CONCURRENT,
    allowedHosts: [],
    ...(Object.fromEntries(given) as unknown as HostOptions),
    accountId: options.accountId ?? accountId() ?? DEFAULT_ACCOUNT,
  };
}

function isHostNames(value: unknown): boolean {
  return Array.isArray(value) && value.every(isHostName);
}

function isInspect(value: unknown): boolean {
  if (value === true) return true;
  const isPort = (port: unknown) =>
    Number.isInteger(port) && (port as number) > 0 && (port as number) < 65_536;
  return isRecord(value) && Object.values(value).every(isPort);
}

/** The error for options that are wrong. @param caller the name of the function that got them */
export function invalidOptions(caller: string, text: string): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `${caller}: ${text}.`);
}

/**
 * Fills in the missing parts of the input of `invoke`.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for an input of the wrong shape
 */
export function inputOf(input: InvokeInput | undefined): LambdaInput {
  try {
    return completeInput(input);
  } catch (error) {
    if (!(error instanceof Misuse)) throw error;
    throw new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `invoke: ${error.message}`);
  }
}
