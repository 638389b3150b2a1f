import { describe, expect, it } from 'vitest';
import { parseValue, readNamespaces, readProperties, readSessionIds } from '../../src/context/reads';
import type { ContextRequest } from '../../src/context/request';
import { failureOf } from '../helpers/failure-of';

/** Answers requests in turn, and keeps them. */
function sender(...answers: unknown[]) {
  const requests: ContextRequest[] = [];
  const send = async (request: ContextRequest) => {
    requests.push(request);
    const answer = answers.shift() ?? '';
    return typeof answer === 'string' ? answer : JSON.stringify(answer);
  };
  return { send, requests };
}

const malformed = (expected: string, text: string) =>
  `ContextServiceClient.m: the answer is not ${expected} but ${text}. Check the zone of the service.`;

describe('the list of namespaces', () => {
  it('has dates, and a time to live where there is one', async () => {
    const { send, requests } = sender([
      { name: 'a', createdAt: '2020-01-02T03:04:05.000Z', ttlSecond: 60, more: 1 },
      { name: 'b', createdAt: 5, ttlSecond: null },
    ]);
    expect(await readNamespaces('m', send)).toEqual([
      { name: 'a', createdAt: new Date('2020-01-02T03:04:05.000Z'), ttlSecond: 60 },
      { name: 'b', createdAt: new Date(5) },
    ]);
    expect(requests).toEqual([{ method: 'GET', path: '', target: 'the list of namespaces' }]);
    const [{ createdAt } = {}] = await readNamespaces('m', sender([{ name: 'c', createdAt: null }]).send);
    expect(Number(createdAt)).toBeNaN();
  });

  it.each([
    ['', 'empty'],
    ['{"name":"a"}', '"{\\"name\\":\\"a\\"}"'],
    ['[{"name":7}]', '"[{\\"name\\":7}]"'],
    ['[null]', '"[null]"'],
    ['<p>', '"<p>"'],
  ])('is refused as %j', async (text, shown) => {
    const error = await failureOf(readNamespaces('m', sender(text).send));
    expect(error.message).toBe(malformed('a list of namespaces', shown));
  });
});

describe('the properties of a session', () => {
  const scope = { path: '/p', target: 't' };

  it('are an object', async () => {
    const { send, requests } = sender({ a: [1] });
    expect(await readProperties('m', send, scope)).toEqual({ a: [1] });
    expect(requests).toEqual([{ method: 'GET', ...scope }]);
  });

  it.each(['[]', 'null', '"text"', '<p>'])('are refused as %j', async (text) => {
    const error = await failureOf(readProperties('m', sender(text).send, scope));
    expect(error.message).toBe(malformed('an object with the properties', JSON.stringify(text)));
  });
});

describe('the ids of sessions', () => {
  const ids = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => `s${from + index}`);

  it.each<[what: string, answers: string[][], found: string[], pages: number]>([
    ['one page that is not full', [ids(0, 99)], ids(0, 99), 1],
    ['a full page of the default size', [ids(0, 100), []], ids(0, 100), 2],
    ['several pages', [ids(0, 1_000), ids(1_000, 100), ids(1_100, 1)], ids(0, 1_101), 3],
    ['pages that overlap', [ids(0, 100), ids(50, 100), ids(60, 90)], ids(0, 150), 3],
    ['a service without pages', [ids(0, 200), ids(0, 200)], ids(0, 200), 2],
    ['none', [[]], [], 1],
  ])('are read: %s', async (_what, answers, found, pages) => {
    const { send, requests } = sender(...answers);
    expect(await readSessionIds('m', send, '/x', 't')).toEqual(found);
    expect(requests).toEqual(
      Array.from({ length: pages }, (_, page) => ({
        ...{ method: 'GET', path: `/x?page=${page}&perPage=1000`, target: 't' },
      })),
    );
  });

  it.each(['{}', '[1]', '["a",null]', '<p>'])('are refused as %j', async (text) => {
    const error = await failureOf(readSessionIds('m', sender(text).send, '/x', 't'));
    expect(error.message).toBe(malformed('a list of session ids', JSON.stringify(text)));
  });
});

it.each<[text: string, value: unknown]>([
  ['{"a":1}', { a: 1 }],
  ['null', null],
  ['true', true],
  ['plain', 'plain'],
  ['', ''],
  ['12', 12],
  ['-12', -12],
  ['1.50', 1.5],
  ['1e3', 1_000],
  ['12345678901234567890', '12345678901234567890'],
  ['-12345678901234567890', '-12345678901234567890'],
  ['[12345678901234567890]', [12345678901234567000]],
])('the value of %j', (text, value) => {
  expect(parseValue(text)).toEqual(value);
});
