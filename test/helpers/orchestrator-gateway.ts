import nock from 'nock';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { Toolbelt } from '../../src/index';
import type {
  OrchestratorInvocation,
  OrchestratorOptions,
  OrchestratorResponse,
} from '../../src/orchestrator/types';
import { APP_KEY, ORCHESTRATOR_KEY, quickly } from './orchestrator-calls';

/** A request as the gateway saw it. */
export interface Seen {
  uuid: string;
  headers: Record<string, unknown>;
  body: { timestamp: number; headers: unknown; payload: unknown };
}

/** nock has no statuses above 599: 901 is tested on a real server, in orchestrator-deadline.test.ts. */
export type Answer = readonly [status: number, body?: unknown, headers?: Record<string, string>] | Error;

/** What happened in the current test. */
export const log: { seen: Seen[]; warnings: string[] } = { seen: [], warnings: [] };

/** The gateway of the account 12345, on nock; `setTimeout` stands still unless {@link quickly} lets time pass. */
export function useGatewayInEveryTest(): void {
  beforeEach(() => {
    log.seen = [];
    log.warnings = [];
    nock.disableNetConnect();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    configure();
  });

  afterEach(() => {
    const timers = vi.getTimerCount();
    vi.restoreAllMocks();
    vi.useRealTimers();
    Toolbelt.reset();
    nock.cleanAll();
    nock.enableNetConnect();
    // Whatever a call did, nothing of it is left.
    expect(timers).toBe(0);
  });
}

/** Configures everything that an invocation needs, and then `more`. */
export function configure(more: Parameters<typeof Toolbelt.configure>[0] = {}): void {
  Toolbelt.configure({
    accountId: '12345',
    functionId: 'caller',
    secrets: { [ORCHESTRATOR_KEY]: APP_KEY },
    csds: { faasGW: 'gw.example.com', sentinel: 'sentinel.example.com' },
    logger: { warn: (line) => log.warnings.push(line) },
    ...more,
  });
}

/** The gateway gives these answers to invocations of a function, one a request. */
export function answer(uuid: string, ...answers: Answer[]): void {
  for (const reply of answers) {
    const interceptor = nock('https://gw.example.com')
      .post(`/api/account/12345/lambdas/${encodeURIComponent(uuid)}/invoke`)
      .query({ v: '1', externalSystem: 'caller_12345' });
    if (reply instanceof Error) interceptor.replyWithError(reply);
    else {
      const [status, body = '', headers = {}] = reply;
      interceptor.reply(function (_uri, sent) {
        log.seen.push({ uuid, headers: this.req.headers, body: sent as Seen['body'] });
        return [status, body as nock.Body, headers];
      });
    }
  }
}

/** An error of the socket. */
export function networkError(code: string): Error {
  return Object.assign(new Error(`network: ${code}`), { code });
}

/** Invokes, and lets the waits between retries pass. */
export function invoke(
  invocations: OrchestratorInvocation[],
  options?: OrchestratorOptions,
): Promise<OrchestratorResponse[]> {
  return quickly(Toolbelt.OrchestratorClient().invoke(invocations, 25_000, options));
}
