const { invoke } = require('lp-faas-toolbelt/testing');

jest.mock('./state', () => ({ count: 100 }));

test('a module that is mocked stays so, also for a fresh lambda', async () => {
  const file = `${__dirname}/declared.js`;
  globalThis.ArrayOfTheTest = Array;
  expect((await invoke(file)).result.counts).toEqual([1, 101]);
  expect((await invoke(file, {}, { fresh: true })).result.counts).toEqual([1, 102]);
});
