import { isRecord } from '../../internal/is-record';
import { emptiedByJson } from '../../internal/json-copy';
import { ownProperties } from '../../internal/own-properties';
import { describeValue } from '../../internal/wording';
import type { Settings } from '../call-settings';
import { createError, type ErrorName, ErrorNames } from '../errors';
import type { CallerOptions, HttpMethod, InvocationDomain, InvokeRequest } from '../types';
import type { Query } from '../urls';

/** The request that one method of the client makes. */
export interface Operation {
  readonly errorName: ErrorName;
  readonly method: HttpMethod;
  /** The service that answers. */
  readonly service: string;
  /** Path. The first `%s` in it stands for the account. */
  readonly template: string;
  /** The path on V2, when it differs. */
  readonly templateOfV2?: string;
  /** The values for the further `%s`, in their order. */
  readonly segments: readonly string[];
  /** The query without version and caller. */
  readonly query: Query;
  readonly body?: string;
}

/** The invocation that a request asks for. @throws VError `FaaSInvokeError` for a request that cannot be sent */
export function invocation(request: InvokeRequest, settings: Settings): Operation {
  const { lambdaUuid, eventId, skillId, userId } = request;
  if (lambdaUuid !== undefined && eventId !== undefined) {
    throw bad('give "lambdaUuid" or "eventId", not both');
  }
  const [name, target] = lambdaUuid === undefined ? ['eventId', eventId] : ['lambdaUuid', lambdaUuid];
  if (target === undefined) throw bad('give "lambdaUuid" or "eventId"');
  if (typeof target !== 'string' || target.trim() === '') throw bad(`"${name}" must be a non-empty text`);
  return {
    errorName: ErrorNames.INVOKE,
    method: 'POST',
    service: settings.gwCsdsServiceName,
    template: lambdaUuid === undefined ? settings.invokeEventUri : settings.invokeUuidUri,
    segments: [target],
    query: [['skillId', skillId], ...(userId === undefined ? [] : [['userId', userId] as const])],
    body: serialise(request.body),
  };
}

/** A request for a list of functions. V2 has one path for lists, so both methods of the client use it. */
export function listing(errorName: ErrorName, template: string, query: Query, settings: Settings): Operation {
  const { uiCsdsServiceName: service, getFunctionsUri: templateOfV2 } = settings;
  return { errorName, method: 'GET', service, template, templateOfV2, segments: [], query };
}

/**
 * The query and the headers that tell a gateway who calls. V2 takes no version, and it takes the caller in a header (docs/platform.md,
 * "Functions client").
 */
export function callerOf(
  { externalSystem, lpEventSource }: CallerOptions,
  settings: Settings,
  isV2: boolean,
): { query: Query; headers: Record<string, string> } {
  const source = lpEventSource ?? externalSystem ?? 'unknown';
  if (isV2) return { query: [], headers: { 'LP-EventSource': source } };
  return {
    query: [
      ['v', settings.apiVersion],
      ['externalSystem', source],
    ],
    headers: {},
  };
}

function serialise(body: InvocationDomain | undefined): string {
  for (const [name, value] of Object.entries({ body, 'body.payload': body?.payload })) {
    const emptied = emptiedByJson(value);
    if (emptied !== undefined) throw bad(`"${name}" is ${emptied}`);
  }
  if (!isRecord(body ?? {})) {
    throw bad(`"body" must be an object such as { payload: … }, and is ${describeValue(body)}`);
  }
  // As in 2.x of the original, further properties are sent too.
  const { timestamp = Date.now(), headers = [], payload = {}, ...rest } = ownProperties(body);
  if (!Array.isArray(headers)) throw bad('"body.headers" must be a list of { key, value }');
  try {
    return JSON.stringify({ ...rest, timestamp, headers, payload });
  } catch (cause) {
    throw bad('"body" cannot be written as JSON', cause);
  }
}

function bad(problem: string, cause?: unknown): Error {
  const message = `invoke: ${problem}; nothing was sent`;
  return createError(ErrorNames.INVOKE, message, cause === undefined ? {} : { cause });
}
