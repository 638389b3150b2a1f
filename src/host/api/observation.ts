import { ErrorCodes, ToolbeltError } from '../../errors';
import { isRecord } from '../../internal/is-record';
import { residentMemory } from '../../internal/node/memory';
import { isSecretName } from '../../internal/redact';
import type { InvokeInput } from '../../runtime/complete-input';
import type { HostFunctions } from '../functions';
import type { History } from '../observe/history';
import type {
  CreatedFunction,
  EventBuilderInfo,
  FunctionDetail,
  Invocation,
  NewFunction,
  Overview,
  ScheduleState,
  SettingsView,
  TemplateInfo,
  Trigger,
} from '../observe/types';
import { type ProjectFunction, sourceOf } from '../project/project';
import type { HostResponse, HostResult } from '../types';
import type { Callers } from './callers';
import { json, problem, type Route, type RoutedRequest, type RouteHandler } from './routes';

/** All paths of the observation API begin with this. No path of a function does. */
export const OBSERVATION = '/_/api';
/** The path of the stream of events. */
export const EVENTS_PATH = `${OBSERVATION}/events`;

/** The parts that the observation API shows. */
export interface ObservationParts {
  readonly callers: Callers;
  readonly catalogue: HostFunctions;
  readonly history: History;
  overview(): Omit<Overview, 'functions' | 'totals' | 'memoryBytes'>;
  settings(): SettingsView;
  schedules(): ScheduleState[];
  /** @returns undefined when there is no such schedule */
  runSchedule(id: string): Promise<HostResult> | undefined;
  invoke(target: string, input: InvokeInput | undefined, trigger: Trigger): Promise<HostResult[]>;
  eventBuilders(): EventBuilderInfo[];
  templates(): TemplateInfo[];
  createFunction(order: NewFunction): CreatedFunction;
}

/** The routes of the observation API. Their shapes are in src/host/observe/types.ts. */
export function observationRoutes(parts: ObservationParts): Route[] {
  const { callers, catalogue, history } = parts;
  const get = (path: string, handle: (request: RoutedRequest) => unknown): Route => [
    'GET',
    OBSERVATION + path,
    guarded(callers, async (request) => json(200, await handle(request))),
  ];
  const post = (path: string, handle: RouteHandler): Route => [
    'POST',
    OBSERVATION + path,
    guarded(callers, handle),
  ];
  const kept = ({ invocationId }: HostResult): Invocation => found(history.get(invocationId), 'invocation');
  return [
    get('/overview', (): Overview => {
      const functions = catalogue.states;
      const memoryBytes = residentMemory();
      const sum = (key: 'invocations' | 'failures' | 'running') =>
        functions.reduce((total, state) => total + state[key], 0);
      return {
        ...parts.overview(),
        functions,
        totals: {
          invocations: sum('invocations'),
          failures: sum('failures'),
          running: sum('running'),
          kept: history.size,
        },
        ...(memoryBytes !== undefined && { memoryBytes }),
      };
    }),
    get('/functions', () => catalogue.states),
    get('/functions/:name', ({ params }) => detail(catalogue, named(catalogue, params.name))),
    get('/deployments', () => catalogue.deployments),
    get('/settings', () => parts.settings()),
    get('/schedules', () => parts.schedules()),
    get('/templates', () => parts.templates()),
    post('/functions', ({ body }) =>
      json(201, parts.createFunction(recordOf(body) as unknown as NewFunction)),
    ),
    get('/event-builders', () => parts.eventBuilders()),
    get('/invocations', ({ query }) =>
      history.page({
        function: query.get('function') || undefined,
        status: query.get('status') || undefined,
        text: query.get('text') || undefined,
        before: query.get('before') || undefined,
        limit: Number(query.get('limit')) || undefined,
      }),
    ),
    get('/logs', ({ query }) =>
      history.lines({
        function: query.get('function') || undefined,
        level: query.get('level') || undefined,
        text: query.get('text') || undefined,
      }),
    ),
    get('/invocations/:id', ({ params }) => found(history.get(params.id ?? ''), 'invocation')),
    post('/invoke', async ({ body }) => {
      const { target, input } = recordOf(body);
      if (typeof target !== 'string') throw invalid('"target" must name a function or an event');
      const results = await parts.invoke(target, input as InvokeInput | undefined, 'page');
      return json(200, results.map(kept));
    }),
    post('/invocations/:id/replay', async ({ params, body }) => {
      const { uuid, input: before } = found(history.get(params.id ?? ''), 'invocation');
      const { input = before } = body.length === 0 ? {} : recordOf(body);
      const [result] = await parts.invoke(uuid, input as InvokeInput, 'replay');
      return json(200, result && kept(result));
    }),
    post('/schedules/:id/run', async ({ params }) => {
      const run = found(parts.runSchedule(params.id ?? ''), 'schedule');
      return json(200, kept(await run));
    }),
  ];
}

/** Refuses callers without access, and answers mistakes of callers with a refusal. */
function guarded(callers: Callers, handle: RouteHandler): RouteHandler {
  return async (request): Promise<HostResponse> => {
    const caller = callers.identify(request.header('authorization'));
    if (caller.kind === 'refused') return problem(401, caller.reason);
    try {
      return await handle(request);
    } catch (error) {
      if (error instanceof NotFound) return problem(404, error.message);
      if (error instanceof ToolbeltError) return problem(400, error.message);
      throw error;
    }
  };
}

class NotFound extends Error {}

function found<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new NotFound(`There is no such ${what}.`);
  return value;
}

function named(catalogue: HostFunctions, name: string | undefined): ProjectFunction {
  return found(
    catalogue.all().find((known) => known.name === name),
    'function',
  );
}

function detail(catalogue: HostFunctions, known: ProjectFunction): FunctionDetail {
  const { input, environment } = known.config;
  return {
    ...catalogue.state(known),
    source: sourceOf(known.file),
    sampleInput: input,
    environmentVariables: Object.entries(environment).map(([key, value]) => ({
      key,
      value: isSecretName(key) ? '[redacted]' : value,
    })),
  };
}

function recordOf(body: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    throw invalid('the body is not JSON');
  }
  if (isRecord(value)) return value;
  throw invalid('the body must be a JSON object');
}

function invalid(text: string): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `The request is wrong: ${text}.`);
}
