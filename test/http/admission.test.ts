import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createContainer } from '../../src/container';
import { Admission, type Verdict } from '../../src/http/admission';
import { HttpLog } from '../../src/http/http-log';
import { RateLimiter, type RateLimitPolicy } from '../../src/http/rules/rate-limiter';
import { Place } from '../../src/http/rules/sliding-log';
import { Cancellation } from '../../src/http/wire/cancellation';
import { tunnelRefused } from '../../src/http/wire/failures';
import type { Departure, HopResponse } from '../../src/http/wire/message';
import { withOwnBudget } from '../../src/internal/async/budget';
import { REQUEST_CHANNEL, type RequestMessage } from '../../src/internal/observe/request-trace';
import { failureOf } from '../helpers/failure-of';

const { configuration } = createContainer();
const limiter = new RateLimiter();
let lines: string[];
let admission: Admission;

function configure(settings: Parameters<typeof configuration.configure>[0] = {}): void {
  configuration.configure({
    whitelist: ['api.example.com'],
    proxy: false,
    settingsPath: '/f/settings.json',
    logger: { warn: (line) => lines.push(line), debug: (line) => lines.push(line) },
    ...settings,
  });
}

beforeEach(() => {
  lines = [];
  configure();
  admission = new Admission({ configuration, limiter, log: new HttpLog(configuration) });
});
afterEach(() => {
  configuration.reset();
  admission.reset();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const admit = (extras: Partial<Departure> & { to?: string } = {}): Promise<Verdict> =>
  admission.admit({ method: 'GET', url: new URL(extras.to ?? 'https://api.example.com/a'), ...extras });

/** A verdict as text: the status of the refusal, or the proxy. */
async function verdictOf(extras: Parameters<typeof admit>[0] = {}): Promise<string> {
  const verdict = await admit(extras);
  return verdict.refusal
    ? String(verdict.refusal.statusCode)
    : `leaves${verdict.proxy ? ` by ${verdict.proxy.href}` : ''}`;
}

describe('the whitelist', () => {
  const CLOSED = 'Error [ERR_SOCKET_CLOSED]: Socket is closed';
  const other = 'https://other.example.com/';

  it('closes the socket for another host, and says where to add it', async () => {
    expect(String(await failureOf(admit({ to: other })))).toBe(CLOSED);
    expect(lines[1]).toBe(
      '[lp-faas-toolbelt] request to other.example.com denied: the host is not whitelisted. Add "other.example.com" to ' +
        '"whitelist" in /f/settings.json, or call Toolbelt.configure({ whitelist: ["other.example.com"] }).',
    );
  });

  it('answers 403, if the configuration says so', async () => {
    configure({ whitelistViolation: 'forbidden' });
    const { refusal } = await admit({ to: other });
    const { stream, ...head } = refusal as HopResponse;
    const body = 'You do not have access to the page or resource you are trying to reach';
    const length = String(body.length);
    expect(head).toEqual({
      statusCode: 403,
      statusMessage: 'Forbidden',
      httpVersion: '1.1',
      headers: { 'content-type': 'text/plain', 'content-length': length },
      rawHeaders: ['Content-Type', 'text/plain', 'Content-Length', length],
    });
    expect(stream.readableObjectMode).toBe(false);
    expect(await text(stream)).toBe(body);
  });

  it('lets through what a client may call, what was discovered, and what is exempt', async () => {
    expect(await verdictOf({ to: other, allows: (host) => host === 'other.example.com' })).toBe('leaves');
    expect(await verdictOf({ to: other, admission: 'exempt' })).toBe('leaves');
    admission.allowHost('OTHER.example.com');
    expect(await verdictOf({ to: other })).toBe('leaves');
    admission.reset();
    expect(String(await failureOf(admit({ to: other, allows: () => false })))).toBe(CLOSED);
  });

  it('is compiled anew when the configuration changes, and only then', async () => {
    await admit();
    await admit();
    expect(lines.filter((line) => line.includes('settings /f'))).toHaveLength(1);
    configure({ whitelist: ['other.example.com'] });
    expect(await verdictOf({ to: other })).toBe('leaves');
    expect(lines.filter((line) => line.includes('settings /f'))).toHaveLength(2);
  });
});

describe('the rate limit', () => {
  it('answers 429 beyond it, with a warning', async () => {
    configure({ rateLimit: { limit: 1, intervalMs: 1_000 } });
    expect(await verdictOf()).toBe('leaves');
    const { refusal } = await admit();
    expect([refusal?.statusCode, refusal?.statusMessage]).toEqual([429, 'Too Many Requests']);
    expect(await text((refusal as HopResponse).stream)).toBe('Too Many Requests');
    expect(lines.filter((line) => line.includes('more than 1 requests within 1000 ms'))).toHaveLength(1);
    expect(await verdictOf({ admission: 'exempt' })).toBe('leaves');
    configure({ rateLimit: { mode: 'off' } });
    expect(await verdictOf()).toBe('leaves');
  });

  /** The policy and the signal that the limiter gets. */
  async function policyOf(rateLimit: object, extras: Partial<Departure> = {}, functionId?: string) {
    const asked = vi.spyOn(limiter, 'admit').mockReturnValue(true);
    configure({ rateLimit, functionId });
    await admit(extras);
    return asked.mock.lastCall as [RateLimitPolicy, unknown] | undefined;
  }

  it('counts for the function, with what the configuration says', async () => {
    const signal = new Cancellation();
    const settings = { limit: 3, intervalMs: 500, mode: 'queue', maxWaitMs: 9 } as const;
    const expected = { ...settings, store: undefined, place: expect.any(Place) };
    expect(await policyOf(settings, { signal }, 'f')).toEqual([{ ...expected, key: 'f' }, signal]);
    expect((await policyOf(settings))?.[0].key).toBe('local');
  });

  it('counts an invocation with a budget of its own apart, but not in a store of the user', async () => {
    const budgeted = await withOwnBudget(() => policyOf({ mode: 'reject' }, {}, 'f'));
    expect(budgeted?.[0].key).toMatch(/^f invocation \d+$/);
    const store = { take: () => ({ admitted: true, retryAfterMs: 0 }) };
    const stored = await withOwnBudget(() => policyOf({ mode: 'reject', store }, {}, 'f'));
    expect([stored?.[0].key, stored?.[0].store]).toEqual(['f', store]);
  });

  it.each([
    ['queue', 'reject', 'queue'],
    ['policy', 'reject', 'reject'],
    [undefined, 'reject', 'reject'],
    ['queue', 'queue', 'queue'],
    ['policy', 'queue', 'queue'],
  ] as const)('for an admission %s with the mode %s is %s', async (kind, mode, expected) => {
    expect((await policyOf({ mode }, { admission: kind }))?.[0].mode).toBe(expected);
  });

  it('is not asked if it is off, or for a call that was aborted', async () => {
    expect(await policyOf({ mode: 'off' })).toBeUndefined();
    const asked = vi.spyOn(limiter, 'admit');
    configure({ rateLimit: { mode: 'reject' } });
    const signal = new Cancellation();
    signal.abort(new Error('enough'));
    expect((await failureOf(admit({ signal }))).message).toBe('enough');
    expect(asked).not.toHaveBeenCalled();
  });

  it('gives the place back of a call that was aborted while it waited', async () => {
    const signal = new Cancellation();
    const ended = vi.spyOn(Place.prototype, 'ended');
    vi.spyOn(limiter, 'admit').mockImplementation(() => {
      signal.abort(new Error('enough'));
      return Promise.resolve(true);
    });
    expect((await failureOf(admit({ signal }))).message).toBe('enough');
    expect(ended).toHaveBeenCalledTimes(1);
  });
});

describe('the proxy', () => {
  const named = 'http://user:word@proxy.example.com:3128/';

  it.each<[string, object, Record<string, string>, Partial<Departure>, string]>([
    ['of the call', {}, { HTTPS_PROXY: 'http://env' }, { proxy: named }, `leaves by ${named}`],
    ['of the call, which wants none', { proxy: named }, {}, { proxy: null }, 'leaves'],
    ['of the call, which is empty', { proxy: named }, {}, { proxy: '' }, 'leaves'],
    ['of the configuration', { proxy: named }, { HTTPS_PROXY: 'http://env' }, {}, `leaves by ${named}`],
    [
      'of the configuration, for http',
      { proxy: named },
      {},
      { url: new URL('http://api.example.com/') },
      `leaves by ${named}`,
    ],
    ['of the configuration, which wants none', { proxy: false }, { HTTPS_PROXY: 'http://env' }, {}, 'leaves'],
    [
      'of the configuration, but for NO_PROXY',
      { proxy: named },
      { NO_PROXY: 'api.example.com' },
      {},
      'leaves',
    ],
    ['of the environment', { proxy: undefined }, { HTTPS_PROXY: 'http://env' }, {}, 'leaves by http://env/'],
    ['of nobody', { proxy: undefined }, {}, {}, 'leaves'],
  ])('is that %s', async (_name, settings, environment, extras, verdict) => {
    for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY']) {
      vi.stubEnv(name.toLowerCase(), undefined);
      vi.stubEnv(name, environment[name]);
    }
    configuration.reset();
    configure(settings);
    expect(await verdictOf(extras)).toBe(verdict);
  });

  it('of the environment comes with a warning about NO_PROXY, and a wrong one with its name', async () => {
    configuration.reset();
    configure({ proxy: undefined });
    vi.stubEnv('https_proxy', 'http://env');
    vi.stubEnv('no_proxy', '10.0.0.0/8');
    await admit();
    expect(lines.filter((line) => line.includes('NO_PROXY: ignored 10.0.0.0/8'))).toHaveLength(1);
    expect((await failureOf(admit({ proxy: 'ftp://x' }))).message).toMatch(/^the "proxy" option: /);
  });
});

describe('a passage', () => {
  async function passage(extras: Partial<Departure> = {}) {
    const verdict = await admit(extras);
    if (verdict.refusal) throw new Error('refused');
    return verdict;
  }

  const answer = {
    statusCode: 201,
    stream: Object.assign(new EventEmitter(), { prependListener() {} }),
  } as never;

  it('gives its place back with the answer or the error, and the log has both', async () => {
    const ended = vi.spyOn(Place.prototype, 'ended');
    expect(await (await passage()).conclude(Promise.resolve(answer))).toBe(answer);
    const error = new Error('reset');
    expect(await failureOf((await passage()).conclude(Promise.reject(error)))).toBe(error);
    expect(ended).toHaveBeenCalledTimes(2);
    const logged = lines.filter((line) => line.includes(' GET ')).map((line) => line.replace(/ \d+ ms$/, ''));
    expect(logged).toEqual([
      '[lp-faas-toolbelt] GET api.example.com 201',
      '[lp-faas-toolbelt] GET api.example.com Error: reset',
    ]);
  });

  it('answers 429 if the proxy limits tunnels', async () => {
    const limited = await (await passage()).conclude(Promise.reject(tunnelRefused(429)));
    expect([limited.statusCode, await text(limited.stream)]).toEqual([429, 'Too Many Requests']);
    expect((await failureOf((await passage()).conclude(Promise.reject(tunnelRefused(403))))).statusCode).toBe(
      403,
    );
  });

  it('is told when the request is written, if it is counted', async () => {
    const sent = vi.spyOn(Place.prototype, 'sent');
    (await passage()).sent?.();
    expect(sent).toHaveBeenCalledTimes(1);
    expect((await passage({ admission: 'exempt' })).sent).toBeUndefined();
  });
});

it('is observed: what was admitted, refused or denied', async () => {
  const ends: object[] = [];
  const listener = (message: unknown): void => {
    const { type, request } = message as RequestMessage;
    if (type === 'end')
      ends.push({ status: request.status, deniedBy: request.deniedBy, error: request.error });
  };
  subscribe(REQUEST_CHANNEL, listener);
  try {
    configure({ rateLimit: { limit: 1 } });
    const verdict = await admit();
    expect(verdict.refusal ?? verdict.trace).toBeDefined();
    if (!verdict.refusal) await failureOf(verdict.conclude(Promise.reject(new Error('reset'))));
    await failureOf(admit({ to: 'https://other.example.com/' }));
    const { refusal } = await admit();
    await text((refusal as HopResponse).stream);
  } finally {
    unsubscribe(REQUEST_CHANNEL, listener);
  }
  expect(ends).toEqual([
    { status: undefined, deniedBy: undefined, error: 'reset' },
    { status: undefined, deniedBy: 'whitelist', error: 'ERR_SOCKET_CLOSED' },
    { status: 429, deniedBy: 'rate-limit', error: undefined },
  ]);
  const untraced = await admit({ admission: 'exempt' });
  expect(untraced.refusal ?? untraced.trace).toBeUndefined();
});
