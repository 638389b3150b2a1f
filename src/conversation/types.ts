import type { SDEEvents } from '../sde/sde-event-types';
import type { MessageRecord, MessageScore, MessageStatus } from './message-types';
import type {
  AgentParticipant,
  ConsumerParticipant,
  ConversationInteraction,
  ConversationTransfer,
} from './participant-types';
import type { AgentSurvey, ConversationSurvey } from './survey-types';

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

/** A dialog of a conversation (facts §2.3). */
export interface ConversationDialog {
  /** Id of the dialog. */
  dialogId?: string;
  /** Status of the dialog. */
  status?: string;
  /** What the dialog is for. */
  dialogType?: 'MAIN' | 'POST_SURVEY' | (string & {});
  /** Channel of the dialog, such as `MESSAGING`. */
  dialogChannelType?: string;
  /** Start, as `YYYY-MM-DD HH:mm:ss.SSS+0000`. */
  startTime?: string;
  /** Start, in milliseconds since 1970. */
  startTimeL?: number;
  /** End, as `YYYY-MM-DD HH:mm:ss.SSS+0000`. */
  endTime?: string;
  /** End, in milliseconds since 1970. */
  endTimeL?: number;
  /** Why it was closed. */
  closeReason?: string;
  /** More about why it was closed. */
  closeReasonDescription?: string;
  /** Id of the skill. */
  skillId?: number | string;
  /** Name of the skill. */
  skillName?: string;
}

/** A shared browsing session (facts §2.3). */
export interface CoBrowseSession {
  /** Id of the session. */
  sessionId?: string;
  /** Start, as `YYYY-MM-DD HH:mm:ss.SSS+0000`. */
  startTime?: string;
  /** Start, in milliseconds since 1970. */
  startTimeL?: number;
  /** End, as `YYYY-MM-DD HH:mm:ss.SSS+0000`. */
  endTime?: string;
  /** End, in milliseconds since 1970. */
  endTimeL?: number;
  /** When the agent could act, as `YYYY-MM-DD HH:mm:ss.SSS+0000`. */
  interactiveTime?: string;
  /** When the agent could act, in milliseconds since 1970. */
  interactiveTimeL?: number;
  /** Whether the agent could act. */
  isInteractive?: boolean;
  /** The same, in the API's other spelling. */
  interactive?: boolean;
  /** Why it ended. */
  endReason?: string;
  /** In milliseconds. */
  duration?: number;
  /** Where it took place. */
  type?: 'inApp' | 'web' | (string & {});
  /** What could be done, such as `view`. */
  capabilities?: string[];
  /** Id of the agent. */
  agentId?: string;
}

/** An intent that was recognised (facts §2.3). */
export interface IntentClassification {
  /** Name of the intent. */
  intentName?: string;
  /** Label of the intent. */
  intentLabel?: string;
  /** How sure the model is. */
  confidenceScore?: number;
  /** The models that found it. */
  versions?: Array<{
    /** Name of the model. */
    modelName?: string;
    /** Version of the model. */
    modelVersion?: string;
  }>;
}

/** One conversation with the parts that were asked for (facts §2.3). */
export interface ConversationHistoryRecord {
  /** Status, times, agent and skill. */
  info?: ConversationInfo;
  /** Where the conversation came from. */
  campaign?: ConversationCampaign;
  /** Place and device of the visitor. */
  monitoring?: ConversationMonitoring;
  /** The messages. */
  messageRecords?: MessageRecord[];
  /** Delivery of each message. */
  messageStatuses?: MessageStatus[];
  /** Sentiment of each message. */
  messageScores?: MessageScore[];
  /** Agents that joined. */
  agentParticipants?: AgentParticipant[];
  /** Agents that left. */
  agentParticipantsLeave?: AgentParticipant[];
  /** Agents that are there now. */
  agentParticipantsActive?: AgentParticipant[];
  /** The consumers. */
  consumerParticipants?: ConsumerParticipant[];
  /** Transfers between skills and agents. */
  transfers?: ConversationTransfer[];
  /** Which agent answered when. */
  interactions?: ConversationInteraction[];
  /** The dialogs: the main one, and surveys. */
  dialogs?: ConversationDialog[];
  /** Answers of the consumer to surveys. */
  conversationSurveys?: ConversationSurvey[];
  /** Co-browse sessions. */
  coBrowseSessions?: {
    /** The sessions. */
    coBrowseSessionsList?: CoBrowseSession[];
  };
  /** The summary that an agent wrote. */
  summary?: {
    /** The text. */
    text?: string;
    /** When it was last changed, in milliseconds since 1970. */
    lastUpdatedTime?: number | string;
  };
  /** `latestEffectiveResponseDueTime` is -1 while the consumer is to answer. */
  responseTime?: {
    /** When the answer is due, in milliseconds since 1970. */
    latestEffectiveResponseDueTime?: number;
    /** The time to answer that is configured. */
    configuredResponseTime?: number;
  };
  /** Intents found, one entry a message. */
  intents?: Array<{
    /** The intent that was taken. */
    selectedClassification?: IntentClassification;
    /** All that were considered. */
    allClassifications?: IntentClassification[];
    /** Id of the message. */
    messageId?: string;
  }>;
  /** Intents found, each once. */
  uniqueIntents?: Array<{
    /** Name of the intent. */
    intentName?: string;
    /** Label of the intent. */
    intentLabel?: string;
  }>;
  /** The latest survey filled in by an agent. */
  latestAgentSurvey?: AgentSurvey;
  /** Earlier surveys filled in by agents. */
  previouslySubmittedAgentSurveys?: AgentSurvey[];
  /** Engagement attributes of authenticated consumers. */
  sdes?: SDEEvents;
  /** Engagement attributes of everybody else. */
  unAuthSdes?: SDEEvents;
  [part: string]: unknown;
}

/** A link to a page of results. */
export interface ConversationLink {
  /** How the linked page relates to this one, such as `next`. */
  rel?: string;
  /** Its address. */
  href?: string;
}

/** What `getConversationById` resolves to (facts §2.3). */
export interface Conversation {
  /** About the answer itself. */
  _metadata?: {
    /** Number of records. */
    count?: number;
    /** Where this answer came from. */
    self?: ConversationLink;
    /** Whether every part of the store answered. */
    shardsStatusResult?: {
      /** Whether something is missing. */
      partialResult?: boolean;
    };
    [field: string]: unknown;
  };
  /** The conversation as its only entry. */
  conversationHistoryRecords: ConversationHistoryRecord[];
  /** Seconds that the answer stays valid. */
  ttlSecond?: number;
  [field: string]: unknown;
}

/** A message that contains a keyword (seed 003). */
export interface KeywordMatch {
  /** The whole message, or the caption of the file. */
  message: string;
  /** Milliseconds since the epoch. */
  sentTimestamp: number | undefined;
  /** Who sent it, as in {@link MessageRecord}. */
  sentBy: string | undefined;
  /** `keywordRef:` and the keyword. */
  tag: string;
}
