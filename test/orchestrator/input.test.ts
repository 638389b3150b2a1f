import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ErrorCodes, Toolbelt } from '../../src/index';

const APP_KEY = { consumerKey: 'ck', consumerSecret: 'cs', token: 'tk', tokenSecret: 'ts' };

let warnings: string[];
/** Everything that was asked for on the way to a request. */
let readSecret: ReturnType<typeof vi.fn<(key: string) => unknown>>;

function invoke(...args: unknown[]): Promise<unknown> {
  const client = Toolbelt.OrchestratorClient();
  return client.invoke(...(args as Parameters<typeof client.invoke>));
}

beforeEach(() => {
  warnings = [];
  readSecret = vi.fn(() => APP_KEY);
  nock.disableNetConnect();
  Toolbelt.configure({
    accountId: '12345',
    csds: { faasGW: 'gw.example.com' },
    secrets: { readSecret, updateSecret: () => {} },
    logger: { warn: (line) => warnings.push(line) },
  });
});

afterEach(() => {
  Toolbelt.reset();
  nock.cleanAll();
  nock.enableNetConnect();
});

const one = (more: object = {}) => ({ uuid: 'a', payload: {}, ...more });
const cycle: Record<string, unknown> = {};
cycle.self = cycle;

describe('is refused with its index and key, and nothing is sent', () => {
  it.each<{ name: string; args: unknown[]; key: string; shown?: string }>([
    { name: 'no invocations', args: [], key: 'invocations', shown: 'undefined' },
    { name: 'null for invocations', args: [null], key: 'invocations' },
    { name: 'an empty list', args: [[]], key: 'invocations', shown: 'an array' },
    { name: 'an invocation that is not in a list', args: [one()], key: 'invocations', shown: 'an object' },
    { name: 'an entry that is no object', args: [[one(), 'a']], key: 'invocations[1]', shown: 'a string' },
    { name: 'null as an entry', args: [[null]], key: 'invocations[0]' },
    { name: 'a hole in the list', args: [Array(1)], key: 'invocations[0]' },
    { name: 'no uuid', args: [[one(), one({ uuid: undefined })]], key: 'invocations[1].uuid' },
    { name: 'an empty uuid', args: [[one({ uuid: '' })]], key: 'invocations[0].uuid', shown: '""' },
    { name: 'a number as uuid', args: [[one({ uuid: 7 })]], key: 'invocations[0].uuid', shown: '7' },
    { name: 'a way up', args: [[one({ uuid: '..' })]], key: 'invocations[0].uuid', shown: '".."' },
    { name: 'the same place', args: [[one({ uuid: '.' })]], key: 'invocations[0].uuid' },
    { name: 'a path', args: [[one({ uuid: '../x' })]], key: 'invocations[0].uuid', shown: '"../x"' },
    { name: 'a backslash', args: [[one({ uuid: '..\\x' })]], key: 'invocations[0].uuid' },
    { name: 'half a character', args: [[one({ uuid: '\ud800' })]], key: 'invocations[0].uuid' },
    { name: 'no payload', args: [[{ uuid: 'a' }]], key: 'invocations[0].payload', shown: '{} for none' },
    { name: 'a cycle', args: [[one({ payload: cycle })]], key: 'invocations[0].payload' },
    { name: 'a BigInt', args: [[one({ payload: { n: 1n } })]], key: 'invocations[0].payload' },
    { name: 'a function as payload', args: [[one({ payload: () => 1 })]], key: 'invocations[0].payload' },
    { name: 'NaN as payload', args: [[one({ payload: Number.NaN })]], key: 'invocations[0].payload' },
    {
      name: 'headers in a list',
      args: [[one({ headers: [{ key: 'a', value: 'b' }] })]],
      key: 'invocations[0].headers',
    },
    { name: 'a Map', args: [[one({ headers: new Map([['a', 'b']]) })]], key: 'invocations[0].headers' },
    { name: 'Headers', args: [[one({ headers: new Headers({ a: 'b' }) })]], key: 'invocations[0].headers' },
    { name: 'null for headers', args: [[one({ headers: null })]], key: 'invocations[0].headers' },
    { name: 'text for headers', args: [[one({ headers: 'a: b' })]], key: 'invocations[0].headers' },
    {
      name: 'a number in a header',
      args: [[one({ headers: { a: 'b', c: 1 } })]],
      key: 'invocations[0].headers',
    },
    {
      name: 'undefined in a header',
      args: [[one({ headers: { a: undefined } })]],
      key: 'invocations[0].headers',
    },
    ...[-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '3', null].map((retries) => ({
      name: `${typeof retries} ${retries} retries`,
      args: [[one({ retries })]],
      key: 'invocations[0].retries',
    })),
    ...[true, 'always', null, {}].map((retryFunction) => ({
      name: `${JSON.stringify(retryFunction)} as retryFunction`,
      args: [[one({ retryFunction })]],
      key: 'invocations[0].retryFunction',
    })),
    ...[0, -1, Number.NaN, Number.NEGATIVE_INFINITY, '1000', null, {}].map((deadline) => ({
      name: `${typeof deadline} ${deadline} as deadline`,
      args: [[one()], deadline],
      key: 'deadline',
    })),
    ...[null, 'x', 7, []].map((options) => ({
      name: `${JSON.stringify(options)} as options`,
      args: [[one()], 1000, options],
      key: 'options',
    })),
    ...[0, -1, Number.NaN, '1000', null].map((timeout) => ({
      name: `${typeof timeout} ${timeout} as timeout`,
      args: [[one()], 1000, { timeout }],
      key: 'options.timeout',
    })),
    ...['EXIT_ON_ERROR', 'continueonerror', '', null, 1].map((errorStrategy) => ({
      name: `${JSON.stringify(errorStrategy)} as errorStrategy`,
      args: [[one()], 1000, { errorStrategy }],
      key: 'options.errorStrategy',
      shown:
        'ErrorStrategy.EXIT_ON_ERROR ("ExitOnError") or ErrorStrategy.CONTINUE_ON_ERROR ("ContinueOnError")',
    })),
    ...['true', 1, 0, null].map((invokeParallel) => ({
      name: `${JSON.stringify(invokeParallel)} as invokeParallel`,
      args: [[one()], 1000, { invokeParallel }],
      key: 'options.invokeParallel',
    })),
  ])('$name', async ({ args, key, shown = '' }) => {
    const error = await invoke(...args).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'ToolbeltError', code: ErrorCodes.Toolbelt.INVALID_ARGUMENT });
    expect((error as Error).message).toMatch(/^OrchestratorClient\.invoke: /);
    expect((error as Error).message).toContain(`"${key}"`);
    expect((error as Error).message).toContain(shown);
    expect(readSecret).not.toHaveBeenCalled();
    expect(warnings).toEqual([]);
  });

  it('without showing a payload or a header', async () => {
    await expect(invoke([one({ headers: { a: 'hunter2', b: 1 } })])).rejects.not.toThrow('hunter2');
    await expect(invoke([one({ payload: { hunter2: 1n } })])).rejects.not.toThrow('hunter2');
  });
});

describe('time limits', () => {
  /** The delays of the timers that one invoke sets: the deadline, then the timeout of each try. */
  async function delaysOf(count: number, deadline?: unknown, options?: object): Promise<unknown[]> {
    nock('https://gw.example.com')
      .post(/invoke/)
      .times(count)
      .reply(200, {});
    const timers = vi.spyOn(globalThis, 'setTimeout');
    try {
      const uuids = Array.from({ length: count }, () => one());
      await invoke(uuids, deadline, options);
      const own = timers.mock.calls.filter(([run]) => /#end\(|attempt\.abort|\.abort\(/.test(String(run)));
      return own.map(([, delay]) => delay);
    } finally {
      timers.mockRestore();
    }
  }

  it.each<{ name: string; count: number; deadline?: unknown; options?: object; delays: number[] }>([
    { name: 'are 25 s for a call by default', count: 1, delays: [25_000, 25_000] },
    {
      name: 'divide the deadline among tries in sequence',
      count: 3,
      deadline: 10_000,
      delays: [10_000, 3_333, 3_333, 3_333],
    },
    {
      name: 'give each try in parallel the whole deadline',
      count: 3,
      deadline: 10_000,
      options: { invokeParallel: true },
      delays: [10_000, 10_000, 10_000, 10_000],
    },
    {
      name: 'take a timeout',
      count: 2,
      deadline: 10_000,
      options: { timeout: 700 },
      delays: [10_000, 700, 700],
    },
  ])('$name', async ({ count, deadline, options, delays }) => {
    await expect(delaysOf(count, deadline, options)).resolves.toEqual(delays);
    expect(warnings).toEqual([]);
  });

  it.each([60_000, 25_001, Number.POSITIVE_INFINITY])(
    'cut a deadline of %d ms, with one warning',
    async (deadline) => {
      await expect(delaysOf(1, deadline)).resolves.toEqual([25_000, 25_000]);
      await delaysOf(1, deadline);
      expect(warnings).toEqual([
        `[lp-faas-toolbelt] OrchestratorClient.invoke: a deadline of ${deadline} ms is cut to 25000 ms, the longest there is.`,
      ]);
    },
  );

  it.each([
    {
      name: 'together in sequence',
      count: 3,
      options: { timeout: 4_000 },
      used: 4_000,
      shown: '4000 ms for each of 3',
    },
    {
      name: 'alone in parallel',
      count: 2,
      options: { timeout: 11_000, invokeParallel: true },
      used: 10_000,
      shown: '11000 ms exceeds',
    },
    {
      name: 'without end',
      count: 1,
      options: { timeout: Number.POSITIVE_INFINITY },
      used: 10_000,
      shown: 'Infinity ms',
    },
  ])(
    'warn of timeouts that exceed the deadline, and keep them: $name',
    async ({ count, options, used, shown }) => {
      const [deadline, ...timeouts] = await delaysOf(count, 10_000, options);
      expect(deadline).toBe(10_000);
      expect(timeouts).toEqual(Array(count).fill(used));
      expect(warnings).toEqual([expect.stringContaining(shown)]);
    },
  );

  it('do not warn of timeouts in parallel that only together exceed it', async () => {
    await delaysOf(3, 10_000, { timeout: 9_000, invokeParallel: true });
    expect(warnings).toEqual([]);
  });
});

describe('misspelt keys', () => {
  it.each<{ invocation?: object; options?: object; name: string; meant: string }>([
    { invocation: { retry: 0 }, name: 'retry', meant: 'retries' },
    { invocation: { header: {} }, name: 'header', meant: 'headers' },
    { options: { parallel: true }, name: 'parallel', meant: 'invokeParallel' },
    { options: { errorstrategy: 'x' }, name: 'errorstrategy', meant: 'errorStrategy' },
  ])('are warned about once: $name', async ({ invocation, options, name, meant }) => {
    readSecret.mockImplementation(() => {
      throw new Error('no secret');
    });
    for (let i = 0; i < 2; i += 1) {
      await expect(invoke([one(invocation), one(invocation)], 1000, options)).rejects.toThrow();
    }
    expect(warnings).toEqual([
      `[lp-faas-toolbelt] OrchestratorClient.invoke: "${name}" is not known and has no effect: did you mean "${meant}"?`,
    ]);
  });
});
