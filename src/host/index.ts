/**
 * `lp-faas-toolbelt/host`: runs the functions of a project on your own machine, behind LivePerson's invocation API.
 *
 * @packageDocumentation
 */

import { startHost } from './host';
import type { Host, HostOptions } from './types';

export type { InvokeInput } from '../runtime/complete-input';
export type { LogEntry } from '../runtime/types';
export type * from './observe/types';
export type { Remark, RunEnding, RunFailure } from './process/channel/messages';
export type {
  FunctionLifecycle,
  Host,
  HostAddress,
  HostFunction,
  HostOptions,
  HostRequest,
  HostResponse,
  HostResult,
} from './types';

/**
 * Creates a host for the functions of a project (docs/platform.md, "Invocation API", "Local projects"). Each function gets a process of its
 * own with its first invocation. The process runs any number of invocations at a time, and is replaced when it has ended. Before `listen`
 * is called, the only server is one on the loopback interface, through which functions invoke each other.
 *
 * @param options the folder of the project, and how its functions are to run
 * @returns the host. Call its `close` when it is no longer needed.
 * @throws ToolbeltError (a rejection) `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for options that are wrong and for a folder without functions,
 *   `INVALID_CONFIGURATION` for a config.json that is wrong and for two functions with one id or name, `INVALID_SETTINGS` for a malformed
 *   settings file
 */
export function createHost(options: HostOptions): Promise<Host> {
  return startHost(options);
}
