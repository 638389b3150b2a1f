/**
 * `lp-faas-toolbelt`: the toolbelt, its constants, errors and types.
 *
 * @packageDocumentation
 */

export type {
  ContextServiceClient,
  ContextServiceConfig,
  ContextServiceError,
  Entity,
  Namespace,
  NamespaceOptions,
} from './clients/context-service-client';
export type { LpClient, LpRequestOptions } from './clients/lp-client';
export { type LpService, LpServices } from './clients/lp-services';
export type { OrchestratorClient } from './clients/orchestrator-client';
export type { OrchestratorError } from './clients/orchestrator-failure';
export {
  ErrorStrategy,
  type InvocationError,
  type OrchestratorInvocation,
  type OrchestratorOptions,
  type OrchestratorResponse,
  type RetryError,
  type RetryFunction,
} from './clients/orchestrator-types';
export type { SecretClient, SecretEntry } from './clients/secret-client';
export type { SFClient } from './clients/sf-client';
export type {
  SalesforceCallback,
  SalesforceConnection,
  SalesforceConnectionOptions,
  SalesforceError,
  SalesforceOAuth2Options,
  SalesforceQuery,
  SalesforceQueryResult,
  SalesforceRecord,
  SalesforceRefreshFunction,
  SalesforceSaveResult,
  SalesforceSObject,
  SalesforceUserInfo,
} from './clients/sf-types';
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
export { type ConversationContentType, ConversationContentTypes } from './conversation/content-types';
export type { ConversationUtil } from './conversation/conversation-util';
export type { GDPRUtil, ReplacementFile, ShouldReplace } from './conversation/gdpr-util';
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
  ConversationSDEs,
  CustomerInfo,
  PersonalInfo,
  SDEEvent,
  SDEEventProducts,
  SDEEvents,
} from './conversation/sde-event-types';
export {
  type CalendarDate,
  type CartSDE,
  type CustomerInfoSDE,
  type LeadSDE,
  type MarketingSourceSDE,
  type PersonalInfoSDE,
  type PurchaseSDE,
  type SDE,
  type SDEContact,
  type SDEProductItem,
  type SDEType,
  SDETypes,
  type SearchedContentSDE,
  type ServiceActivitySDE,
  type ViewedProductSDE,
  type VisitorErrorSDE,
} from './conversation/sde-types';
export type { SDEUtil } from './conversation/sde-util';
export type { AgentSurvey, ConversationSurvey } from './conversation/survey-types';
export type { SwiftCredentials } from './conversation/swift-client';
export type {
  CoBrowseSession,
  Conversation,
  ConversationCampaign,
  ConversationDialog,
  ConversationHistoryRecord,
  ConversationInfo,
  ConversationLink,
  ConversationMonitoring,
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
export type { Lambda, LambdaCallback, LambdaHeader, LambdaInput } from './events/input';
export type {
  IdleTime,
  MessagingCommand,
  MessagingEventGeneral,
  MessagingEventPayload,
  MessagingParticipant,
  TimeToRespond,
} from './events/messaging-payload';
export type {
  ChatSurveyEmail,
  ChatSurveyPayload,
  MessagingSurveyPayload,
} from './events/survey-payload';
export type { HttpRequestPromise } from './http/http-request';
export type { MTLSClient } from './http/mtls-client';
export type {
  MtlsBody,
  MtlsConfig,
  MtlsHeaders,
  MtlsRequestOptions,
  MtlsResponse,
  MtlsResponseBody,
} from './http/mtls-types';
export type {
  AuthOptions,
  Cookie,
  CookieJar,
  HttpCall,
  HttpClient,
  HttpRequestOptions,
  HttpResponse,
  LegacyUrl,
  MultipartPart,
  OAuthOptions,
  RequestCallback,
  RequestSummary,
  ResponseTimings,
  ResponseTransform,
  TlsOptions,
} from './http/types';
export { Toolbelt } from './toolbelt';
