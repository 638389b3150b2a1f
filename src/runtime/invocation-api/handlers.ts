import { ErrorCodes } from '../../errors';
import type { LambdaInput } from '../../events/input';
import { isRecord } from '../../internal/is-record';
import { parseJson, toJsonText } from '../../internal/json-copy';
import { isDeeperThan } from '../../internal/nesting';
import { isHeaderList } from '../complete-input';
import { MAX_LEVELS } from '../limits';
import { functionFailed, jsonResponse, refuse, textResponse } from './responses';
import type {
  ApiHandler,
  ApiRequest,
  ApiResponse,
  FunctionOutcome,
  FunctionRegistry,
  KnownFunction,
  RunFunction,
} from './types';

/** The parts that the invocation API needs. */
export interface ApiParts<Known extends KnownFunction> {
  readonly accountId: string;
  readonly functions: FunctionRegistry<Known>;
  readonly run: RunFunction<Known>;
  /** Whether an invocation has to be refused, because too many invocations of the function are running. */
  readonly isBusy?: ((target: Known) => boolean) | undefined;
}

/**
 * The operations of the invocation API (docs/platform.md, "Invocation API"). LivePerson's `faasGW` has all of them except `listFunctions`.
 * That one is an operation of `faasUI`.
 */
export const OPERATIONS = {
  invokeById: ['POST', '/api/account/:account/lambdas/:uuid/invoke'],
  invokeByEvent: ['POST', '/api/account/:account/events/:event/invoke'],
  isImplemented: ['GET', '/api/account/:account/events/:event/isImplemented'],
  listFunctions: ['GET', '/api/account/:account/lambdas'],
} as const satisfies Record<string, readonly [method: string, path: string]>;

/** A handler for each operation. */
export type InvocationApi = Readonly<Record<keyof typeof OPERATIONS, ApiHandler>>;

/**
 * The handlers of the invocation API. They do not check the caller, or whether the account in the path is the right one. The code that
 * calls a handler does this first, and answers `refuse('unauthorized', …)` when needed.
 */
export function createInvocationApi<Known extends KnownFunction>(parts: ApiParts<Known>): InvocationApi {
  const { accountId, functions } = parts;
  return {
    invokeById: async (request) => {
      const { uuid = '' } = request.params;
      const target = functions.find(uuid);
      const meant = target ?? functions.all().find(({ name }) => name === uuid);
      const unversioned = versionProblem(request, meant ? [meant] : []);
      if (unversioned) return unversioned;
      const input = inputOf(request.body);
      if (typeof input === 'string') return refuse('invalid', input);
      if (!target) return missing(uuid, accountId, meant);
      if (parts.isBusy?.(target)) return busy(target);
      const outcome = await run(parts, target, input);
      return 'failure' in outcome ? outcome.failure : textResponse(200, outcome.text);
    },
    invokeByEvent: async (request) => {
      const targets = listening(functions, request);
      const unversioned = versionProblem(request, targets);
      if (unversioned) return unversioned;
      const input = inputOf(request.body);
      if (typeof input === 'string') return refuse('invalid', input);
      const results: string[] = [];
      for (const target of targets) {
        if (parts.isBusy?.(target)) return busy(target);
        const outcome = await run(parts, target, input);
        // A function that fails ends the chain (docs/platform.md, "Invocation API").
        if ('failure' in outcome) return outcome.failure;
        results.push(outcome.text || 'null');
      }
      return textResponse(200, `[${results.join(',')}]`);
    },
    isImplemented: (request) => {
      const targets = listening(functions, request);
      return versionProblem(request, targets) ?? jsonResponse(200, { implemented: targets.length > 0 });
    },
    listFunctions: (request) => {
      const unversioned = versionProblem(request, []);
      if (unversioned) return unversioned;
      const { query } = request;
      const [eventId, name] = [query.get('eventId'), query.get('name')];
      const states = query.getAll('state').filter((state) => state !== '');
      const listed = functions
        .all()
        .filter((known) => !eventId || known.eventId === eventId)
        .filter((known) => !name || known.name === name)
        .map((known) => toListed(accountId, known))
        .filter(({ state }) => states.length === 0 || states.includes(state));
      return jsonResponse(200, listed);
    },
  };
}

/** The refusal of an unknown id. @param meant the function with this name */
function missing(uuid: string, accountId: string, meant: KnownFunction | undefined): ApiResponse {
  const advice = meant ? ` The function ${meant.name} has the id ${meant.uuid}: use the id in the path.` : '';
  return refuse('lambdaMissing', `There is no lambda ${uuid} in account ${accountId}.${advice}`);
}

function busy({ name }: KnownFunction): ApiResponse {
  return refuse('tooMany', `Too many invocations of ${name} are under way: send fewer at a time.`);
}

/** The refusal of a request without the version of V1. For functions of V2, clients send no version. */
function versionProblem({ query }: ApiRequest, targets: readonly KnownFunction[]): ApiResponse | undefined {
  const version = query.get('v');
  const isOfV2 = targets.length > 0 && targets.every(({ form }) => form === 'v2');
  if (version === '1' || (version === null && isOfV2)) return undefined;
  return refuse('invalid', 'The query parameter "v" is required and must be 1.');
}

/** Clients send an empty `skillId` when there is no skill (docs/platform.md, "Functions client"). */
function listening<Known extends KnownFunction>(
  functions: FunctionRegistry<Known>,
  { params, query }: ApiRequest,
): readonly Known[] {
  return functions.listening(params.event ?? '', query.get('skillId') || undefined);
}

/** The input of the function, or a sentence that says what is wrong with the body of the invocation. */
function inputOf(body: Buffer): LambdaInput | string {
  const value = parse(body);
  if (!isRecord(value)) return 'The body must be a JSON object with headers and payload.';
  const { timestamp, headers, payload } = value;
  if (!isHeaderList(headers)) return '"headers" must be a list of objects with key and value.';
  if (payload === undefined) return '"payload" is required.';
  if (isDeeperThan(payload, MAX_LEVELS)) return `"payload" has more than ${MAX_LEVELS} levels.`;
  if (timestamp !== undefined && typeof timestamp !== 'number') return '"timestamp" must be a number.';
  return timestamp === undefined ? { headers, payload } : { timestamp, headers, payload };
}

function parse(body: Buffer): unknown {
  try {
    return parseJson(body.toString());
  } catch {
    return undefined;
  }
}

type Answer = { readonly text: string } | { readonly failure: ApiResponse };

/**
 * The JSON text of the function's result. It is empty when the function called back without a result. When the function failed, the answer
 * for its failure.
 */
function run<Known extends KnownFunction>(
  parts: ApiParts<Known>,
  target: Known,
  input: LambdaInput,
): Promise<Answer> {
  return parts.run(target, input).then(toAnswer, (error: Error) => toAnswer(notRun(error)));
}

function toAnswer({ result, error, logs = [] }: FunctionOutcome): Answer {
  if (error) return { failure: functionFailed(error.code, error.message, logs) };
  const text = result === undefined ? '' : toJsonText(result);
  if (text !== undefined) return { text };
  const problem = 'What the function answered is not JSON.';
  return { failure: functionFailed(ErrorCodes.Handler.RUNTIME_EXCEPTION, problem, logs) };
}

/** The outcome for a function that could not be run, for example because its file does not parse. The caller is told why. */
function notRun(error: Error): FunctionOutcome {
  return { error: { code: ErrorCodes.Handler.RUNTIME_EXCEPTION, message: error.message } };
}

function toListed(accountId: string, known: KnownFunction) {
  const { uuid, name, eventId, skillId, description = '', state = 'Productive' } = known;
  const skills = known.skills ?? (skillId === undefined ? undefined : [skillId]);
  return {
    uuid,
    version: 1,
    name,
    description,
    ...(eventId !== undefined && { eventId }),
    ...(skills !== undefined && { skills }),
    state,
    accountId,
    lastDeployment: { lambdaUUID: uuid, lambdaVersion: 1, deploymentState: 'Deployment Finished' },
  };
}
