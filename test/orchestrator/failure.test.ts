import { describe, expect, it } from 'vitest';
import { ErrorCodes, RequestError } from '../../src/errors';
import { requestFailure } from '../../src/http/wire/failures';
import {
  isRetriedByDefault,
  networkFailure,
  OrchestratorError,
  statusFailure,
} from '../../src/orchestrator/failure';

const { INVOCATION_FAILED } = ErrorCodes.Orchestrator;
const answered = (statusCode: number, body: unknown = '') =>
  statusFailure(body, { statusCode, headers: {}, body } as never, {});
const broken = (cause: unknown, timeoutMs = 77) =>
  networkFailure(Object.assign(new RequestError(new Error('outer'), {}, undefined), { cause }), timeoutMs);

describe('the failure of an answer', () => {
  const said = (status: number, hint = '') => `the gateway answered with status ${status}${hint}`;

  it.each<[status: number, body: unknown, code: string | undefined, message: string]>([
    [400, '', undefined, said(400)],
    [401, '', undefined, said(401, ': check the app key that signs the call')],
    [403, {}, undefined, said(403, ': the app key needs the privilege to invoke functions')],
    [404, { errorCode: '', errorMsg: '' }, undefined, said(404, ': no function with this id is deployed')],
    [404, { errorCode: 'c', errorMsg: 'm' }, 'c', 'm'],
    [500, { errorCode: 7, errorMsg: 7 }, undefined, said(500)],
    [500, 'text', undefined, said(500)],
  ])('%i %j', (status, body, code, message) => {
    const failure = answered(status, body);
    expect(failure).toMatchObject({ statusCode: status, errorCode: code });
    expect(failure.shown).toEqual({ code: code ?? INVOCATION_FAILED, message });
    expect(failure.error).toMatchObject({ name: 'StatusCodeError', statusCode: status });
    expect(failure.error.cause).toEqual({ code });
  });
});

describe('the failure of a try without an answer', () => {
  const coded = (message: string, code: string) => Object.assign(new Error(message), { code });

  it.each<[cause: unknown, code: string | undefined, message: string]>([
    [coded('reset', 'ECONNRESET'), 'ECONNRESET', 'reset'],
    [coded('ETIMEDOUT', 'ETIMEDOUT'), 'ETIMEDOUT', 'no answer within 77 ms'],
    [new Error('why'), undefined, 'why'],
    [{ code: 'X', message: 7 }, 'X', 'Error: outer'],
    [{ code: 'X', message: '' }, 'X', 'Error: outer'],
  ])('%#', (cause, code, message) => {
    const failure = broken(cause);
    expect(failure).toMatchObject({ statusCode: undefined, errorCode: code });
    expect(failure.shown).toEqual({ code: code ?? INVOCATION_FAILED, message });
    expect(failure.error.cause).toBe(cause);
  });

  it.each([undefined, null, 'text'])('has a cause that can be read: %j', (cause) => {
    const failure = broken(cause);
    expect(failure.error.cause).toEqual({ code: undefined });
    expect(failure.errorCode).toBeUndefined();
  });
});

it('some failures are repeated', () => {
  const statuses = [200, 400, 401, 404, 429, 500, 501, 502, 503, 504, 901];
  expect(statuses.filter((status) => isRetriedByDefault(answered(status)))).toEqual([429, 500, 502, 504]);
  const codes = ['ENOTFOUND', 'ECONNRESET', 'ETIMEDOUT', 'ESOCKETTIMEDOUT', 'ECONNREFUSED', 'EPIPE'];
  const repeated = codes.filter((code) => isRetriedByDefault(broken(requestFailure('no', { code }))));
  expect(repeated).toEqual(codes.slice(0, 4));
  expect(isRetriedByDefault(broken(new Error('no code')))).toBe(false);
  const refused = requestFailure('tunneling socket could not be established', {
    code: 'ECONNRESET',
    statusCode: 407,
  });
  expect(isRetriedByDefault(broken(refused))).toBe(false);
});

it('the error of a call has what is known, and hides the results', () => {
  const results = [{ uuid: 'u' }] as never;
  const plain = new OrchestratorError({ code: 'c', message: 'm' }, results);
  expect(plain).toMatchObject({
    name: 'OrchestratorError',
    code: 'c',
    message: 'OrchestratorClient.invoke: m',
    results,
  });
  expect(Object.keys(plain)).not.toContain('results');
  for (const name of ['uuid', 'statusCode', 'cause']) expect(plain).not.toHaveProperty(name);
  const cause = new Error('why');
  expect(
    new OrchestratorError({ code: 'c', message: 'm' }, results, { cause, uuid: 'u', statusCode: 500 }),
  ).toMatchObject({
    ...{ cause, uuid: 'u', statusCode: 500 },
  });
});
