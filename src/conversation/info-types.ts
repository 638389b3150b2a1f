/** Facts about a conversation as a whole (facts §2.3). */
export interface ConversationInfo {
  /** Id of the conversation. */
  conversationId?: string;
  /** Id of the account. */
  brandId?: string;
  /** Open, or closed. */
  status?: 'OPEN' | 'CLOSE' | (string & {});
  /** Status of the dialogs together. */
  fullDialogStatus?: string;
  /** `YYYY-MM-DD HH:mm:ss.SSS+0000`. */
  startTime?: string;
  /** Milliseconds since the epoch. */
  startTimeL?: number;
  /** The text `undefined` while the conversation is open. */
  endTime?: string;
  /** -1 while the conversation is open. */
  endTimeL?: number;
  /** Milliseconds. */
  duration?: number;
  /** Who closed it. */
  closeReason?: 'AGENT' | 'CONSUMER' | 'SYSTEM' | (string & {});
  /** More about why it was closed. */
  closeReasonDescription?: string;
  /** Whether it is the consumer's first. */
  firstConversation?: boolean;
  /** Whether something is missing from the record. */
  isPartial?: boolean;
  /** Id of the latest agent. */
  latestAgentId?: string;
  /** Nickname of the latest agent. */
  latestAgentNickname?: string;
  /** Full name of the latest agent. */
  latestAgentFullName?: string;
  /** Login name of the latest agent. */
  latestAgentLoginName?: string;
  /** Whether the latest agent was deleted since. */
  agentDeleted?: boolean;
  /** Id of the latest agent's group. */
  latestAgentGroupId?: number;
  /** Name of the latest agent's group. */
  latestAgentGroupName?: string;
  /** -1 for none. */
  latestSkillId?: number;
  /** Name of the latest skill. */
  latestSkillName?: string;
  /** Whether it waits for an agent. */
  latestQueueState?: 'IN_QUEUE' | 'ACTIVE' | (string & {});
  /** Meaningful connection score, 0 to 100. */
  mcs?: number;
  /** Sentiment that agents are alerted of: bad, neutral or good. */
  alertedMCS?: -1 | 0 | 1;
  /** 1 to 5. */
  csatRate?: number;
  /** `APP`, `SHARK`, `AGENT`, `SMS`, `FACEBOOK`, … */
  source?: string;
  /** Device of the consumer. */
  device?: string;
  /** Model of the device. */
  deviceModel?: string;
  /** Browser of the consumer. */
  browser?: string;
  /** Version of the browser. */
  browserVersion?: string;
  /** Operating system of the consumer. */
  operatingSystem?: string;
  /** Version of the operating system. */
  operatingSystemVersion?: string;
  /** IP address of the consumer. */
  ipAddress?: string;
  /** Time zone of the consumer. */
  timeZone?: string;
  /** Language of the consumer. */
  language?: string;
  /** How the consumer is connected, such as `WEB_SDK`. */
  integration?: string;
  /** Version of the integration. */
  integrationVersion?: string;
  /** Id of the consumer's app. */
  appId?: string;
  /** Version of the consumer's app. */
  appVersion?: string;
  /** What the consumer's client can show. */
  features?: string[];
  /** Id of the visit; for `addSDEs`. */
  sessionId?: string;
  /** Id of the engagement's context. */
  interactionContextId?: string;
  /** Not in the API's tables. */
  visitorId?: string;
  /** Whether the consumer logged in along the way. */
  wasStepUp?: boolean;
  /** Whether an agent has still to fill in a survey. */
  pendingAgentSurvey?: boolean;
  /** Name of the first intent found. */
  firstIntentName?: string;
  /** Label of the first intent found. */
  firstIntentLabel?: string;
  [field: string]: unknown;
}

/** The campaign and engagement that a conversation came from (facts §2.3). */
export interface ConversationCampaign {
  /** Id of the engagement. */
  campaignEngagementId?: string;
  /** Name of the engagement. */
  campaignEngagementName?: string;
  /** Id of the campaign. */
  campaignId?: string;
  /** Name of the campaign. */
  campaignName?: string;
  /** Id of the goal. */
  goalId?: string;
  /** Name of the goal. */
  goalName?: string;
  /** Note for the agent. */
  engagementAgentNote?: string;
  /** Where the engagement was shown, such as `WEB_SITE`. */
  engagementSource?: string;
  /** Id of the behaviour that triggered it. */
  visitorBehaviorId?: string;
  /** Name of the behaviour that triggered it. */
  visitorBehaviorName?: string;
  /** Id of the application. */
  engagementApplicationId?: string;
  /** Name of the application. */
  engagementApplicationName?: string;
  /** Id of the application's type. */
  engagementApplicationTypeId?: string;
  /** Name of the application's type. */
  engagementApplicationTypeName?: string;
  /** Id of the visitor profile. */
  visitorProfileId?: string;
  /** Name of the visitor profile. */
  visitorProfileName?: string;
  /** Id of the line of business. */
  lobId?: number;
  /** Name of the line of business. */
  lobName?: string;
  /** Id of the location. */
  locationId?: string;
  /** Name of the location. */
  locationName?: string;
  /** Whether the profile is the default one. */
  profileSystemDefault?: boolean;
  /** Whether the behaviour is the default one. */
  behaviorSystemDefault?: boolean;
}

/** Where the consumer was and with what (facts §2.3). */
export interface ConversationMonitoring {
  /** Country of the visitor. */
  country?: string;
  /** Its code. */
  countryCode?: string;
  /** State or region of the visitor. */
  state?: string;
  /** City of the visitor. */
  city?: string;
  /** Internet provider of the visitor. */
  isp?: string;
  /** Organisation that the address belongs to. */
  org?: string;
  /** Device of the consumer. */
  device?: string;
  /** IP address of the consumer. */
  ipAddress?: string;
  /** Browser of the consumer. */
  browser?: string;
  /** Operating system of the consumer. */
  operatingSystem?: string;
  /** Page that the conversation was started on. */
  conversationStartPage?: string;
  /** Title of that page. */
  conversationStartPageTitle?: string;
}
