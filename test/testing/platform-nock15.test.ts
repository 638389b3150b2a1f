import { it } from 'vitest';
import { nock15 } from '../helpers/nock15';
import { describePlatform } from './platform-suite';

const nock = nock15();

if (nock) describePlatform(nock as unknown as typeof import('nock'), 15);

// A file without a test is an error.
if (!nock) it.skip('nock 15 is not installed: NOCK15 names the folder of its node_modules', () => {});
