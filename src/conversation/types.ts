import type { ConversationCampaign, ConversationInfo, ConversationMonitoring } from './info-types';
import type { MessageRecord, MessageScore, MessageStatus } from './message-types';
import type {
  AgentParticipant,
  ConsumerParticipant,
  ConversationInteraction,
  ConversationTransfer,
} from './participant-types';
import type { SDEEvents } from './sde-types';
import type { AgentSurvey, ConversationSurvey } from './survey-types';

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
