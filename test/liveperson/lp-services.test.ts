import { expect, it } from 'vitest';
import { LpServices } from '../../src/liveperson/lp-services';

it('the services have the names that service discovery knows', () => {
  expect(LpServices).toEqual({
    ACCOUNT_CONFIG_READ_ONLY: 'accountConfigReadOnly',
    ACCOUNT_CONFIG_READ_WRITE: 'accountConfigReadWrite',
    AGENT_VEP: 'agentVep',
    ASYNC_MESSAGING: 'asyncMessaging',
    ASYNC_MESSAGING_EN: 'asyncMessagingEnt',
    AUDITLOG: 'auditlog',
    ENG_HIST_DOMAIN: 'engHistDomain',
    LE_DATA_REPORTING: 'leDataReporting',
    MSDKGW: 'msdkgw',
    MSG_EWT_API: 'msgEwtAPI',
    MSG_HIST: 'msgHist',
    PUSHER: 'pusher',
    RTBF: 'rtbf',
    SMT: 'smt',
  });
});
