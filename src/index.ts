/**
 * `lp-faas-toolbelt`: the toolbelt, its constants, errors and types.
 *
 * @packageDocumentation
 */

export type { OAuth1Credentials, OAuth2Credentials } from './config/credentials';
export type {
  Admission,
  Logger,
  RateLimitMode,
  RateLimitOptions,
  RateLimitStore,
  RedisClient,
  RedisRateLimitStore,
  SecretProvider,
  SecretsOption,
  ToolbeltOptions,
  WhitelistViolation,
} from './config/types';
export type {
  ContextServiceClient,
  ContextServiceConfig,
  ContextServiceError,
  Entity,
  Namespace,
  NamespaceOptions,
} from './context/context-service-client';
export { type ConversationContentType, ConversationContentTypes } from './conversation/content-types';
export type { ConversationUtil } from './conversation/conversation-util';
export type {
  ConversationCampaign,
  ConversationInfo,
  ConversationMonitoring,
} from './conversation/info-types';
export type {
  BotResponse,
  MessageContextData,
  MessageData,
  MessageFile,
  MessageRecord,
  MessageScore,
  MessageStatus,
  MessageType,
} from './conversation/message-types';
export type {
  AgentParticipant,
  ConsumerParticipant,
  ConversationInteraction,
  ConversationTransfer,
} from './conversation/participant-types';
export type {
  CalendarDate,
  ConversationSDEs,
  CustomerInfo,
  PersonalInfo,
  SDEEvent,
  SDEEventProducts,
  SDEEvents,
  SDEProductItem,
} from './conversation/sde-types';
export type { AgentSurvey, ConversationSurvey } from './conversation/survey-types';
export type {
  CoBrowseSession,
  Conversation,
  ConversationDialog,
  ConversationHistoryRecord,
  ConversationLink,
  IntentClassification,
  KeywordMatch,
} from './conversation/types';
export {
  type ErrorCode,
  ErrorCodes,
  type ReplaceFilesError,
  RequestError,
  SecretError,
  StatusCodeError,
  type ToolbeltError,
  TransformError,
} from './errors';
export type {
  BotIntegrationPayload,
  BotIntegrationResult,
  BotMessage,
  ConversationalCommandPayload,
} from './events/bot-payload';
export type {
  Lambda,
  LambdaCallback,
  LambdaForm,
  LambdaHeader,
  LambdaInput,
  LambdaV2,
} from './events/input';
export type {
  IdleTime,
  MessagingCommand,
  MessagingEventGeneral,
  MessagingEventPayload,
  MessagingEventType,
  MessagingParticipant,
  TimeToRespond,
} from './events/messaging-payload';
export type {
  ChatSurveyEmail,
  ChatSurveyPayload,
  MessagingSurveyPayload,
  SurveyDialog,
} from './events/survey-payload';
export type { GDPRUtil, ReplacementFile, ShouldReplace } from './gdpr/gdpr-util';
export type { SwiftCredentials } from './gdpr/swift-client';
export type { FullResponseOptions, HttpCall, HttpClient, Requester } from './http/client/types';
export type { HttpRequestPromise } from './http/promise/request-promise';
export type { AuthOptions, OAuthOptions } from './http/request/auth-options';
export type {
  CallerJar,
  Cookie,
  CookieJar,
  CookieStore,
  SetCookieOptions,
  StoringJar,
} from './http/request/cookies';
export type {
  HttpRequestOptions,
  MultipartPart,
  RequestCallback,
  ResponseTransform,
} from './http/request/options';
export type { Form } from './http/request/request-body';
export type { Caseless } from './http/response/caseless';
export type { HttpResponse, LegacyUrl, RequestSummary, ResponseTimings } from './http/response/types';
export type { TlsOptions } from './http/wire/connection-options';
export type { LpClient, LpRequestOptions } from './liveperson/lp-client';
export { type LpService, LpServices } from './liveperson/lp-services';
export type { MTLSClient } from './mtls/mtls-client';
export type {
  MtlsBody,
  MtlsConfig,
  MtlsHeaders,
  MtlsRequestOptions,
  MtlsResponse,
  MtlsResponseBody,
} from './mtls/mtls-types';
export type { OrchestratorError } from './orchestrator/failure';
export type { OrchestratorClient } from './orchestrator/orchestrator-client';
export {
  ErrorStrategy,
  type InvocationError,
  type OrchestratorInvocation,
  type OrchestratorOptions,
  type OrchestratorResponse,
  type RetryError,
  type RetryFunction,
} from './orchestrator/types';
export type {
  SalesforceConnection,
  SalesforceConnectionOptions,
  SalesforceOAuth2Options,
  SalesforceRefreshFunction,
  SalesforceUserInfo,
} from './salesforce/connection-types';
export type {
  SalesforceCallback,
  SalesforceError,
  SalesforceQuery,
  SalesforceQueryResult,
  SalesforceRecord,
  SalesforceSaveResult,
  SalesforceSObject,
} from './salesforce/record-types';
export type { SFClient } from './salesforce/sf-client';
export {
  type CartSDE,
  type CustomerInfoSDE,
  type LeadSDE,
  type MarketingSourceSDE,
  type PersonalInfoSDE,
  type PurchaseSDE,
  type SDE,
  type SDEContact,
  type SDEType,
  SDETypes,
  type SearchedContentSDE,
  type ServiceActivitySDE,
  type ViewedProductSDE,
  type VisitorErrorSDE,
} from './sde/sde-types';
export type { SDEUtil } from './sde/sde-util';
export type { SecretClient, SecretEntry } from './secrets/secret-client';
export { Toolbelt } from './toolbelt';
