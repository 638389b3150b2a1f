import type { Lambda, LambdaHeader, LambdaInput } from '../../events/input';
import { isRecord } from '../../internal/is-record';
import { toJsonText } from '../../internal/json-copy';
import type { Authority } from './authority';
import { type Double, type DoubleResponse, json, jsonBody } from './double';
import type { FunctionRegistry, RegisteredFunction } from './functions';
import { refusal } from './refusals';
import { createDouble, type RoutedRequest } from './router';

/** What came of a function that was run. */
export interface FunctionOutcome {
  result?: unknown;
  error?: { readonly code: string; readonly message: string } | undefined;
  logs?: readonly unknown[];
}

/** Runs a function in this process. */
export type RunFunction = (lambda: Lambda | string, input: LambdaInput) => Promise<FunctionOutcome>;

/** What the Functions gateway knows. */
export interface GatewayParts {
  accountId: string;
  authority: Authority;
  functions: FunctionRegistry;
  run: RunFunction;
}

/** What a function answers that failed by itself (facts §5.8). */
export const FUNCTION_FAILED = 901;
const RUNTIME_EXCEPTION = 'com.liveperson.faas.handler.runtime-exception';

type Guarded = (request: RoutedRequest) => DoubleResponse | Promise<DoubleResponse>;

/** The gateway of LivePerson Functions: invocations, and whether an event has a function (facts §6.1). */
export function createGatewayDouble(parts: GatewayParts): Double {
  const { functions } = parts;
  const guarded = (handle: Guarded): Guarded => guard(parts, handle);
  const byUuid: Guarded = async (request) => {
    const { uuid = '' } = request.params;
    const input = inputOf(jsonBody(request));
    if (typeof input === 'string') return refusal('invocationInvalid', input);
    const target = functions.find(uuid);
    if (!target) return refusal('lambdaMissing', `There is no lambda ${uuid} in account ${parts.accountId}.`);
    const outcome = await run(parts, target, input);
    return 'failure' in outcome ? outcome.failure : { ...json(200, null), body: outcome.text };
  };
  const byEvent: Guarded = async (request) => {
    const input = inputOf(jsonBody(request));
    if (typeof input === 'string') return refusal('invocationInvalid', input);
    const results: string[] = [];
    for (const target of functions.listening(request.params.event ?? '', skillOf(request))) {
      const outcome = await run(parts, target, input);
      // One that fails ends the chain (facts §6.1).
      if ('failure' in outcome) return outcome.failure;
      results.push(outcome.text || 'null');
    }
    return { ...json(200, null), body: `[${results.join(',')}]` };
  };
  const isImplemented: Guarded = (request) => {
    const listening = functions.listening(request.params.event ?? '', skillOf(request));
    return json(200, { implemented: listening.length > 0 });
  };
  return createDouble('faasGW', [
    ['POST', '/api/account/:account/lambdas/:uuid/invoke', guarded(byUuid)],
    ['POST', '/api/account/:account/events/:event/invoke', guarded(byEvent)],
    ['GET', '/api/account/:account/events/:event/isImplemented', guarded(isImplemented)],
  ]);
}

/** What lists the functions of an account (facts §6.1). */
export function createFunctionListDouble(parts: Omit<GatewayParts, 'run'>): Double {
  const list: Guarded = ({ query }) => {
    const [eventId, name] = [query.get('eventId'), query.get('name')];
    const states = query.getAll('state').filter((state) => state !== '');
    const listed = parts.functions
      .all()
      .filter((known) => !eventId || known.eventId === eventId)
      .filter((known) => !name || known.name === name)
      .map((known) => toListed(parts.accountId, known))
      .filter(({ state }) => states.length === 0 || states.includes(state));
    return json(200, listed);
  };
  return createDouble('faasUI', [['GET', '/api/account/:account/lambdas', guard(parts, list)]]);
}

function guard({ accountId, authority }: Omit<GatewayParts, 'run'>, handle: Guarded): Guarded {
  return (request) => {
    const { account } = request.params;
    const problem =
      account === accountId ? authority.problem(request) : `The caller may not use account ${account}.`;
    if (problem !== undefined) return refusal('invocationUnauthorized', problem);
    if (request.query.get('v') === '1') return handle(request);
    return refusal('invocationInvalid', 'The query parameter "v" is required and must be 1.');
  };
}

/** Empty where a client has none (facts §7). */
function skillOf({ query }: RoutedRequest): string | undefined {
  return query.get('skillId') || undefined;
}

/** The input of a function, or what is wrong with the body of its invocation. */
function inputOf(body: unknown): LambdaInput | string {
  if (!isRecord(body)) return 'The body must be a JSON object with headers and payload.';
  const { timestamp, headers, payload } = body;
  if (!Array.isArray(headers) || !headers.every(isHeader)) {
    return '"headers" must be a list of objects with key and value.';
  }
  if (payload === undefined) return '"payload" is required.';
  if (timestamp !== undefined && typeof timestamp !== 'number') return '"timestamp" must be a number.';
  return { ...(timestamp !== undefined && { timestamp }), headers, payload };
}

function isHeader(header: unknown): header is LambdaHeader {
  return isRecord(header) && typeof header.key === 'string' && typeof header.value === 'string';
}

/** The JSON text of what a function answered, empty where it answered nothing; or the response of its failure. */
async function run(
  parts: GatewayParts,
  { lambda }: RegisteredFunction,
  input: LambdaInput,
): Promise<{ text: string } | { failure: DoubleResponse }> {
  const { result, error, logs = [] } = await parts.run(lambda, input).catch(unusable);
  if (error) return { failure: failure(error.code, error.message, logs) };
  const text = result === undefined ? '' : toJsonText(result);
  if (text !== undefined) return { text };
  return { failure: failure(RUNTIME_EXCEPTION, 'What the function answered is not JSON.', logs) };
}

/** A file that is not there or does not parse, say: whoever reads the answer should learn of it. */
function unusable(error: Error): FunctionOutcome {
  return { error: { code: RUNTIME_EXCEPTION, message: error.message } };
}

function failure(errorCode: string, errorMsg: string, logs: readonly unknown[]): DoubleResponse {
  const isShown = logs.length > 0 && toJsonText(logs) !== undefined;
  return json(FUNCTION_FAILED, { errorCode, errorMsg, ...(isShown && { errorLogs: logs }) });
}

function toListed(accountId: string, { uuid, name, eventId, skillId }: RegisteredFunction) {
  return {
    uuid,
    version: 1,
    name,
    description: '',
    ...(eventId !== undefined && { eventId }),
    ...(skillId !== undefined && { skills: [skillId] }),
    state: 'Productive',
    accountId,
    lastDeployment: { lambdaUUID: uuid, lambdaVersion: 1, deploymentState: 'Deployment Finished' },
  };
}
