/**
 * `lp-faas-toolbelt/v2`: the exports that functions of V2 import from `core-functions-toolbelt`.
 *
 * @packageDocumentation
 */

export type { ContextServiceClient } from '../context/context-service-client';
export { type ConversationContentType, ConversationContentTypes } from '../conversation/content-types';
export type { ConversationUtil } from '../conversation/conversation-util';
export type { LambdaHeader, LambdaInput, LambdaV2 } from '../events/input';
export type { GDPRUtil } from '../gdpr/gdpr-util';
export type { MTLSClient } from '../mtls/mtls-client';
export { ErrorStrategy } from '../orchestrator/types';
export type { SFClient } from '../salesforce/sf-client';
export type { SDEUtil } from '../sde/sde-util';
export type { CsdsClient, CsdsEntry, OrchestratorClient, OrchestratorOptionsV2 } from './clients';
export { type LpService, LpServices, type SDEType, SDETypes } from './constants';
export { ErrorCodes, ToolBeltError } from './errors';
export type { LpClient, LpRequestOptions } from './lp-client';
export type { LPMtlsClient, LPMtlsOptions } from './lp-mtls-client';
export {
  globalSecretCache,
  type ReadSecretOptions,
  type SecretCache,
  type SecretClient,
  type SecretEntry,
} from './secret-client';
export { Toolbelt } from './toolbelt';
