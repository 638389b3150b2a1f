/** Names of LivePerson services, for `LpClient` (docs/platform.md, "Service names and hosts"). Any other name can be given as a string. */
export const LpServices = {
  /** Reads users, skills, agent groups, profiles, lines of business. */
  ACCOUNT_CONFIG_READ_ONLY: 'accountConfigReadOnly',
  /** Reads and changes users, skills, agent groups, profiles, predefined content. */
  ACCOUNT_CONFIG_READ_WRITE: 'accountConfigReadWrite',
  /** Agent chat, and the login of users. */
  AGENT_VEP: 'agentVep',
  /** Messaging of consumers: windows, connectors. */
  ASYNC_MESSAGING: 'asyncMessaging',
  /** Messaging of agents. The last letter of the name is missing, as in the original. */
  ASYNC_MESSAGING_EN: 'asyncMessagingEnt',
  /** The audit log. On V2 of the platform it is called `auditLog`. */
  AUDITLOG: 'auditlog',
  /** Engagement history: chats that have ended. */
  ENG_HIST_DOMAIN: 'engHistDomain',
  /** Operational real-time data and messaging operations. */
  LE_DATA_REPORTING: 'leDataReporting',
  /** Engagements in apps. */
  MSDKGW: 'msdkgw',
  /** Estimated waiting times. */
  MSG_EWT_API: 'msgEwtAPI',
  /** Messaging Interactions API: conversations. ConversationUtil calls it. */
  MSG_HIST: 'msgHist',
  /** Push notifications. */
  PUSHER: 'pusher',
  /** Deletion of personal data. */
  RTBF: 'rtbf',
  /** Engagement attributes and visits. SDEUtil calls it. */
  SMT: 'smt',
} as const;

/** The value of any member of {@link LpServices}. */
export type LpService = (typeof LpServices)[keyof typeof LpServices];
