import nock from 'nock';
import { describe, expect, it, vi } from 'vitest';
import { ErrorStrategy } from '../../src/index';
import type { RetryFunction } from '../../src/orchestrator/types';
import { ODD_REASONS } from '../helpers/odd-reasons';
import { one } from '../helpers/orchestrator-calls';
import {
  type Answer,
  answer,
  invoke,
  log,
  networkError,
  useGatewayInEveryTest,
} from '../helpers/orchestrator-gateway';

const { CONTINUE_ON_ERROR } = ErrorStrategy;

useGatewayInEveryTest();

describe('retries', () => {
  it.each<{ reply: Answer }>([
    { reply: [429] },
    { reply: [500] },
    { reply: [502] },
    { reply: [504] },
    { reply: networkError('ENOTFOUND') },
    { reply: networkError('ECONNRESET') },
    { reply: networkError('ETIMEDOUT') },
    { reply: networkError('ESOCKETTIMEDOUT') },
    { reply: Object.assign(networkError('ECONNRESET'), { statusCode: 502 }) },
  ])('follow $reply, three times, each after a longer wait', async ({ reply }) => {
    const delays = vi.spyOn(globalThis, 'setTimeout');
    answer('a', reply, reply, reply, reply);
    await expect(invoke([one('a')], { timeout: 5_000 })).rejects.toThrow('(try 4)');
    expect(nock.isDone()).toBe(true);
    const waits = delays.mock.calls
      .map(([, delay]) => delay)
      .filter((delay) => [100, 200, 300].includes(delay ?? 0));
    expect(waits).toEqual([100, 200, 300]);
  });

  it.each<{ reply: Answer }>([
    { reply: [400, { errorCode: 'ECONNRESET' }] },
    { reply: [401] },
    { reply: [404] },
    { reply: [408] },
    { reply: [501] },
    { reply: [503] },
    { reply: networkError('ECONNREFUSED') },
    { reply: networkError('EPROTO') },
    { reply: Object.assign(networkError('ECONNRESET'), { statusCode: 403 }) },
    { reply: Object.assign(networkError('ECONNRESET'), { statusCode: 407 }) },
  ])('do not follow $reply', async ({ reply }) => {
    answer('a', reply, [200]);
    await expect(invoke([one('a')])).rejects.toThrow('(try 1)');
    expect(nock.pendingMocks()).toHaveLength(1);
  });

  it.each([
    { retries: 0, tries: 1 },
    { retries: 1, tries: 2 },
    { retries: 5, tries: 6 },
    { retries: undefined, tries: 4 },
  ])('are counted after the first try: $retries', async ({ retries, tries }) => {
    answer('a', ...Array.from({ length: tries }, (): Answer => [500]), [200, 'too late']);
    await expect(invoke([one('a', { retries })])).rejects.toMatchObject({ statusCode: 500 });
    expect(log.seen).toHaveLength(tries);
  });

  it('end with the first success', async () => {
    answer('a', [500], networkError('ECONNRESET'), [200, 'done'], [200, 'too much']);
    await expect(invoke([one('a')])).resolves.toEqual([
      { uuid: 'a', body: 'done', headers: {}, statusCode: 200 },
    ]);
    expect(nock.pendingMocks()).toHaveLength(1);
  });
});

describe('retryFunction', () => {
  it.each(Object.entries(ODD_REASONS))('that throws %s repeats nothing', async (_name, make) => {
    answer('a', [500, {}]);
    const retryFunction = (): never => {
      throw make();
    };
    await expect(invoke([one('a', { retryFunction })])).rejects.toMatchObject({
      statusCode: 500,
    });
  });

  it('gets status, error and code of an answer', async () => {
    const retryFunction = vi.fn(
      (_status: number, _error: { cause: { code: string } }, _code?: string) => false,
    );
    answer('a', [500, { errorCode: 'com.liveperson.faas.es.general', errorMsg: 'm' }], [500, 'plain']);
    const list = [one('a', { retryFunction }), one('a', { retryFunction })];
    await invoke(list, { errorStrategy: CONTINUE_ON_ERROR });
    const [first = [], second = []] = retryFunction.mock.calls as unknown[][];
    expect(first).toEqual([500, expect.any(Error), 'com.liveperson.faas.es.general']);
    expect(first[1]).toMatchObject({
      name: 'StatusCodeError',
      statusCode: 500,
      error: { errorMsg: 'm' },
      cause: { code: 'com.liveperson.faas.es.general' },
    });
    expect(second).toEqual([500, expect.any(Error), undefined]);
    expect((second[1] as Error).cause).toEqual({ code: undefined });
  });

  it('gets no status, the error and its code when there was no answer', async () => {
    const retryFunction = vi.fn(
      (_status: number, _error: { cause: { code: string } }, _code?: string) => false,
    );
    answer('a', networkError('ECONNRESET'), new Error('odd'));
    const list = [one('a', { retryFunction }), one('a', { retryFunction })];
    await invoke(list, { errorStrategy: CONTINUE_ON_ERROR });
    const [first = [], second = []] = retryFunction.mock.calls as unknown[][];
    expect(first).toEqual([undefined, expect.any(Error), 'ECONNRESET']);
    expect(first[1]).toMatchObject({ name: 'RequestError', cause: { code: 'ECONNRESET' } });
    expect(second).toEqual([undefined, expect.any(Error), undefined]);
    expect((second[1] as Error).cause).toMatchObject({ message: 'odd' });
  });

  it('may repeat what is not repeated by default, and is not asked about the last try', async () => {
    const retryFunction = vi.fn(() => true);
    answer('a', [404], [404], [404]);
    await expect(invoke([one('a', { retries: 2, retryFunction })])).rejects.toMatchObject({
      statusCode: 404,
    });
    expect(retryFunction).toHaveBeenCalledTimes(2);
    expect(nock.isDone()).toBe(true);
  });

  it.each<{ name: string; value: unknown; tries: number }>([
    { name: 'false', value: false, tries: 1 },
    { name: 'undefined', value: undefined, tries: 1 },
    { name: 'something truthy', value: 'yes', tries: 2 },
    { name: 'a promise of false', value: Promise.resolve(false), tries: 1 },
    { name: 'a promise of true', value: Promise.resolve(true), tries: 2 },
  ])('decides with $name', async ({ value, tries }) => {
    answer('a', [500], [200, 'done']);
    await invoke([one('a', { retryFunction: () => value as boolean })], { errorStrategy: CONTINUE_ON_ERROR });
    expect(log.seen).toHaveLength(tries);
  });

  it.each<{ name: string; retryFunction: RetryFunction }>([
    {
      name: 'throws',
      retryFunction: () => {
        throw new Error('bug');
      },
    },
    { name: 'rejects', retryFunction: () => Promise.reject(new Error('bug')) },
  ])('that $name repeats nothing, and a warning tells', async ({ retryFunction }) => {
    answer('a', [500]);
    await expect(invoke([one('a', { retryFunction })])).rejects.toMatchObject({ statusCode: 500 });
    expect(log.warnings).toEqual([expect.stringMatching(/retryFunction of function a failed.*Error: bug/)]);
  });
});
