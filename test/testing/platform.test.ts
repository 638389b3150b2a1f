import nock from 'nock';
import { describePlatform } from './platform-suite';

describePlatform(nock, 14);
