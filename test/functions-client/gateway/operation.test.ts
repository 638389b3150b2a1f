import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../../../src/functions-client/call-settings';
import { ErrorNames } from '../../../src/functions-client/errors';
import { callerOf, invocation, listing } from '../../../src/functions-client/gateway/operation';

const settings = resolveSettings({ accountId: '1' }, {});
const circular: Record<string, unknown> = {};
circular.self = circular;

it('an invocation by id, with its defaults', () => {
  const before = Date.now();
  const { body, ...operation } = invocation({ lambdaUuid: 'a' }, settings);
  expect(operation).toEqual({
    errorName: 'FaaSInvokeError',
    method: 'POST',
    service: 'faasGW',
    template: 'api/account/%s/lambdas/%s/invoke',
    segments: ['a'],
    query: [['skillId', undefined]],
  });
  const { timestamp, ...rest } = JSON.parse(body ?? '');
  expect(rest).toEqual({ headers: [], payload: {} });
  expect(timestamp).toBeGreaterThanOrEqual(before);
});

it('an invocation by event, with everything', () => {
  const body = { timestamp: 5, headers: [{ key: 'k', value: 'v' }], payload: [1] };
  const given = { eventId: 'e', skillId: 's', userId: 'u', body } as const;
  expect(invocation(given as never, settings)).toEqual({
    errorName: 'FaaSInvokeError',
    method: 'POST',
    service: 'faasGW',
    template: 'api/account/%s/events/%s/invoke',
    segments: ['e'],
    query: [
      ['skillId', 's'],
      ['userId', 'u'],
    ],
    body: JSON.stringify(body),
  });
});

it.each<[request: object, problem: string]>([
  [{}, 'give "lambdaUuid" or "eventId"'],
  [{ lambdaUuid: 'a', eventId: 'b' }, 'give "lambdaUuid" or "eventId", not both'],
  [{ lambdaUuid: ' ' }, '"lambdaUuid" must be a non-empty text'],
  [{ lambdaUuid: 7 }, '"lambdaUuid" must be a non-empty text'],
  [{ eventId: '' }, '"eventId" must be a non-empty text'],
  [{ eventId: 'e', body: { headers: {} } }, '"body.headers" must be a list of { key, value }'],
])('is refused: %j', (request, problem) => {
  expect(() => invocation(request as never, settings)).toThrow(
    expect.objectContaining({ name: 'FaaSInvokeError', message: `invoke: ${problem}; nothing was sent` }),
  );
});

it('is refused when JSON cannot hold it', () => {
  expect(() => invocation({ eventId: 'e', body: { payload: circular } } as never, settings)).toThrow(
    /^invoke: "body" cannot be written as JSON; nothing was sent: Converting circular structure to JSON/,
  );
});

it('a list has a path of its own on V2', () => {
  expect(listing(ErrorNames.GET_LAMBDAS, 'x/%s', [['a', '1']], settings)).toEqual({
    errorName: 'FaaSGetLambdasError',
    method: 'GET',
    service: 'faasUI',
    template: 'x/%s',
    templateOfV2: 'api/account/%s/functions',
    segments: [],
    query: [['a', '1']],
  });
});

describe('the caller', () => {
  it.each([
    [{}, 'unknown'],
    [{ externalSystem: 'x' }, 'x'],
    [{ externalSystem: 'x', lpEventSource: 'y' }, 'y'],
  ])('%j', (caller, source) => {
    expect(callerOf(caller, settings, true)).toEqual({ query: [], headers: { 'LP-EventSource': source } });
    expect(callerOf(caller, settings, false)).toEqual({
      query: [
        ['v', '1'],
        ['externalSystem', source],
      ],
      headers: {},
    });
  });
});
