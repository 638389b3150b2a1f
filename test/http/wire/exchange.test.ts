import { EventEmitter } from 'node:events';
import type { Agent, ClientRequest } from 'node:http';
import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Route } from '../../../src/http/wire/agents';
import type { EngineRequest, EngineResponse } from '../../../src/http/wire/engine';
import { type Exchange, exchange } from '../../../src/http/wire/exchange';

const ROUTE = {
  agent: {} as Agent,
  secure: false,
  host: 'h',
  port: 80,
  path: '/',
  isProxied: false,
  tunnelled: false,
} satisfies Route;

function hopOf(extras: Partial<Exchange>): Exchange {
  return { method: 'GET', url: new URL('http://h/'), headers: {}, body: undefined, timeoutMs: 0, ...extras };
}

function requestStub(): ClientRequest & { destroy: ReturnType<typeof vi.fn> } {
  return Object.assign(new EventEmitter(), { destroy: vi.fn() }) as never;
}

describe('exchange', () => {
  it('ends a request that the engine makes after the call was aborted', async () => {
    const abort = new AbortController();
    const hops: EngineRequest[] = [];
    const engine = (hop: EngineRequest) => {
      hops.push(hop);
      return new Promise<never>(() => {});
    };
    const call = exchange(engine, hopOf({ signal: abort.signal }), () => ROUTE);
    const reason = new Error('aborted');
    abort.abort(reason);
    await expect(call).rejects.toBe(reason);
    const request = requestStub();
    hops[0]?.onRequest(request);
    expect(request.destroy).toHaveBeenCalledWith(reason);
  });

  it('does not reach the engine when the call was aborted before', async () => {
    const engine = vi.fn();
    const signal = AbortSignal.abort(new Error('aborted'));
    await expect(exchange(engine, hopOf({ signal }), () => ROUTE)).rejects.toThrow('aborted');
    expect(engine).not.toHaveBeenCalled();
  });

  it('does not count the time that the engine takes to load', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const response = { statusCode: 200, stream: new PassThrough() } as unknown as EngineResponse;
    const engine = async (): Promise<EngineResponse> => {
      vi.advanceTimersByTime(1_000);
      return response;
    };
    await expect(exchange(engine, hopOf({ timeoutMs: 50 }), () => ROUTE)).resolves.toBe(response);
    response.stream.destroy();
  });

  it('tries once more after a kept connection was reset, and then no more', async () => {
    const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    const engine = vi.fn(async (hop: EngineRequest) => {
      hop.onRequest(Object.assign(requestStub(), { reusedSocket: true, socket: { bytesRead: 0 } }) as never);
      throw reset;
    });
    const reuse: boolean[] = [];
    const call = exchange(engine, hopOf({}), (reused) => {
      reuse.push(reused);
      return ROUTE;
    });
    await expect(call).rejects.toBe(reset);
    expect(reuse).toEqual([true, false]);
  });
});
