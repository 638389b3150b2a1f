import nock from 'nock';
import { createPlatform } from '../../src/testing/platform/platform';
import { describeContract, withLists } from './contract';

describeContract('nock 14', (options) =>
  withLists(createPlatform({ ...options, nock, rateLimit: { mode: 'off' } })),
);
