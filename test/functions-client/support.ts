import nock from 'nock';
import VError from 'verror';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { ClientConfig, Tooling } from '../../src/functions-client/index';
import { Client } from '../../src/functions-client/index';

export { skipWaits } from './waits';

export const ACCOUNT = '12345';
export const GATEWAY = 'https://va.faasgw.example.com';
export const SENTINEL = 'https://va.sentinel.example.com';
export const CREDENTIALS = { clientId: 'app-id', clientSecret: 's3cr3t' };
export const HOSTS: Record<string, string> = {
  faasGW: 'va.faasgw.example.com',
  faasUI: 'va.faasui.example.com',
  sentinel: 'va.sentinel.example.com',
};

/** A client whose hosts are known and whose header is fixed, unless told otherwise. */
export function createClient(config: ClientConfig = {}, tooling: Partial<Tooling> = {}): Client {
  return new Client(
    { accountId: ACCOUNT, authStrategy: async () => 'Bearer t0k3n-of-the-caller', ...config },
    { getCsdsEntry: async (_account, service) => HOSTS[service] ?? 'unknown', ...tooling },
  );
}

/** Only nock answers, and no interceptor or timer is left. */
export function useNockInEveryTest(): void {
  beforeEach(() => nock.disableNetConnect());
  afterEach(() => {
    const pending = nock.pendingMocks();
    vi.useRealTimers();
    vi.restoreAllMocks();
    nock.cleanAll();
    nock.enableNetConnect();
    expect(pending).toEqual([]);
  });
}

/** Names of an error and its causes, outermost first. */
export function namesOf(error: unknown): string[] {
  const names: string[] = [];
  for (let next = error; next instanceof Error; next = VError.cause(next)) names.push(next.name);
  return names;
}

export function jwt(expiresInSeconds: number, id = '1'): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1_000) + expiresInSeconds;
  return `${part({ alg: 'none' })}.${part({ exp, jti: id })}.sig`;
}
