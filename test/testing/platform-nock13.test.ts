import nock from 'nock13';

import { describePlatform } from './platform-suite';

describePlatform(nock as unknown as typeof import('nock'), 13);
