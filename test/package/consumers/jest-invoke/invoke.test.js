const { ErrorCodes, Toolbelt } = require('lp-faas-toolbelt');
const { invoke } = require('lp-faas-toolbelt/testing');

const FILE = `${__dirname}/declared.js`;
const run = (what, options) => invoke(FILE, { payload: { what } }, options);
const { RUNTIME_EXCEPTION } = ErrorCodes.Handler;

beforeAll(() => {
  globalThis.toolbeltOfTheTest = Toolbelt;
  globalThis.ArrayOfTheTest = Array;
});

test('a file runs in the sandbox, warm and fresh', async () => {
  const spy = jest.spyOn(console, 'log').mockImplementation(() => {});
  const { result, logs } = await run();
  expect(result).toStrictEqual({ counts: [1, 1], isSameToolbelt: true, isSameRealm: true, env: null });
  expect(logs).toMatchObject([{ level: 'info', message: 'called', extras: [{ calls: 1 }] }]);
  expect(spy).not.toHaveBeenCalled();
  expect((await run('', { env: { OF_THE_CALL: 'set' } })).result).toMatchObject({
    counts: [2, 2],
    env: 'set',
  });
  expect(process.env.OF_THE_CALL).toBeUndefined();
  expect(require('./state').count).toBe(2);
  expect((await run('', { fresh: true })).result).toMatchObject({ counts: [1, 1] });
  expect((await run('', { secrets: {} })).result).toMatchObject({ counts: [2, 2] });
  spy.mockRestore();
});

test('secrets hold for a call', async () => {
  expect((await run('secret', { secrets: { key: { a: 1 } } })).result).toStrictEqual({ a: 1 });
});

test('what it throws is an error of the sandbox, with its own lines', async () => {
  const { error } = await run('throw');
  expect(error.cause).toBeInstanceOf(TypeError);
  expect(error.cause.stack).toMatch(/declared\.js:13:13/);
});

test.each(['timer', 'floating'])(
  'what nobody catches (%s) is a failure of the lambda, not of the test',
  async (what) => {
    expect((await run(what)).error.code).toBe(RUNTIME_EXCEPTION);
  },
);

test('a callback that nobody can call is noticed', async () => {
  expect((await run('never')).diagnostics).toMatchObject([{ code: 'callback-never' }]);
});

test('fake timers stop the lambda alone', async () => {
  jest.useFakeTimers();
  const running = invoke((_input, callback) => void setTimeout(callback, 1000, null, 'late'));
  await jest.advanceTimersByTimeAsync(1000);
  expect((await running).result).toBe('late');
  jest.useRealTimers();
});

test('a file that does not parse shows the place', async () => {
  const file = `${__dirname}/broken.js`;
  require('node:fs').writeFileSync(file, 'function lambda() {\n  const a = ;\n}\n');
  await expect(invoke(file)).rejects.toThrow(`${file}:2:13 does not parse: Unexpected token ';'`);
});
