import { describe, expect, it } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import { readPlan } from '../../src/orchestrator/plan';
import { ErrorStrategy } from '../../src/orchestrator/types';

const one = (more: object = {}) => ({ uuid: 'u', payload: {}, ...more });
const read = (...args: unknown[]) => Reflect.apply(readPlan, undefined, args) as ReturnType<typeof readPlan>;
const plan = (...args: unknown[]) => read(...args).plan;

it('the defaults of one invocation', () => {
  expect(read([one()])).toEqual({
    plan: {
      invocations: [
        {
          uuid: 'u',
          segment: 'u',
          payloadText: '{}',
          headersText: '[]',
          retries: 3,
          retryFunction: undefined,
        },
      ],
      ...{ deadlineMs: 25_000, timeoutMs: 25_000, exitsOnError: true, concurrency: 1 },
    },
    warnings: [],
  });
});

it('everything that can be given', () => {
  const retryFunction = () => true;
  const full = { uuid: 'a b', payload: [1], headers: { x: '1', y: '2' }, retries: 0, retryFunction };
  const options = { errorStrategy: ErrorStrategy.CONTINUE_ON_ERROR, invokeParallel: true, timeout: 900 };
  expect(plan([full, one({ payload: null })], 1_000, options)).toEqual({
    invocations: [
      {
        ...{ uuid: 'a b', segment: 'a%20b', payloadText: '[1]', retries: 0, retryFunction },
        headersText: '[{"key":"x","value":"1"},{"key":"y","value":"2"}]',
      },
      {
        uuid: 'u',
        segment: 'u',
        payloadText: 'null',
        headersText: '[]',
        retries: 3,
        retryFunction: undefined,
      },
    ],
    ...{ deadlineMs: 1_000, timeoutMs: 900, exitsOnError: false, concurrency: 200 },
  });
});

describe('the times', () => {
  const times = (count: number, ...rest: unknown[]) => {
    const { deadlineMs, timeoutMs } = plan(
      Array.from({ length: count }, () => one()),
      ...rest,
    );
    return [deadlineMs, timeoutMs];
  };

  it.each<[given: unknown[], times: number[]]>([
    [
      [3, 10_000],
      [10_000, 3_333],
    ],
    [
      [3, 10_000, { invokeParallel: true }],
      [10_000, 10_000],
    ],
    [
      [2, 10_000, { timeout: 700 }],
      [10_000, 700],
    ],
    [
      [1, 10_000, { timeout: 70_000 }],
      [10_000, 10_000],
    ],
    [
      [1, 25_001],
      [25_000, 25_000],
    ],
    [
      [1, 0.5],
      [0.5, 0],
    ],
  ])('of %j', ([count, ...rest], expected) => {
    expect(times(count as number, ...rest)).toEqual(expected);
  });
});

describe('warnings', () => {
  const misspelt = (name: string, meant: string) => [
    `misspelt orchestrator key ${name}`,
    `OrchestratorClient.invoke: "${name}" is not known and has no effect: did you mean "${meant}"?`,
  ];
  const exceeds = (product: string, deadline: number) => [
    'orchestrator timeout',
    `OrchestratorClient.invoke: a timeout of ${product} exceeds the deadline of ${deadline} ms, and the deadline ends the ` +
      'call in any case: lower options.timeout.',
  ];

  it.each<[args: unknown[], warnings: unknown[]]>([
    [[[one({ retry: 1 })]], [misspelt('retry', 'retries')]],
    [[[one(), one({ header: {} })]], [misspelt('header', 'headers')]],
    [
      [[one()], 1_000, { parallel: true, timeOut: 1 }],
      [misspelt('parallel', 'invokeParallel'), misspelt('timeOut', 'timeout')],
    ],
    [[[one({ parallel: true })], 1_000, { retry: 1 }], []],
    [
      [[one()], 25_001],
      [
        [
          'orchestrator deadline',
          'OrchestratorClient.invoke: a deadline of 25001 ms is cut to 25000 ms, the longest there is.',
        ],
      ],
    ],
    [[[one()], 25_000], []],
    [[[one()], 1_000, { timeout: 1_000 }], []],
    [[[one()], 1_000, { timeout: 1_001 }], [exceeds('1001 ms', 1_000)]],
    [[[one(), one()], 1_000, { timeout: 500 }], []],
    [[[one(), one()], 1_000, { timeout: 501 }], [exceeds('501 ms for each of 2 invocations', 1_000)]],
    [[[one(), one()], 1_000, { timeout: 501, invokeParallel: true }], []],
    [[[one(), one()], 1_000, { timeout: 1_001, invokeParallel: true }], [exceeds('1001 ms', 1_000)]],
  ])('%#', (args, warnings) => {
    expect(read(...args).warnings).toEqual(warnings);
  });
});

describe('is refused', () => {
  const UUID = 'the id of a function, without slashes';
  const PAYLOAD = 'a value that JSON can hold, without cycles and BigInts; {} for none';
  const HEADERS = 'an object of strings such as { "x-name": "value" }, and no list of { key, value }';
  const RETRIES = 'a whole number from 0: how often a failed invocation is repeated';
  const STRATEGIES =
    'ErrorStrategy.EXIT_ON_ERROR ("ExitOnError") or ErrorStrategy.CONTINUE_ON_ERROR ("ContinueOnError")';
  const DEADLINE = 'a number of milliseconds above 0, 25000 at most counts';

  it.each<[args: unknown[], key: string, expected: string, found: string]>([
    [[undefined], 'invocations', 'an array with at least one { uuid, payload }', 'undefined'],
    [[[]], 'invocations', 'an array with at least one { uuid, payload }', 'an array'],
    [[[one(), 7]], 'invocations[1]', 'an object { uuid, payload }', '7'],
    [[[one({ uuid: 'a/b' })]], 'invocations[0].uuid', UUID, '"a/b"'],
    [[[one({ uuid: 'a\\b' })]], 'invocations[0].uuid', UUID, '"a\\\\b"'],
    [[[one({ uuid: '' })]], 'invocations[0].uuid', UUID, '""'],
    [[[one({ uuid: 7 })]], 'invocations[0].uuid', UUID, '7'],
    [[[one({ payload: undefined })]], 'invocations[0].payload', PAYLOAD, 'undefined'],
    [
      [[one({ payload: Promise.resolve(1) })]],
      'invocations[0].payload',
      PAYLOAD,
      'a promise: await it first',
    ],
    [
      [[one({ payload: new Map([[1, 2]]) })]],
      'invocations[0].payload',
      PAYLOAD,
      'a Map or a Set, for which JSON writes {}',
    ],
    [[[one({ payload: 'x', headers: 'h' })]], 'invocations[0].headers', HEADERS, 'a string'],
    [[[one({ headers: new Map() })]], 'invocations[0].headers', HEADERS, 'an object'],
    [[[one({ headers: { a: 1 } })]], 'invocations[0].headers', HEADERS, 'an object'],
    [[[one({ retries: -1 })]], 'invocations[0].retries', RETRIES, '-1'],
    [[[one({ retries: 1.5 })]], 'invocations[0].retries', RETRIES, '1.5'],
    [
      [[one({ retryFunction: true })]],
      'invocations[0].retryFunction',
      'a function (statusCode, error, errorCode) => boolean',
      'true',
    ],
    [[[one()], 0], 'deadline', DEADLINE, '0'],
    [[[one()], '5'], 'deadline', DEADLINE, 'a string'],
    [[[one()], 5, 'x'], 'options', 'an object', 'a string'],
    [[[one()], 5, { errorStrategy: 'x' }], 'options.errorStrategy', STRATEGIES, 'a string'],
    [[[one()], 5, { timeout: 0 }], 'options.timeout', 'a number of milliseconds above 0', '0'],
    [[[one()], 5, { invokeParallel: 1 }], 'options.invokeParallel', 'true or false', '1'],
  ])('%#', (args, key, expected, found) => {
    expect(() => read(...args)).toThrow(
      expect.objectContaining({
        ...{ name: 'ToolbeltError', code: ErrorCodes.Toolbelt.INVALID_ARGUMENT },
        message: `OrchestratorClient.invoke: "${key}" must be ${expected} (found ${found}). Nothing was sent.`,
      }),
    );
  });
});
