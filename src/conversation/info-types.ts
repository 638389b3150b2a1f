/** Status, times, agent and skill of a conversation (docs/platform.md, "Conversation records"). */
export interface ConversationInfo {
  /** Id of the conversation. */
  conversationId?: string;
  /** Id of the account. */
  brandId?: string;
  /** Open, or closed. */
  status?: 'OPEN' | 'CLOSE' | (string & {});
  /** Status of all dialogs together. */
  fullDialogStatus?: string;
  /** Start, as `YYYY-MM-DD HH:mm:ss.SSS+0000`. */
  startTime?: string;
  /** Start, in milliseconds since 1970. */
  startTimeL?: number;
  /** End, as `YYYY-MM-DD HH:mm:ss.SSS+0000`. The text `undefined` while the conversation is open. */
  endTime?: string;
  /** End, in milliseconds since 1970. -1 while the conversation is open. */
  endTimeL?: number;
  /** Duration in milliseconds. */
  duration?: number;
  /** Who closed it. */
  closeReason?: 'AGENT' | 'CONSUMER' | 'SYSTEM' | (string & {});
  /** More about why it was closed. */
  closeReasonDescription?: string;
  /** Whether it is the first conversation of the consumer. */
  firstConversation?: boolean;
  /** Whether parts of the record are missing. */
  isPartial?: boolean;
  /** Id of the latest agent. */
  latestAgentId?: string;
  /** Nickname of the latest agent. */
  latestAgentNickname?: string;
  /** Full name of the latest agent. */
  latestAgentFullName?: string;
  /** Login name of the latest agent. */
  latestAgentLoginName?: string;
  /** Whether the user of the latest agent has been deleted. */
  agentDeleted?: boolean;
  /** Id of the latest agent's group. */
  latestAgentGroupId?: number;
  /** Name of the latest agent's group. */
  latestAgentGroupName?: string;
  /** Id of the latest skill. -1 for no skill. */
  latestSkillId?: number;
  /** Name of the latest skill. */
  latestSkillName?: string;
  /** Whether the conversation waits for an agent. */
  latestQueueState?: 'IN_QUEUE' | 'ACTIVE' | (string & {});
  /** Meaningful connection score, 0 to 100. */
  mcs?: number;
  /** The sentiment that agents are alerted to: -1 bad, 0 neutral, 1 good. */
  alertedMCS?: number;
  /** Customer satisfaction, 1 to 5. */
  csatRate?: number;
  /** Where the conversation was started: `APP`, `SHARK`, `AGENT`, `SMS`, `FACEBOOK`, … */
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
  /** The features that the consumer's client supports. */
  features?: string[];
  /** Id of the visit, for `addSDEs`. */
  sessionId?: string;
  /** Id of the engagement's context. */
  interactionContextId?: string;
  /** Id of the visitor. The API's documentation does not list it. */
  visitorId?: string;
  /** Whether the consumer logged in during the conversation. */
  wasStepUp?: boolean;
  /** Whether an agent still has to fill in a survey. */
  pendingAgentSurvey?: boolean;
  /** Name of the first intent that was found. */
  firstIntentName?: string;
  /** Label of the first intent that was found. */
  firstIntentLabel?: string;
  [field: string]: unknown;
}

/** The campaign and engagement that a conversation came from (docs/platform.md, "Conversation records"). */
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
  /** Id of the behaviour that triggered the engagement. */
  visitorBehaviorId?: string;
  /** Name of the behaviour that triggered the engagement. */
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

/** The place, the device and the page that the consumer used (docs/platform.md, "Conversation records"). */
export interface ConversationMonitoring {
  /** Country of the visitor. */
  country?: string;
  /** Code of the country. */
  countryCode?: string;
  /** State or region of the visitor. */
  state?: string;
  /** City of the visitor. */
  city?: string;
  /** Internet provider of the visitor. */
  isp?: string;
  /** Organisation that the IP address belongs to. */
  org?: string;
  /** Device of the consumer. */
  device?: string;
  /** IP address of the consumer. */
  ipAddress?: string;
  /** Browser of the consumer. */
  browser?: string;
  /** Operating system of the consumer. */
  operatingSystem?: string;
  /** Page on which the conversation was started. */
  conversationStartPage?: string;
  /** Title of that page. */
  conversationStartPageTitle?: string;
}
