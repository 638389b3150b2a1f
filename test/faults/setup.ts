import { expect } from 'vitest';
import { Toolbelt } from '../../src/index';
import type { GoodAnswer } from '../helpers/faulty-server';

export const ACCOUNT = '12345';
/** The `timeout` of all calls that have this option. */
export const TIMEOUT_MS = 20_000;

export const OAUTH1 = { consumerKey: 'ck', consumerSecret: 'cs', token: 'tk', tokenSecret: 'ts' };
export const OAUTH2 = { client_id: 'client-1', client_secret: 's3cr3t-1' };

export const GREETING = { greeting: 'hello', to: 'whom it may concern' };
/** The part of the text of {@link GREETING} that can be read from a gzip that is cut. */
export const CUT_GREETING: unknown = expect.stringMatching(/^\{"greeting":"hello"[^}]*$/);

/** Configures the toolbelt with an app key, and with the addresses of services. */
export function configure(csds: Record<string, string>, appKey: object = OAUTH1): void {
  Toolbelt.configure({
    accountId: ACCOUNT,
    whitelist: ['127.0.0.1'],
    secrets: { 'lp-faas-default-app-key': appKey },
    csds,
    logger: { warn() {} },
  });
}

export function json(value: unknown): GoodAnswer {
  return { body: JSON.stringify(value) };
}
