import { join, resolve } from 'node:path';
import { RULES_OF_V2 } from '../config/client-rules';
import { DEFAULT_APP_KEY_SECRET, ORCHESTRATOR_APP_KEY_SECRET } from '../config/defaults';
import { ErrorCodes, ToolbeltError } from '../errors';
import { isSecretName } from '../internal/redact';
import type { Callers } from './api/callers';
import type { Feed } from './observe/feed';
import type { UsedSecrets } from './observe/used-secrets';
import type { HostSettings } from './options';
import { functionEnvironment } from './process/environment';
import { FunctionProcess } from './process/function-process';
import type { RunningFunction } from './process/running-function';
import type { Project, ProjectFunction } from './project/project';
import type { OfflineAccount } from './test-kit';

/** Memory that Node itself takes in a process, in addition to the heap of the function, in bytes. */
const BASE_BYTES = 96 * 2 ** 20;

/** The parts that all processes of a host share. */
export interface ProcessParts {
  readonly settings: HostSettings;
  readonly project: Project;
  readonly callers: Callers;
  readonly feed: Feed;
  readonly secrets: UsedSecrets;
  /** The program of a process. */
  readonly script: string;
  /** The origin where the host answers invocations by its own functions. */
  readonly origin: string;
  readonly offline: OfflineAccount | undefined;
}

/** The path of the settings file of a project. */
export function settingsPathOf({ settings }: HostSettings, project: Project): string {
  return settings === undefined ? join(project.folder, 'settings.json') : resolve(settings);
}

/** The fixed port of a function's debugger, if there is one. */
export function inspectPortOf({ inspect }: HostSettings, name: string): number | undefined {
  return typeof inspect === 'object' && Object.hasOwn(inspect, name) ? inspect[name] : undefined;
}

/** @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` when `inspect` names a function that the project does not have */
export function checkInspect({ inspect }: HostSettings, { functions }: Project): void {
  if (typeof inspect !== 'object') return;
  const names = functions.map(({ name }) => name);
  const unknown = Object.keys(inspect).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const text = `inspect: There is no function ${JSON.stringify(unknown)}. Functions here: ${names.join(', ')}.`;
  throw new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, text);
}

/** Starts a function as it is on disk now, in a process of its own. Without `isolate`, it runs in this process. */
export function startFunction(known: ProjectFunction, parts: ProcessParts): RunningFunction {
  const { settings, project, offline } = parts;
  const { accountId, timeoutMs } = settings;
  const { uuid, file, config } = known;
  for (const [name, value] of Object.entries(config.environment)) {
    if (isSecretName(name)) parts.secrets.add(value);
  }
  const identity = { accountId, uuid, settingsPath: settingsPathOf(settings, project) };
  const env = functionEnvironment(identity, { ...config.environment, ...offline?.environment });
  if (settings.isolate) return startProcess(known, parts, env);
  const { InlineFunction } =
    require('./process/inline-function') as typeof import('./process/inline-function');
  return new InlineFunction({ file, env, timeoutMs });
}

/**
 * Changes the configuration of the library in this process, so that functions in it reach each other and the account of the test kit.
 *
 * @returns a function that undoes this
 */
export function shareProcess(parts: ProcessParts): () => void {
  const { HostSecrets } = require('./process/child-secrets') as typeof import('./process/child-secrets');
  const { setup, readSecret, updateSecret } = servicesOf(parts);
  const secrets = new HostSecrets((message) => {
    if (message.type === 'secret-used') parts.secrets.add(message.value);
    if (message.type === 'secret-update') updateSecret(message.key, message.value);
    if ('key' in message) secrets.receive(message.id, readSecret(message.key));
  });
  return secrets.use(setup);
}

function startProcess(
  { name, file }: ProjectFunction,
  parts: ProcessParts,
  env: Record<string, string>,
): FunctionProcess {
  const { settings, project, feed, secrets, script } = parts;
  const { memoryMb, timeoutMs, inspect } = settings;
  const port = inspectPortOf(settings, name);
  const isDebugged = inspect === true || port !== undefined;
  const { setup, readSecret, updateSecret } = servicesOf(parts);
  return new FunctionProcess({
    name,
    script,
    memoryMb,
    cwd: project.root,
    env,
    nodeFlags: [
      `--max-old-space-size=${memoryMb}`,
      ...(isDebugged ? [`--inspect=127.0.0.1:${port ?? 0}`] : []),
    ],
    setup: {
      file,
      timeoutMs,
      ...setup,
      maxRssBytes: memoryMb * 2 ** 20 + BASE_BYTES,
    },
    onOutput: (stream, text) =>
      feed.emit({ type: 'output', function: name, stream, text: secrets.removeFrom(text) }),
    readSecret,
    updateSecret,
    onSecretUsed: (value) => secrets.add(value),
  });
}

/** The services and the secrets that functions find in the host. */
function servicesOf({ callers, offline, origin }: ProcessParts) {
  return {
    setup: {
      csds: { ...offline?.csds, faasGW: origin, faasUI: origin },
      hostSecrets: offline ? (true as const) : { [ORCHESTRATOR_APP_KEY_SECRET]: callers.appKey },
      // Functions of V2 sign with one key for everything. When the settings have none, this key is used. Only invocations need it.
      fallbackSecrets: { [RULES_OF_V2.appKey]: callers.appKey },
    },
    readSecret: (key: string): unknown => {
      if (key === ORCHESTRATOR_APP_KEY_SECRET) return callers.appKey;
      // The account itself has no key for V2.
      const isKeyOfV2 = key === RULES_OF_V2.appKey;
      return (
        offline?.readSecret(key) ?? (isKeyOfV2 ? offline?.readSecret(DEFAULT_APP_KEY_SECRET) : undefined)
      );
    },
    updateSecret: (key: string, value: unknown): void => offline?.updateSecret(key, value),
  };
}
