/**
 * `lp-faas-toolbelt/functions-client`: invokes functions from outside the platform.
 *
 * @packageDocumentation
 */

export { BaseClient } from './base-client';
export { Client } from './client';
export { EVENT } from './events';
export type {
  AppJwtCredentials,
  AuthStrategy,
  CallerOptions,
  CallOptions,
  ClientConfig,
  DpopCredentials,
  ErrorDomain,
  FetchContext,
  FetchRequest,
  GetAuthorizationHeader,
  GetFunctionsRequest,
  GetLambdasRequest,
  HttpMethod,
  InvocationDomain,
  InvokeRequest,
  IsImplementedRequest,
  KeyValueDomain,
  MetricCollector,
  MetricData,
  Response,
  Tooling,
} from './types';
