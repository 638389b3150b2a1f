import VError from 'verror';
import { describe, expect, it } from 'vitest';
import { ErrorNames } from '../../../src/functions-client/errors';
import { statusError, toV1Error, unreadableError } from '../../../src/functions-client/gateway/answer-errors';
import type { Response } from '../../../src/functions-client/types';
import { namesOf } from '../support';

const HANDLER = 'com.liveperson.faas.handler';
const V2 = 'com.customer.faas.function';

it.each<[body: unknown, shaped: unknown]>([
  [
    { code: `${V2}.threw-error`, message: 'm', x: 1 },
    { x: 1, errorCode: `${HANDLER}.custom-failure`, errorMsg: 'm' },
  ],
  [
    { code: `${V2}.js-runtime-error`, message: 'm' },
    { errorCode: `${HANDLER}.runtime-exception`, errorMsg: 'm' },
  ],
  [{ code: `${V2}.execution-exceeded` }, { errorCode: `${HANDLER}.executiontime-exceeded` }],
  [{ code: 'com.liveperson.faas.evg.general' }, { errorCode: 'com.liveperson.faas.es.general' }],
  [{ code: 'com.liveperson.faas.evg.invalid' }, { errorCode: 'com.liveperson.faas.es.badinput' }],
  [
    { code: 'com.liveperson.faas.evg.function.not-found' },
    { errorCode: 'com.liveperson.faas.es.missinglambda' },
  ],
  [
    { code: 'x.com.liveperson.faas.function.not-found' },
    { errorCode: 'x.com.liveperson.faas.function.not-found' },
  ],
  [{ code: 'constructor' }, { errorCode: 'constructor' }],
  ...[{ code: 7 }, { code: 'a', errorCode: 'b' }, { message: 'm' }, 'text', null, [1]].map(
    (same) => [same, same] as [unknown, unknown],
  ),
])('gives %j the shape of V1', (body, shaped) => {
  expect(toV1Error(body)).toEqual(shaped);
});

const answer = (status: number | undefined, body: unknown, headers = {}): Response =>
  ({ url: 'https://gw.example.com/a', status, statusText: 'T', ok: false, headers, body }) as Response;

describe('the error of an answer', () => {
  const LONG = 'x'.repeat(200);

  it.each<[status: number | undefined, body: unknown, said: string]>([
    [400, { errorCode: 'c', errorMsg: 'm' }, 'status 400: c: m'],
    [400, { errorCode: 'c', errorMsg: 'm', code: 'd', message: 'n' }, 'status 400: d: n'],
    [400, { errorMsg: 'm' }, 'status 400: m'],
    [400, { code: 'c', message: '' }, 'status 400: c'],
    [400, { code: 7, message: 'm' }, 'status 400: m'],
    [400, {}, 'status 400'],
    [400, ' <p>\n no </p> ', 'status 400: <p> no </p>'],
    [500, LONG, `status 500: ${LONG}`],
    [500, `${LONG}y`, `status 500: ${LONG}…`],
    [401, 'page', 'status 401: check the credentials'],
    [403, {}, 'status 403: the credentials lack the right to do this'],
    [404, undefined, 'status 404: there is no such function, or it is not deployed'],
    [404, { message: 'said' }, 'status 404: said'],
    [undefined, 'page', 'status undefined: page'],
  ])('%s %j', (status, body, said) => {
    const error = statusError(ErrorNames.GET_LAMBDAS, answer(status, body));
    expect(error.message).toBe(`the call failed: gw.example.com: ${said}`);
    expect(namesOf(error)).toEqual(['FaaSGetLambdasError', 'FaaSRequestError', 'HttpRequestError']);
    const shown = { url: 'https://gw.example.com/a', status, body };
    expect(VError.info(error)).toEqual({ ...shown, response: { ...shown, statusText: 'T', ok: false } });
  });

  it.each([
    [ErrorNames.INVOKE, `${HANDLER}.custom-failure`, 'FaaSLambdaError', 'the lambda failed'],
    [ErrorNames.INVOKE, `${V2}.threw-error`, 'FaaSLambdaError', 'the lambda failed'],
    [ErrorNames.INVOKE, 'com.liveperson.faas.es.general', 'FaaSInvokeError', 'the call failed'],
    [ErrorNames.IS_IMPLEMENTED, `${HANDLER}.x`, 'FaaSIsImplementedError', 'the call failed'],
  ])('%s for %s is %s', (name, errorCode, expected, what) => {
    const error = statusError(name, answer(901, { errorCode }));
    expect(error.name).toBe(expected);
    expect(error.message).toBe(`${what}: gw.example.com: status 901: ${errorCode}`);
  });
});

it.each([
  [{ 'content-type': 'text/html' }, 'text/html'],
  [{}, 'a body without a type'],
])('the error of an answer that is no JSON: %j', (headers, type) => {
  const error = unreadableError(ErrorNames.INVOKE, answer(200, '<p>  hi', headers));
  expect(error.name).toBe('FaaSInvokeError');
  expect(error.message).toBe(
    `the answer cannot be read: gw.example.com: status 200, but ${type} instead of JSON: <p> hi`,
  );
});
