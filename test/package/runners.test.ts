import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PackedCopy, packedCopy, runNode, tool } from './pack';

let copy: PackedCopy;
beforeAll(async () => {
  copy = await packedCopy();
});
afterAll(() => copy?.remove());

// Users test their lambdas with what they have; none of these needs a flag or a transform for this package.
describe('the tests of a lambda run', { timeout: 120_000 }, () => {
  it('under Jest as it comes', async () => {
    const { status, stderr } = await runNode([tool('jest/bin/jest.js')], copy.consumer('jest'));
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/^Tests: +4 passed, 4 total$/m);
  });

  it('through invoke under Jest, in the realm and with the Toolbelt of the test', async () => {
    const { status, stderr } = await runNode([tool('jest/bin/jest.js')], copy.consumer('jest-invoke'));
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/^Tests: +9 passed, 9 total$/m);
  });

  it('under Jest with a clock that stands still, faked before all or for each test', async () => {
    const { status, stderr } = await runNode([tool('jest/bin/jest.js')], copy.consumer('jest-fake-timers'));
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/^Tests: +14 passed, 14 total$/m);
  });

  it.each([
    { nock: 'nock', major: '14' },
    { nock: 'nock13', major: '13' },
  ])('under node --test with nock $major', async ({ nock, major }) => {
    const args = ['--test', '--test-reporter=tap', 'lambda.test.mjs'];
    const env = { NOCK: nock, NOCK_MAJOR: major };
    const { status, stdout, stderr } = await runNode(args, copy.consumer('node-test'), env);
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/^# pass 3$/m);
  });
});
