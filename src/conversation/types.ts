import type { MessageRecord, MessageScore, MessageStatus } from './message-types';
import type {
  AgentParticipant,
  ConsumerParticipant,
  ConversationInteraction,
  ConversationTransfer,
} from './participant-types';
import type { SDEEvents } from './sde-event-types';
import type { AgentSurvey, ConversationSurvey } from './survey-types';

/** Facts about a conversation as a whole (facts §2.3). */
export interface ConversationInfo {
  conversationId?: string;
  brandId?: string;
  status?: 'OPEN' | 'CLOSE' | (string & {});
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
  closeReason?: 'AGENT' | 'CONSUMER' | 'SYSTEM' | (string & {});
  closeReasonDescription?: string;
  firstConversation?: boolean;
  isPartial?: boolean;
  latestAgentId?: string;
  latestAgentNickname?: string;
  latestAgentFullName?: string;
  latestAgentLoginName?: string;
  agentDeleted?: boolean;
  latestAgentGroupId?: number;
  latestAgentGroupName?: string;
  /** -1 for none. */
  latestSkillId?: number;
  latestSkillName?: string;
  latestQueueState?: 'IN_QUEUE' | 'ACTIVE' | (string & {});
  /** Meaningful connection score, 0 to 100. */
  mcs?: number;
  alertedMCS?: -1 | 0 | 1;
  /** 1 to 5. */
  csatRate?: number;
  /** `APP`, `SHARK`, `AGENT`, `SMS`, `FACEBOOK`, … */
  source?: string;
  device?: string;
  deviceModel?: string;
  browser?: string;
  browserVersion?: string;
  operatingSystem?: string;
  operatingSystemVersion?: string;
  ipAddress?: string;
  timeZone?: string;
  language?: string;
  integration?: string;
  integrationVersion?: string;
  appId?: string;
  appVersion?: string;
  features?: string[];
  sessionId?: string;
  interactionContextId?: string;
  /** Not in the API's tables. */
  visitorId?: string;
  wasStepUp?: boolean;
  pendingAgentSurvey?: boolean;
  firstIntentName?: string;
  firstIntentLabel?: string;
  [field: string]: unknown;
}

/** The campaign and engagement that a conversation came from (facts §2.3). */
export interface ConversationCampaign {
  campaignEngagementId?: string;
  campaignEngagementName?: string;
  campaignId?: string;
  campaignName?: string;
  goalId?: string;
  goalName?: string;
  engagementAgentNote?: string;
  engagementSource?: string;
  visitorBehaviorId?: string;
  visitorBehaviorName?: string;
  engagementApplicationId?: string;
  engagementApplicationName?: string;
  engagementApplicationTypeId?: string;
  engagementApplicationTypeName?: string;
  visitorProfileId?: string;
  visitorProfileName?: string;
  lobId?: number;
  lobName?: string;
  locationId?: string;
  locationName?: string;
  profileSystemDefault?: boolean;
  behaviorSystemDefault?: boolean;
}

/** Where the consumer was and with what (facts §2.3). */
export interface ConversationMonitoring {
  country?: string;
  countryCode?: string;
  state?: string;
  city?: string;
  isp?: string;
  org?: string;
  device?: string;
  ipAddress?: string;
  browser?: string;
  operatingSystem?: string;
  conversationStartPage?: string;
  conversationStartPageTitle?: string;
}

/** A dialog of a conversation (facts §2.3). */
export interface ConversationDialog {
  dialogId?: string;
  status?: string;
  dialogType?: 'MAIN' | 'POST_SURVEY' | (string & {});
  dialogChannelType?: string;
  startTime?: string;
  startTimeL?: number;
  endTime?: string;
  endTimeL?: number;
  closeReason?: string;
  closeReasonDescription?: string;
  skillId?: number | string;
  skillName?: string;
}

/** A shared browsing session (facts §2.3). */
export interface CoBrowseSession {
  sessionId?: string;
  startTime?: string;
  startTimeL?: number;
  endTime?: string;
  endTimeL?: number;
  interactiveTime?: string;
  interactiveTimeL?: number;
  isInteractive?: boolean;
  interactive?: boolean;
  endReason?: string;
  duration?: number;
  type?: 'inApp' | 'web' | (string & {});
  capabilities?: string[];
  agentId?: string;
}

/** An intent that was recognised (facts §2.3). */
export interface IntentClassification {
  intentName?: string;
  intentLabel?: string;
  confidenceScore?: number;
  versions?: Array<{ modelName?: string; modelVersion?: string }>;
}

/** One conversation with the parts that were asked for (facts §2.3). */
export interface ConversationHistoryRecord {
  info?: ConversationInfo;
  campaign?: ConversationCampaign;
  monitoring?: ConversationMonitoring;
  messageRecords?: MessageRecord[];
  messageStatuses?: MessageStatus[];
  messageScores?: MessageScore[];
  agentParticipants?: AgentParticipant[];
  agentParticipantsLeave?: AgentParticipant[];
  agentParticipantsActive?: AgentParticipant[];
  consumerParticipants?: ConsumerParticipant[];
  transfers?: ConversationTransfer[];
  interactions?: ConversationInteraction[];
  dialogs?: ConversationDialog[];
  conversationSurveys?: ConversationSurvey[];
  coBrowseSessions?: { coBrowseSessionsList?: CoBrowseSession[] };
  summary?: { text?: string; lastUpdatedTime?: number | string };
  /** `latestEffectiveResponseDueTime` is -1 while the consumer is to answer. */
  responseTime?: { latestEffectiveResponseDueTime?: number; configuredResponseTime?: number };
  intents?: Array<{
    selectedClassification?: IntentClassification;
    allClassifications?: IntentClassification[];
    messageId?: string;
  }>;
  uniqueIntents?: Array<{ intentName?: string; intentLabel?: string }>;
  latestAgentSurvey?: AgentSurvey;
  previouslySubmittedAgentSurveys?: AgentSurvey[];
  sdes?: SDEEvents;
  unAuthSdes?: SDEEvents;
  [part: string]: unknown;
}

/** A link to a page of results. */
export interface ConversationLink {
  rel?: string;
  href?: string;
}

/** What `getConversationById` resolves to (facts §2.3). */
export interface Conversation {
  _metadata?: {
    count?: number;
    self?: ConversationLink;
    shardsStatusResult?: { partialResult?: boolean };
    [field: string]: unknown;
  };
  conversationHistoryRecords: ConversationHistoryRecord[];
  ttlSecond?: number;
  [field: string]: unknown;
}

/** A message that contains a keyword (seed 003). */
export interface KeywordMatch {
  /** The whole message, or the caption of the file. */
  message: string;
  /** Milliseconds since the epoch. */
  sentTimestamp: number | undefined;
  sentBy: string | undefined;
  /** `keywordRef:` and the keyword. */
  tag: string;
}
