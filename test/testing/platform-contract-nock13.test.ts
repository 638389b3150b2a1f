import nock from 'nock13';
import { createPlatform } from '../../src/testing/platform/platform';
import { describeContract, withLists } from './contract';

describeContract('nock 13', (options) =>
  withLists(createPlatform({ ...options, nock, rateLimit: { mode: 'off' } })),
);
