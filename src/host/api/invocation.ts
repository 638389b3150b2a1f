import type { LambdaInput } from '../../events/input';
import { createInvocationApi, type InvocationApi, OPERATIONS } from '../../runtime/invocation-api/handlers';
import { refuse } from '../../runtime/invocation-api/responses';
import type { FunctionOutcome, FunctionRegistry } from '../../runtime/invocation-api/types';
import type { Trigger } from '../observe/types';
import type { ProjectFunction } from '../project/project';
import type { Callers } from './callers';
import type { Route } from './routes';

/** What the invocation API of a host works with. */
export interface InvocationParts {
  readonly accountId: string;
  readonly functions: FunctionRegistry<ProjectFunction>;
  readonly callers: Callers;
  run(target: ProjectFunction, input: LambdaInput, trigger: Trigger): Promise<FunctionOutcome>;
  isBusy(target: ProjectFunction): boolean;
}

type Operation = keyof typeof OPERATIONS;

/** The routes of the invocation API. Only callers of the account may use them. */
export function invocationRoutes(parts: InvocationParts): Route[] {
  const apis = new Map<Trigger, InvocationApi>();
  const apiOf = (trigger: Trigger): InvocationApi => {
    const known = apis.get(trigger);
    if (known) return known;
    const run = (target: ProjectFunction, input: LambdaInput) => parts.run(target, input, trigger);
    const created = createInvocationApi({ ...parts, run, isBusy: (target) => parts.isBusy(target) });
    apis.set(trigger, created);
    return created;
  };
  return (Object.keys(OPERATIONS) as Operation[]).map((name): Route => {
    const [method, path] = OPERATIONS[name];
    return [
      method,
      path,
      (request) => {
        const caller = parts.callers.identify(request.header('authorization'));
        if (caller.kind === 'refused') return refuse('unauthorized', caller.reason);
        const { account } = request.params;
        if (account !== parts.accountId) {
          return refuse('unauthorized', `This host is for account ${parts.accountId}, not for ${account}.`);
        }
        const trigger = caller.kind === 'function' ? 'function' : name === 'invokeByEvent' ? 'event' : 'api';
        return apiOf(trigger)[name](request);
      },
    ];
  });
}
