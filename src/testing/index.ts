/**
 * `lp-faas-toolbelt/testing`: a LivePerson account in memory, lambdas by the platform's rules, event payloads and
 * fixtures.
 *
 * @packageDocumentation
 */

export type { StoredNamespace } from './doubles/context-store';
export type { RegisteredFunction } from './doubles/functions';
export type { AddedSdes } from './doubles/smt';
export type { StoredFile } from './doubles/swift';
export { EVENT_IDS, type EventName } from './event-ids';
export type { DeepPartial } from './event-overrides';
export { type EventBuilder, eventByName, events } from './events';
export type { ScrubOptions } from './fixture-scrub';
export { type FixtureOptions, fixtures, type MountedFixtures } from './fixtures';
export { invoke } from './invoke';
export type { HandlerCode, InvokeError } from './invoke-error';
export type { InvokeInput } from './invoke-input';
export type { Diagnostic, DiagnosticCode, InvokeOptions, InvokeResult, LogEntry } from './invoke-types';
export type { Definition, NockModule, Scope } from './nock';
export { createPlatform, type Platform } from './platform';
export type { PlatformContext } from './platform-context';
export type { PlatformConversations } from './platform-conversations';
export type { Fault } from './platform-faults';
export type { FunctionTarget, PlatformFunctions } from './platform-functions';
export type { Region } from './platform-hosts';
export type { AccountOptions, PlatformOptions } from './platform-options';
export type { PlatformRequest } from './platform-requests';
export type { PlatformSecrets } from './platform-secrets';
export type { PlatformWhitelist } from './platform-settings';
export { type TestSettings, type UndoSettings, useSecrets, useSettings } from './settings';
