import nock from 'nock13';
import type { NockModule } from '../../src/testing/nock';
import { createPlatform } from '../../src/testing/platform/platform';
import { describeContract } from './contract';

describeContract('nock 13', (options) =>
  createPlatform({ ...options, nock: nock as unknown as NockModule, rateLimit: { mode: 'off' } }),
);
