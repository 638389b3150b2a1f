import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Container, createContainer } from '../../../src/container';
import type { HttpClientResponse } from '../../../src/http/response/http-response';
import { listen, untilTestEnds } from '../../helpers/listen';

const SLOW_MS = 60;
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
    // Timers of Node may come a millisecond early.
    expect(response - connect).toBeGreaterThanOrEqual(SLOW_MS - 2);
    expect(end - response).toBeGreaterThanOrEqual(SLOW_MS - 2);
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
    expect(timingPhases.firstByte).toBeGreaterThanOrEqual(SLOW_MS - 2);
  });
});
