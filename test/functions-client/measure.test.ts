import VError from 'verror';
import { describe, expect, it, vi } from 'vitest';
import { createError, ErrorNames } from '../../src/functions-client/errors';
import { measure, newCourse, type Work } from '../../src/functions-client/measure';
import { failureOf } from '../helpers/failure-of';

const CONFIG = { accountId: '1' };

/** The outcome of some work, and what the hooks `onInvoke` and `onGetLambdas` were told. */
async function measured(work: Partial<Work<unknown>>, config: object = CONFIG) {
  const told: unknown[] = [];
  const collector = {
    onInvoke: (data: unknown) => told.push(data),
    onGetLambdas: (data: unknown) => told.push(data),
  };
  const outcome = await measure(
    config as never,
    collector as never,
    {
      ...{ metrics: ['onInvoke'], errorName: ErrorNames.INVOKE, request: {}, run: async () => 'done' },
      ...work,
    } as Work<unknown>,
  ).catch((error: Error) => error);
  return { outcome, told };
}

const COMMON = {
  accountId: '1',
  requestDurationInMillis: expect.any(Number),
  ...{ domain: 'unresolved', fromCache: false },
};
const labels = (more: object) => ({
  ...{ externalSystem: undefined, lpEventSource: undefined, skillId: undefined, event: undefined },
  ...more,
});

it('a call that has reached no host yet', () => {
  expect(newCourse()).toEqual({ domain: 'unresolved', fromCache: false });
});

it.each<[request: object, labels: object]>([
  [{}, labels({})],
  [{ externalSystem: 'x', skillId: 's' }, labels({ externalSystem: 'x', lpEventSource: 'x', skillId: 's' })],
  [{ externalSystem: 'x', lpEventSource: 'y' }, labels({ externalSystem: 'x', lpEventSource: 'y' })],
  [{ eventId: 'e' }, labels({ event: 'e' })],
])('the hooks are told of a success: %j', async (request, expected) => {
  const { outcome, told } = await measured({
    ...{ metrics: ['onInvoke', 'onGetLambdas'], request },
    run: async (settings, course) => {
      course.statusCode = 202;
      return settings.timeout;
    },
  });
  expect(outcome).toBe(35_000);
  expect(told).toEqual([
    { ...COMMON, ...expected, statusCode: 202 },
    { ...COMMON, ...expected, statusCode: 202 },
  ]);
});

it('the label of an invocation by id is its id alone', async () => {
  const { told } = await measured({ request: { lambdaUuid: 'u', eventId: 'e' } as never });
  const { event: _, ...rest } = labels({});
  expect(told).toEqual([{ ...COMMON, ...rest, UUID: 'u', statusCode: undefined }]);
});

describe('a failure', () => {
  it.each([
    [createError(ErrorNames.INVOKE, 'no', { info: { status: 404 } }), 404],
    [createError(ErrorNames.LAMBDA, 'no', { info: { status: 901 } }), 901],
    [createError(ErrorNames.INVOKE, 'no', { info: { status: 'text' } }), undefined],
  ])('of its own name is thrown as it is: %s', async (error, statusCode) => {
    const { outcome, told } = await measured({ run: () => Promise.reject(error) });
    expect(outcome).toBe(error);
    expect(told).toEqual([{ ...COMMON, ...labels({}), statusCode, error }]);
  });

  it('of another name is the cause of one, and the status of the course counts', async () => {
    const cause = createError(ErrorNames.REQUEST, 'no', { info: { status: 500 } });
    const { outcome, told } = await measured({
      run: (_settings, course) => {
        course.statusCode = 503;
        return Promise.reject(cause);
      },
    });
    expect(outcome).toMatchObject({ name: 'FaaSInvokeError', message: 'the call failed: no' });
    expect(VError.cause(outcome as Error)).toBe(cause);
    expect(told).toMatchObject([{ statusCode: 503, error: outcome }]);
  });

  it('may be something that is no error', async () => {
    const { outcome } = await measured({ run: () => Promise.reject('text') });
    expect(outcome).toMatchObject({ name: 'FaaSInvokeError', message: 'the call failed: text' });
  });

  it.each<[config: unknown, request: unknown, message: string]>([
    [null, {}, 'new Client(config): "config" must be an object; nothing was sent'],
    [CONFIG, undefined, 'the argument must be an object; nothing was sent'],
    [CONFIG, [], 'the argument must be an object; nothing was sent'],
    [
      CONFIG,
      { timeout: 0 },
      '"timeout" must be a positive number of milliseconds, and is 0; nothing was sent',
    ],
  ])('of wrong settings: %j %j', async (config, request, message) => {
    const run = vi.fn();
    const { outcome, told } = await measured(
      { request: request as never, run, errorName: ErrorNames.GET_LAMBDAS },
      config as object,
    );
    expect(outcome).toMatchObject({ name: 'FaaSGetLambdasError', message });
    expect(run).not.toHaveBeenCalled();
    expect(told).toMatchObject([{ accountId: undefined, statusCode: undefined, error: outcome }]);
  });
});

it('a collector that throws or is missing changes nothing', async () => {
  const collector = {
    onInvoke: () => {
      throw new Error('bug');
    },
  };
  const work: Work<string> = {
    ...{ metrics: ['onInvoke'], errorName: ErrorNames.INVOKE, request: {}, run: async () => 'done' },
  };
  expect(await measure(CONFIG, collector, work)).toBe('done');
  expect(await measure(CONFIG, undefined, work)).toBe('done');
  expect(
    (await failureOf(measure(CONFIG, {}, { ...work, run: () => Promise.reject(new Error('x')) }))).name,
  ).toBe('FaaSInvokeError');
});
