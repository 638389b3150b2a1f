export type { LpClient, LpRequestOptions } from './clients/lp-client';
export { type LpService, LpServices } from './clients/lp-services';
export type { SecretClient } from './clients/secret-client';
export type { OAuth1Credentials, OAuth2Credentials } from './config/credentials';
export type {
  Admission,
  Logger,
  RateLimitMode,
  RateLimitOptions,
  RateLimitStore,
  SecretProvider,
  SecretsOption,
  ToolbeltOptions,
  WhitelistViolation,
} from './config/types';
export { type ConversationContentType, ConversationContentTypes } from './conversation/content-types';
export type { ConversationUtil } from './conversation/conversation-util';
export type {
  Conversation,
  ConversationHistoryRecord,
  KeywordMatch,
  MessageRecord,
} from './conversation/types';
export {
  type ErrorCode,
  ErrorCodes,
  RequestError,
  SecretError,
  StatusCodeError,
  type ToolbeltError,
  TransformError,
} from './errors';
export type { HttpRequestPromise } from './http/http-request';
export type {
  AuthOptions,
  Cookie,
  CookieJar,
  HttpCall,
  HttpClient,
  HttpRequestOptions,
  HttpResponse,
  OAuthOptions,
  RequestCallback,
  RequestSummary,
  ResponseTimings,
  TlsOptions,
} from './http/types';
export { Toolbelt } from './toolbelt';
