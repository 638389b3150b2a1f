import { isRecord } from '../internal/is-record';
import { ownProperties } from '../internal/own-properties';
import { readable } from '../internal/redact/readable';
import { misspeltSettings, resolveSettings, type Settings, settingsProblem } from './call-settings';
import { createError, type ErrorName, ErrorNames, infoOf } from './errors';
import type {
  CallerOptions,
  CallOptions,
  ClientConfig,
  InvokeRequest,
  MetricCollector,
  MetricData,
} from './types';

/** The argument of any method. */
export type CallRequest = CallOptions & CallerOptions;

/** What the metrics report about a running method. */
export interface Course {
  domain: string;
  statusCode?: number | undefined;
  fromCache: boolean;
}

/** What the metrics report about a call that has reached no host yet. 2.x reports the same value. */
export function newCourse(): Course {
  return { domain: 'unresolved', fromCache: false };
}

/** The work of one method. */
export interface Work<Result, Request extends CallRequest = CallRequest> {
  /** The hooks that are called when the method ends. */
  metrics: readonly (keyof MetricCollector)[];
  errorName: ErrorName;
  request: Request;
  /** @param own the properties that the request has itself */
  run(settings: Settings, course: Course, own: Request): Promise<Result>;
}

/**
 * Reads the settings of a call, does its work, and tells the metrics how it ended.
 * @throws VError of the method's name, or `FaaSLambdaError`
 */
export async function measure<Result, Request extends CallRequest>(
  config: ClientConfig,
  collector: MetricCollector | undefined,
  { metrics, errorName, request: given, run }: Work<Result, Request>,
): Promise<Result> {
  const request = isRecord(given) ? ownProperties(given) : given;
  const start = performance.now();
  const course = newCourse();
  let accountId: string | undefined;
  const report = (outcome: Pick<MetricData, 'statusCode' | 'error'>): void => {
    const requestDurationInMillis = performance.now() - start;
    const data = { accountId, requestDurationInMillis, ...labelsOf(request), ...course, ...outcome };
    for (const metric of metrics) {
      try {
        collector?.[metric]?.(data);
      } catch {
        // A bug of the collector must not look like a failed call.
      }
    }
  };
  let result: Result;
  try {
    const settings = readSettings(errorName, config, request);
    accountId = settings.accountId;
    result = await run(settings, course, request);
  } catch (cause) {
    const error = asNamed(errorName, cause);
    const { status } = infoOf(error);
    report({ statusCode: course.statusCode ?? (typeof status === 'number' ? status : undefined), error });
    throw error;
  }
  report({ statusCode: course.statusCode });
  return result;
}

/** @throws VError of the given name for settings that are wrong */
function readSettings(name: ErrorName, config: ClientConfig, request: CallRequest): Settings {
  const refuse = (problem: string) => createError(name, `${problem}; nothing was sent`);
  if (!isRecord(config)) throw refuse('new Client(config): "config" must be an object');
  if (!isRecord(request)) throw refuse('the argument must be an object');
  const warnings = [config, request].flatMap(misspeltSettings);
  if (warnings.length > 0) {
    const { warnOnce } = require('./wire/transport') as typeof import('./wire/transport');
    for (const warning of warnings) warnOnce(...warning);
  }
  const settings = resolveSettings(config, request);
  const problem = settingsProblem(settings);
  if (problem !== undefined) throw refuse(problem);
  return settings;
}

/** Further facts about a call for the metrics, apart from its outcome. */
function labelsOf(request: CallRequest & Partial<InvokeRequest>): Partial<MetricData> {
  if (!isRecord(request)) return {};
  const { externalSystem, lpEventSource, eventId, lambdaUuid, skillId } = request as Partial<InvokeRequest>;
  return {
    externalSystem,
    lpEventSource: lpEventSource ?? externalSystem,
    ...(lambdaUuid === undefined ? { event: eventId } : { UUID: lambdaUuid }),
    skillId,
  };
}

/**
 * The error that a method throws. It is `cause` when that has the method's name or comes from the lambda, and an error around `cause`
 * otherwise.
 */
function asNamed(name: ErrorName, cause: unknown): Error {
  const isNamed = readable(
    () => cause instanceof Error && (cause.name === name || cause.name === ErrorNames.LAMBDA),
  );
  if (isNamed === true) return cause as Error;
  return createError(name, 'the call failed', { cause });
}
