import nock from 'nock13';
import { createPlatform } from '../../src/testing/platform/platform';
import { describeContract } from './contract';

describeContract('nock 13', (options) => createPlatform({ ...options, nock, rateLimit: { mode: 'off' } }));
