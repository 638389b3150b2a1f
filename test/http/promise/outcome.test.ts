import { expect, it, vi } from 'vitest';
import { StatusCodeError, TransformError } from '../../../src/errors';
import { outcomeOf } from '../../../src/http/promise/outcome';
import type { HttpRequestOptions } from '../../../src/http/request/options';
import type { HttpResponse } from '../../../src/http/response/types';
import { failureOf } from '../../helpers/failure-of';

const answer = (statusCode: number) => ({ statusCode, body: 'body' }) as HttpResponse;
const transform = (body: unknown, _response: unknown, full: boolean) => [body, full];

it.each<[number, HttpRequestOptions, unknown]>([
  [200, {}, 'body'],
  [404, {}, 'body'],
  [299, { simple: true }, 'body'],
  [200, { simple: true, transform }, ['body', false]],
  [500, { transform }, ['body', false]],
  [500, { transform, transform2xxOnly: true }, 'body'],
  [200, { transform, transform2xxOnly: true, resolveWithFullResponse: true }, ['body', true]],
  [200, { transform: 1 as never }, 'body'],
])('%i with %j is its value', async (status, options, value) => {
  expect(await outcomeOf(options, answer(status), [])).toEqual(value);
});

it('is the response for a call that wants it', async () => {
  const response = answer(200);
  expect(await outcomeOf({ resolveWithFullResponse: true }, response, [])).toBe(response);
  expect(await outcomeOf({ resolveWithFullResponse: 1 as never }, response, [])).toBe('body');
});

it.each<[number, HttpRequestOptions, unknown]>([
  [199, {}, answer(199)],
  [300, {}, answer(300)],
  [404, { transform }, ['body', false]],
  [404, { transform, transform2xxOnly: true }, answer(404)],
])('%i is an error with simple and %j', async (status, options, response) => {
  const error = await failureOf<StatusCodeError>(outcomeOf({ simple: true, ...options }, answer(status), []));
  expect(error).toBeInstanceOf(StatusCodeError);
  expect(error.message).toBe(`${status} - "body"`);
  expect([error.statusCode, error.error, error.response]).toEqual([status, 'body', response]);
});

it.each([200, 404])(
  'an exception of a transform is the cause of a TransformError, also for %i',
  async (status) => {
    const cause = new Error('of the caller');
    const failing = vi.fn().mockRejectedValue(cause);
    const error = await failureOf<TransformError>(
      outcomeOf({ simple: true, transform: failing }, answer(status), []),
    );
    expect(error).toBeInstanceOf(TransformError);
    expect([error.message, error.cause]).toEqual(['Error: of the caller', cause]);
    expect(failing.mock.calls).toEqual([['body', answer(status), false]]);
  },
);
