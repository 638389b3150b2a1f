import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Container, createContainer } from '../../../src/container';
import { RequestTimer } from '../../../src/http/promise/timings';
import type { HttpClientResponse } from '../../../src/http/response/http-response';
import { listen, untilTestEnds } from '../../helpers/listen';

const SLOW_MS = 60;
/** A busy machine tells the end of one step late, and the next step is then shorter. */
const AT_LEAST_MS = SLOW_MS / 2;
let container: Container;

beforeEach(() => {
  container = createContainer();
  container.configuration.configure({ whitelist: ['localhost'], rateLimit: { mode: 'off' }, logger: {} });
});
afterEach(() => container.reset());

/** A server that waits before its headers, and before the end of its body. */
async function slowServer(): Promise<string> {
  const server = createServer(async (_request, response) => {
    await wait(SLOW_MS);
    response.write('a');
    await wait(SLOW_MS);
    response.end('b');
  });
  const { port } = untilTestEnds(await listen(server));
  return `http://localhost:${port}/`;
}

function timed(url: string): Promise<Required<HttpClientResponse>> {
  const call = container.httpClient()(url, {
    time: true,
    resolveWithFullResponse: true,
    simple: false,
  });
  return call as unknown as Promise<Required<HttpClientResponse>>;
}

describe('time: true', () => {
  it('measures each step of a new connection, one after the other', async () => {
    const url = await slowServer();
    const before = Date.now();
    const { timings, timingPhases, timingStart, responseStartTime, elapsedTime } = await timed(url);
    const { socket, lookup, connect, response, end } = timings;
    expect(socket).toBeGreaterThan(0);
    expect(lookup).toBeGreaterThan(socket);
    expect(connect).toBeGreaterThan(lookup);
    expect(response - connect).toBeGreaterThan(AT_LEAST_MS);
    expect(end - response).toBeGreaterThan(AT_LEAST_MS);
    expect(end).toBeLessThanOrEqual(Date.now() - before + 1);
    expect(timingPhases).toEqual({
      wait: socket,
      dns: lookup - socket,
      tcp: connect - lookup,
      firstByte: response - connect,
      download: end - response,
      total: end,
    });
    expect(timingStart).toBeGreaterThanOrEqual(before);
    expect(responseStartTime).toBeCloseTo(timingStart + response, 3);
    expect(elapsedTime).toBe(Math.round(end));
  });

  it('has no time of look-up and connection on a kept connection', async () => {
    const url = await slowServer();
    await timed(url);
    const { timings, timingPhases } = await timed(url);
    expect(timings.socket).toBeGreaterThan(0);
    expect([timings.lookup, timings.connect]).toEqual([timings.socket, timings.socket]);
    expect([timingPhases.dns, timingPhases.tcp]).toEqual([0, 0]);
    expect(timingPhases.firstByte).toBeGreaterThan(AT_LEAST_MS);
  });
});

describe('the times of a call', () => {
  function timed(connecting: boolean) {
    const now = vi.spyOn(performance, 'now').mockReturnValue(1_000);
    vi.spyOn(Date, 'now').mockReturnValue(50_000);
    const timer = new RequestTimer();
    const [request, socket] = [new EventEmitter(), Object.assign(new EventEmitter(), { connecting })];
    timer.watch(request as never);
    let time = 1_000;
    const pass = (ms: number, act: () => void): void => {
      time += ms;
      now.mockReturnValue(time);
      act();
    };
    const response: Record<string, unknown> = {};
    pass(1, () => request.emit('socket', socket));
    pass(2, () => socket.emit('lookup'));
    pass(4, () => socket.emit('connect'));
    return { pass, request, response, timer };
  }

  it.each([
    [true, { socket: 1, lookup: 3, connect: 7 }, { wait: 1, dns: 2, tcp: 4, firstByte: 8 }],
    [false, { socket: 1, lookup: 1, connect: 1 }, { wait: 1, dns: 0, tcp: 0, firstByte: 14 }],
  ])('on a connection that is new: %s', (connecting, marks, phases) => {
    const { pass, request, response, timer } = timed(connecting);
    pass(8, () => request.emit('response'));
    pass(1, () => timer.responded(response as never));
    pass(15.6, () => timer.ended(response as never));
    vi.restoreAllMocks();
    expect(response).toEqual({
      responseStartTime: 50_015,
      timingStart: 50_000,
      timings: { ...marks, response: 15, end: expect.closeTo(31.6) },
      elapsedTime: 32,
      timingPhases: { ...phases, download: expect.closeTo(16.6), total: expect.closeTo(31.6) },
    });
  });

  it('have a first byte for an answer that no server has sent', () => {
    const { pass, response, timer } = timed(false);
    pass(1, () => timer.responded(response as never));
    vi.restoreAllMocks();
    expect(response.responseStartTime).toBe(50_008);
  });
});
