import { vi } from 'vitest';
import type { OrchestratorInvocation } from '../../src/orchestrator/types';

/** An app key for OAuth 1.0a. */
export const APP_KEY = { consumerKey: 'ck', consumerSecret: 'c&s', token: 'tk', tokenSecret: 't%s' };
/** An app key for OAuth 2. */
export const OAUTH2_KEY = { client_id: 'client-1', client_secret: 's3cr3t-1' };
/** The secret that the orchestrator signs with. */
export const ORCHESTRATOR_KEY = 'lp-faas-orchestrator-app-key';
/** Code of an error that a function called back with. */
export const CUSTOM_FAILURE = 'com.liveperson.faas.handler.custom-failure';

/** Lets time pass in small steps until a promise settles. */
export async function quickly<Result>(promise: Promise<Result>): Promise<Result> {
  let isSettled = false;
  const settled = () => {
    isSettled = true;
  };
  promise.then(settled, settled);
  while (!isSettled) {
    await vi.advanceTimersByTimeAsync(2);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return promise;
}

/** An invocation. */
export function one(uuid: string, more: Partial<OrchestratorInvocation> = {}): OrchestratorInvocation {
  return { uuid, payload: {}, ...more };
}
