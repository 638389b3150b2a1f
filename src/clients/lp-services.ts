/** Names of LivePerson services, for `LpClient` (facts §1.4). Other names can be given as strings. */
export const LpServices = {
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
} as const;

/** The value of any member of {@link LpServices}. */
export type LpService = (typeof LpServices)[keyof typeof LpServices];
