import nock from 'nock';
import nock13 from 'nock13';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import { loadNock, type NockModule, nockLine } from '../../src/testing/nock';
import { nock15 } from '../helpers/nock15';

const copy = '/elsewhere/node_modules/nock/index.js';
/** The tests of the other lines leave their copy, which would be found first. */
beforeEach(() => {
  for (const path of Object.keys(require.cache))
    if (/node_modules\/nock\/dist\/index\.js$/.test(path)) delete require.cache[path];
});
afterEach(() => {
  delete require.cache[copy];
  nock.cleanAll();
});

it('is loaded, or is the copy that the test passes, also as the namespace of an ES module', () => {
  expect(loadNock()).toBe(require('nock'));
  expect(loadNock(nock13 as unknown as NockModule)).toBe(nock13);
  expect(loadNock({ default: nock as unknown as NockModule })).toBe(nock);
});

it('belongs to a line', () => {
  expect(nockLine(nock as unknown as NockModule)).toBe(14);
  expect(nockLine(nock13 as unknown as NockModule)).toBe(13);
  const newest = nock15();
  if (newest) expect(nockLine(newest)).toBe(15);
});

it('is refused when the tests have loaded another copy, unless one is passed', () => {
  require.cache[copy] = require.cache[require.resolve('nock')];
  expect(() => loadNock()).toThrow(
    expect.objectContaining({
      code: ErrorCodes.Toolbelt.INVALID_ARGUMENT,
      message: expect.stringMatching(
        /would use \S+nock\/index\.js, but your tests have loaded \/elsewhere\S+.*pass the one of your tests as/,
      ),
    }),
  );
  expect(loadNock(nock as unknown as NockModule)).toBe(nock);
});

it('is refused on a Node that it cannot run on', () => {
  const { withResolvers } = Promise as { withResolvers?: unknown };
  const fifteen = Object.assign(() => ({}), { getGetRequestBody() {} }) as unknown as NockModule;
  Reflect.deleteProperty(Promise, 'withResolvers');
  try {
    expect(() => loadNock(fifteen)).toThrow(
      /nock 15 needs Node 22\.20 .* run "npm install --save-dev nock@14"/,
    );
  } finally {
    if (withResolvers) Object.assign(Promise, { withResolvers });
  }
});
