import { describe, expect, it } from 'vitest';
import {
  ContextServiceError,
  endedByReset,
  failedRequest,
  isConflict,
  isMissing,
  malformedAnswer,
  refusal,
  timedOutRequest,
  unexpectedStatus,
} from '../../src/context/errors';
import { ErrorCodes, RequestError, StatusCodeError, ToolbeltError } from '../../src/errors';

const REQUEST = { subject: 'S', line: 'GET https://h/x', host: 'h' };
const { AUTHORIZATION_INVALID, DATA_DOES_NOT_EXIST, INTERNAL_SERVER_ERROR, RESPONSE_TIMEOUT, UNKNOWN } =
  ErrorCodes.ContextService;

const answered = (status: number, body: unknown) =>
  new StatusCodeError(status, body, {}, { statusCode: status } as never);

describe('an answer that refuses', () => {
  const ACCESS =
    'access was refused. Check that "apiKey" is the current key of this account: a new key ends the old one';

  it.each([
    [401, AUTHORIZATION_INVALID, ACCESS],
    [403, AUTHORIZATION_INVALID, ACCESS],
    [404, DATA_DOES_NOT_EXIST, 'it does not exist'],
    [500, INTERNAL_SERVER_ERROR, 'the service failed. Try again later'],
    [503, INTERNAL_SERVER_ERROR, 'the service failed. Try again later'],
    [413, UNKNOWN, 'the document is too large: a session holds at most 800,000 characters of properties'],
    [429, UNKNOWN, 'there were too many requests. Send fewer at a time'],
    [400, UNKNOWN, 'the request was not accepted'],
    [502, UNKNOWN, 'the request was not accepted'],
  ])('with %i', (status, code, reason) => {
    const cause = answered(status, 'no');
    const error = failedRequest(cause, REQUEST);
    expect(error).toBeInstanceOf(ContextServiceError);
    expect(error).toMatchObject({
      name: 'ContextServiceError',
      ...{ code, statusCode: status, cause },
      message: `S: ${reason} (GET https://h/x was answered ${status} "no").`,
    });
  });

  it.each([
    ['', 'without a text'],
    [undefined, 'without a text'],
    ['x'.repeat(500), `"${'x'.repeat(500)}"`],
    ['x'.repeat(501), `"${'x'.repeat(500)}…"`],
    ['a "quoted" Bearer abcdefghijkl', '"a \\"quoted\\" Bearer [redacted]"'],
  ])('with the text %#', (text, shown) => {
    expect((failedRequest(answered(404, text), REQUEST) as Error).message).toBe(
      `S: it does not exist (GET https://h/x was answered 404 ${shown}).`,
    );
  });
});

describe('a request without an answer', () => {
  const broken = (code?: string, message = 'reset') =>
    new RequestError(Object.assign(new Error(message), code && { code }), {}, undefined);

  it.each<[error: RequestError, attempts: number | undefined, code: string, message: string]>([
    [broken('ECONNRESET'), undefined, 'ECONNRESET', 'S: GET https://h/x failed: reset.'],
    [broken('ECONNRESET'), 1, 'ECONNRESET', 'S: GET https://h/x failed: reset.'],
    [broken('ECONNRESET'), 2, 'ECONNRESET', 'S: GET https://h/x failed (2 attempts): reset.'],
    [broken('ECONNREFUSED', ''), 3, 'ECONNREFUSED', 'S: GET https://h/x failed (3 attempts): ECONNREFUSED.'],
    [broken(), 1, UNKNOWN, 'S: GET https://h/x failed: reset.'],
    [
      broken('ERR_SOCKET_CLOSED', 'Socket is closed'),
      1,
      'ERR_SOCKET_CLOSED',
      'S: GET https://h/x failed: Socket is closed. Is "h" on the whitelist? Add it to the settings file.',
    ],
    [
      broken('ESOCKETTIMEDOUT'),
      3,
      RESPONSE_TIMEOUT,
      'S: GET https://h/x got no answer (3 attempts). Try again; the option "timeout" of the client sets how long a call ' +
        'may take in all.',
    ],
  ])('%#', (error, attempts, code, message) => {
    const failed = failedRequest(error, REQUEST, attempts) as ContextServiceError;
    expect(failed).toMatchObject({ name: 'ContextServiceError', code, message, cause: error });
    expect(failed).not.toHaveProperty('statusCode');
  });

  it('because of an error of the toolbelt is that error, and another error stays as it is', () => {
    const own = new ToolbeltError('code', 'no settings');
    const other = new TypeError('bug');
    expect(failedRequest(new RequestError(own, {}, undefined), REQUEST)).toBe(own);
    expect(failedRequest(other, REQUEST)).toBe(other);
  });
});

it('the other failures have their code and their words', () => {
  const cause = new Error('cause');
  expect(timedOutRequest(REQUEST, 'it was late', cause)).toMatchObject({
    ...{ code: RESPONSE_TIMEOUT, cause },
    message:
      'S: it was late. Try again; the option "timeout" of the client sets how long a call may take in all.',
  });
  expect(endedByReset(REQUEST, cause)).toMatchObject({
    ...{ code: 'ECONNRESET', message: 'S: Toolbelt.reset() has ended the call.', cause },
  });
  expect(unexpectedStatus(REQUEST, 204)).toMatchObject({
    ...{ code: UNKNOWN, statusCode: 204 },
    message: 'S: GET https://h/x was answered 204, where only 200 brings data.',
  });
  expect([malformedAnswer('m', 'a list', '').message, malformedAnswer('m', 'a list', '<p>').message]).toEqual(
    [
      'ContextServiceClient.m: the answer is not a list but empty. Check the zone of the service.',
      'ContextServiceClient.m: the answer is not a list but "<p>". Check the zone of the service.',
    ],
  );
  expect(malformedAnswer('m', 'a list', '').code).toBe(UNKNOWN);
});

it('an error that counts as success becomes a value, and any other is thrown', () => {
  const missing = failedRequest(answered(404, ''), REQUEST) as ContextServiceError;
  const conflict = failedRequest(answered(409, ''), REQUEST) as ContextServiceError;
  expect([missing, conflict].map(isMissing)).toEqual([true, false]);
  expect([missing, conflict].map(isConflict)).toEqual([false, true]);
  expect(refusal(isMissing, 'none')(missing)).toBe('none');
  expect(() => refusal(isMissing, 'none')(conflict)).toThrow(conflict);
  const alike = Object.assign(new Error('x'), { code: DATA_DOES_NOT_EXIST });
  expect(() => refusal(isMissing, 'none')(alike)).toThrow(alike);
});
