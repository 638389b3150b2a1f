/**
 * `lp-faas-toolbelt/testing`: a LivePerson account in memory, lambdas run by the platform's rules, event payloads and fixtures.
 *
 * @packageDocumentation
 */

export type { BotPostHookPayload, BotPreHookPayload } from '../events/bot-payload';
export { EVENT_IDS, type EventName } from '../events/ids';
export type { LambdaForm, LambdaV2 } from '../events/input';
export type { InvokeInput } from '../runtime/complete-input';
export type { RuleName } from '../runtime/rules/types';
export type { FailureBody, FunctionCode, HandlerCode, InvokeError } from '../runtime/run-error';
export type { Diagnostic, DiagnosticCode, InvokeResult, LogEntry } from '../runtime/types';
export type { StoredNamespace } from './doubles/context-store';
export type { DoubleRequest, DoubleResponse } from './doubles/double';
export type { AddedSdes } from './doubles/smt';
export type { StoredFile } from './doubles/swift';
export { type CapturedInput, type EventBuilder, eventByName, events } from './events/events';
export type { DeepPartial } from './events/overrides';
export { type FixtureOptions, fixtures, type MountedFixtures } from './fixtures/fixtures';
export type { ScrubOptions } from './fixtures/scrub';
export type { Invocation } from './invocation';
export { invoke } from './invoke';
export type { InvokeOptions } from './invoke-options';
export type { Definition, GivenNock, NockModule, Scope } from './nock';
export type { PlatformContext } from './platform/context';
export type { PlatformConversations } from './platform/conversations';
export type { Fault } from './platform/faults';
export type { FunctionTarget, PlatformFunctions, RegisteredFunction } from './platform/functions';
export type { AnswerFunction, HostAnswer, HostRequest, HostRoute, PlatformHost } from './platform/host';
export type { Region } from './platform/hosts';
export type { AccountOptions, PlatformOptions } from './platform/options';
export { createPlatform, type Platform } from './platform/platform';
export type { AccountRecord, PlatformRecords } from './platform/records';
export type { PlatformRequest } from './platform/requests';
export type { PlatformSalesforce, SalesforceOptions, SalesforceRecord } from './platform/salesforce';
export type { PlatformSecrets } from './platform/secrets';
export type { PlatformWhitelist } from './platform/use-account';
export { type TestSettings, type UndoSettings, useSecrets, useSettings } from './use-settings';
