import { it } from 'vitest';
import { createPlatform } from '../../src/testing/platform/platform';
import { nock15 } from '../helpers/nock15';
import { describeContract, withLists } from './contract';

const nock = nock15();

if (nock) {
  describeContract('nock 15', (options) =>
    withLists(createPlatform({ ...options, nock, rateLimit: { mode: 'off' } })),
  );
}

// A file without a test is an error.
if (!nock) it.skip('nock 15 is not installed: NOCK15 names the folder of its node_modules', () => {});
