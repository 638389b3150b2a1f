import nock from 'nock';
import { createPlatform } from '../../src/testing/platform/platform';
import { describeContract } from './contract';

describeContract('nock 14', (options) => createPlatform({ ...options, nock, rateLimit: { mode: 'off' } }));
