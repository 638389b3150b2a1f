import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createContainer } from '../../../src/container';
import type { HttpClient } from '../../../src/http/client/types';
import { MemoryRateLimitStore } from '../../../src/http/rules/memory-rate-limit-store';
import { realTime } from '../../../src/internal/real-time';
import { startServer, type TestServer } from '../../helpers/with-server';

interface SinonOptions {
  toFake?: string[];
  toNotFake?: string[];
}

// It has no types of its own.
const sinon = require('sinon') as {
  useFakeTimers(options?: SinonOptions): {
    tick(ms: number): void;
    tickAsync(ms: number): Promise<unknown>;
    countTimers(): number;
  };
  restore(): void;
};

const HOURS = 5 * 3_600_000;
const realPerformance = performance.now.bind(performance);
const realDate = Date.now;

let server: TestServer;
/** When each request left, by a clock that no test fakes. */
let departures: number[];
const container = createContainer();
let http: HttpClient;

beforeAll(async () => {
  server = await startServer((_request, response) => response.end('ok'));
  http = container.httpClient();
});

afterAll(async () => {
  container.reset();
  await server.close();
});

beforeEach(() => {
  container.reset();
  container.configuration.configure({ whitelist: ['127.0.0.1'], proxy: false, logger: {} });
  departures = [];
  server.requests.length = 0;
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  sinon.restore();
});

async function statusOf(): Promise<number> {
  const call = http(server.url(), { simple: false, resolveWithFullResponse: true });
  call.on('request', () => void departures.push(realTime.now()));
  const { statusCode } = await call;
  return statusCode;
}

/** Refused calls end without one. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => realTime.setImmediate(resolve));
}

function statuses(count: number): Promise<number[]> {
  return Promise.all(Array.from({ length: count }, statusOf));
}

function countOf(codes: readonly number[], code: number): number {
  return codes.filter((status) => status === code).length;
}

function busiestWindow(times: readonly number[], intervalMs: number): number {
  const counts = times.map((start) => times.filter((t) => t >= start && t - start < intervalMs).length);
  return Math.max(0, ...counts);
}

describe('concurrent calls on the wire', () => {
  it('in mode reject: of 1,000, 20 leave and 980 are answered with 429', async () => {
    container.configuration.configure({ rateLimit: { intervalMs: 600_000 } });
    const codes = await statuses(1_000);
    expect([countOf(codes, 200), countOf(codes, 429)]).toEqual([20, 980]);
    expect(server.requests).toHaveLength(20);
  });

  it('in mode queue: all leave, and no window is passed', { timeout: 60_000 }, async () => {
    // Few enough that a busy machine makes the requests of one window within half a window.
    const [limit, intervalMs, count] = [50, 1_000, 250];
    // Code that runs for the first time is slow, and would spread the first requests over the window of the next ones.
    container.configuration.configure({ rateLimit: { mode: 'off' } });
    await statuses(limit);
    departures = [];
    server.requests.length = 0;
    container.configuration.configure({ rateLimit: { limit, intervalMs, mode: 'queue', maxWaitMs: 60_000 } });
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    // It measures from its first tick on, and the first turn, which makes all calls, is the longest.
    await new Promise<void>((resolve) => void realTime.setTimeout(resolve, 20));
    const codes = await statuses(count);
    delay.disable();
    expect(countOf(codes, 200)).toBe(count);
    expect(server.requests).toHaveLength(count);
    // Admitted at once, the requests of a window leave one after the other: the last as much later as their making takes.
    const held = Math.min(delay.max / 1e6, intervalMs / 2);
    expect(busiestWindow(departures, intervalMs - held)).toBeLessThanOrEqual(limit);
  });

  it('in mode queue: those that could not leave in time are refused at once', async () => {
    container.configuration.configure({
      rateLimit: { limit: 20, intervalMs: 600_000, mode: 'queue', maxWaitMs: 1_000 },
    });
    const codes = await statuses(1_000);
    expect([countOf(codes, 200), countOf(codes, 429)]).toEqual([20, 980]);
  });

  it('by its own clock, the limiter admits as many as it may in each window, and not one more', {
    timeout: 60_000,
  }, async () => {
    // A busy machine needs some time for as many calls as a window admits.
    const [limit, intervalMs] = [100, 600];
    const stamps: number[] = [];
    let now = 0;
    const memory = new MemoryRateLimitStore(() => {
      now = realTime.now();
      return now;
    });
    const store = {
      take: (key: string, places: number, length: number) => {
        const admission = memory.take(key, places, length);
        if (admission.admitted) stamps.push(now);
        return admission;
      },
    };
    container.configuration.configure({
      rateLimit: { limit, intervalMs, mode: 'queue', maxWaitMs: 60_000, store },
    });
    expect(countOf(await statuses(300), 200)).toBe(300);
    expect(stamps).toHaveLength(300);
    expect(busiestWindow(stamps, intervalMs)).toBe(limit);
  });
});

describe.each<[name: string, jump: (ms: number) => void]>([
  ['Date.now', (ms) => void vi.spyOn(Date, 'now').mockImplementation(() => realDate() + ms)],
  ['the system time', (ms) => void vi.useFakeTimers({ toFake: ['Date'], now: realDate() + ms })],
  [
    'performance.now',
    (ms) => void vi.spyOn(performance, 'now').mockImplementation(() => realPerformance() + ms),
  ],
])('when %s jumps', (_name, jump) => {
  it.each([
    { way: 'ahead', ms: HOURS },
    { way: 'back', ms: -HOURS },
  ])('$way by hours, the limit is what it was', async ({ ms }) => {
    container.configuration.configure({ rateLimit: { limit: 3, intervalMs: 600_000 } });
    expect(await statuses(2)).toEqual([200, 200]);
    jump(ms);
    expect([await statusOf(), await statusOf(), await statusOf()]).toEqual([200, 429, 429]);
  });

  it.each([
    { way: 'ahead', ms: HOURS },
    { way: 'back', ms: -HOURS },
  ])('$way by hours, waiting calls get their turn', async ({ ms }) => {
    container.configuration.configure({ rateLimit: { limit: 3, intervalMs: 50, mode: 'queue' } });
    const waiting = statuses(10);
    jump(ms);
    expect(countOf(await waiting, 200)).toBe(10);
  });
});

it('a process that stood still serves those who wait, and no more than the limit at once', async () => {
  const [limit, intervalMs] = [5, 50];
  const stamps: number[] = [];
  let now = 0;
  const memory = new MemoryRateLimitStore(() => {
    now = realTime.now();
    return now;
  });
  const store = {
    take: (key: string, places: number, length: number) => {
      const admission = memory.take(key, places, length);
      if (admission.admitted) stamps.push(now);
      return admission;
    },
  };
  container.configuration.configure({ rateLimit: { limit, intervalMs, mode: 'queue', store } });
  const waiting = statuses(30);
  await new Promise((resolve) => setImmediate(resolve));
  const until = realTime.now() + 20 * intervalMs;
  while (realTime.now() < until);
  expect(countOf(await waiting, 200)).toBe(30);
  expect(busiestWindow(stamps, intervalMs)).toBe(limit);
});

const EVERYTHING = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'Date',
  'performance',
  'hrtime',
  'queueMicrotask',
] as const;

describe.each<[name: string, fake: () => { advance(ms: number): unknown; pending(): number }]>([
  ['vi.useFakeTimers()', () => fakeWithVitest()],
  ['vi.useFakeTimers({ toFake: [everything] })', () => fakeWithVitest({ toFake: [...EVERYTHING] })],
  ["vi.useFakeTimers({ toFake: ['performance'] })", () => fakeWithVitest({ toFake: ['performance'] })],
  ["vi.useFakeTimers({ toFake: ['setTimeout'] })", () => fakeWithVitest({ toFake: ['setTimeout'] })],
  ["sinon.useFakeTimers({ toNotFake: ['nextTick'] })", () => fakeWithSinon({ toNotFake: ['nextTick'] })],
  ['sinon.useFakeTimers({ toFake: [everything] })', () => fakeWithSinon({ toFake: [...EVERYTHING] })],
])('under %s', (_name, fake) => {
  it('a call ends', async () => {
    fake();
    expect(await statusOf()).toBe(200);
  });

  it('calls are refused by the real clock: not for ever, although the fake one stands still', async () => {
    container.configuration.configure({ rateLimit: { limit: 5, intervalMs: 100 } });
    fake();
    const codes = await statuses(6);
    expect([countOf(codes, 200), countOf(codes, 429)]).toEqual([5, 1]);
    const deadline = realTime.now() + 5_000;
    while (countOf(codes, 200) < 12 && realTime.now() < deadline) {
      codes.push(await statusOf());
      await nextTurn();
    }
    expect(countOf(codes, 200)).toBe(12);
  });

  it('a fake clock that goes ahead admits nothing', async () => {
    container.configuration.configure({ rateLimit: { limit: 5, intervalMs: 600_000 } });
    const { advance } = fake();
    expect(countOf(await statuses(5), 200)).toBe(5);
    await advance(HOURS);
    expect(await statusOf()).toBe(429);
  });

  it('waiting calls get their turn in real time, and leave no fake timer', async () => {
    container.configuration.configure({ rateLimit: { limit: 5, intervalMs: 50, mode: 'queue' } });
    const { pending } = fake();
    expect(countOf(await statuses(23), 200)).toBe(23);
    expect(pending()).toBe(0);
  });

  it('a waiting call does not mind that the fake clock goes ahead', async () => {
    container.configuration.configure({ rateLimit: { limit: 5, intervalMs: 50, mode: 'queue' } });
    const { advance } = fake();
    const waiting = statuses(12);
    await advance(HOURS);
    expect(countOf(await waiting, 200)).toBe(12);
  });
});

// It fakes `process.nextTick` too, on which Node's own sockets run: no request of any client ends by itself.
describe('under sinon.useFakeTimers()', () => {
  it('a call ends once the test runs what is due', async () => {
    container.configuration.configure({ rateLimit: { limit: 2, intervalMs: 50, mode: 'queue' } });
    const clock = sinon.useFakeTimers();
    let codes: number[] | undefined;
    void statuses(5).then((all) => {
      codes = all;
    });
    while (codes === undefined) {
      clock.tick(0);
      await nextTurn();
    }
    expect(countOf(codes, 200)).toBe(5);
  });
});

function fakeWithVitest(options?: Parameters<typeof vi.useFakeTimers>[0]) {
  vi.useFakeTimers(options);
  return { advance: (ms: number) => vi.advanceTimersByTimeAsync(ms), pending: () => vi.getTimerCount() };
}

function fakeWithSinon(options: SinonOptions) {
  const clock = sinon.useFakeTimers(options);
  return { advance: (ms: number) => clock.tickAsync(ms), pending: () => clock.countTimers() };
}
