import {
  type ApiParts,
  createInvocationApi,
  type InvocationApi,
  OPERATIONS,
} from '../../runtime/invocation-api/handlers';
import { refuse } from '../../runtime/invocation-api/responses';
import type { ApiHandler, KnownFunction } from '../../runtime/invocation-api/types';
import type { Authority } from './authority';
import type { Double } from './double';
import { createDouble, type Route } from './router';

/** The parts that the Functions gateway and the list of functions need. */
export interface GatewayParts<Known extends KnownFunction> extends ApiParts<Known> {
  readonly authority: Authority;
}

/**
 * The gateway of LivePerson Functions. It invokes functions, and tells whether an event has a function (docs/platform.md, "Invocation
 * API").
 */
export function createGatewayDouble<Known extends KnownFunction>(parts: GatewayParts<Known>): Double {
  return guardedDouble('faasGW', parts, ['invokeById', 'invokeByEvent', 'isImplemented']);
}

/** The service that lists the functions of an account (docs/platform.md, "Invocation API"). */
export function createFunctionListDouble<Known extends KnownFunction>(parts: GatewayParts<Known>): Double {
  return guardedDouble('faasUI', parts, ['listFunctions']);
}

function guardedDouble<Known extends KnownFunction>(
  service: string,
  parts: GatewayParts<Known>,
  operations: ReadonlyArray<keyof InvocationApi>,
): Double {
  const api = createInvocationApi(parts);
  const routes = operations.map((name): Route => [...OPERATIONS[name], guard(parts, api[name])]);
  return createDouble(service, routes);
}

/** Refuses requests without a valid token or signature of the account. */
function guard(
  { accountId, authority }: { accountId: string; authority: Authority },
  handle: ApiHandler,
): Route[2] {
  return (request) => {
    const { account } = request.params;
    const problem =
      account === accountId ? authority.problem(request) : `The caller may not use account ${account}.`;
    return problem === undefined ? handle(request) : refuse('unauthorized', problem);
  };
}
