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

/** A dialog of a conversation (docs/platform.md, "Conversation records"). */
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

/** A shared browsing session (docs/platform.md, "Conversation records"). */
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
  /** The same as `isInteractive`. The API has both spellings. */
  interactive?: boolean;
  /** Why it ended. */
  endReason?: string;
  /** Duration in milliseconds. */
  duration?: number;
  /** Where it took place. */
  type?: 'inApp' | 'web' | (string & {});
  /** The actions that the session allowed, such as `view`. */
  capabilities?: string[];
  /** Id of the agent. */
  agentId?: string;
}

/** An intent that was recognised (docs/platform.md, "Conversation records"). */
export interface IntentClassification {
  /** Name of the intent. */
  intentName?: string;
  /** Label of the intent. */
  intentLabel?: string;
  /** How sure the model is, as a number. */
  confidenceScore?: number;
  /** The models that found it. */
  versions?: Array<{
    /** Name of the model. */
    modelName?: string;
    /** Version of the model. */
    modelVersion?: string;
  }>;
}

/** One conversation with the parts that were requested (docs/platform.md, "Conversation records"). */
export interface ConversationHistoryRecord {
  /** Status, times, agent and skill. */
  info?: ConversationInfo;
  /** The campaign and engagement that the conversation came from. */
  campaign?: ConversationCampaign;
  /** Place and device of the visitor. */
  monitoring?: ConversationMonitoring;
  /** The messages. */
  messageRecords?: MessageRecord[];
  /** The delivery of each message. */
  messageStatuses?: MessageStatus[];
  /** The sentiment of each message. */
  messageScores?: MessageScore[];
  /** Agents that joined. */
  agentParticipants?: AgentParticipant[];
  /** Agents that left. */
  agentParticipantsLeave?: AgentParticipant[];
  /** Agents that take part in the conversation now. */
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
  /** When the next answer of the agent is due. */
  responseTime?: {
    /** When the answer is due, in milliseconds since 1970. -1 while the consumer has to answer. */
    latestEffectiveResponseDueTime?: number;
    /** The configured time to answer. */
    configuredResponseTime?: number;
  };
  /** The intents that were found, with one entry for each message. */
  intents?: Array<{
    /** The intent that was chosen. */
    selectedClassification?: IntentClassification;
    /** All intents that were considered. */
    allClassifications?: IntentClassification[];
    /** Id of the message. */
    messageId?: string;
  }>;
  /** The intents that were found, without duplicates. */
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
  /** Engagement attributes of consumers who are not authenticated. */
  unAuthSdes?: SDEEvents;
  [part: string]: unknown;
}

/** A link to a page of results. */
export interface ConversationLink {
  /** How the linked page relates to this one, such as `next`. */
  rel?: string;
  /** URL of the linked page. */
  href?: string;
}

/** The conversation that `getConversationById` returns (docs/platform.md, "Conversation records"). */
export interface Conversation {
  /** Data about the answer itself. */
  _metadata?: {
    /** Number of records. */
    count?: number;
    /** Link to this answer. */
    self?: ConversationLink;
    /** Whether all parts of the store have answered. */
    shardsStatusResult?: {
      /** Whether results of some parts are missing. */
      partialResult?: boolean;
    };
    [field: string]: unknown;
  };
  /** The conversation as its only entry. */
  conversationHistoryRecords: ConversationHistoryRecord[];
  /** How many seconds the answer is valid. */
  ttlSecond?: number;
  [field: string]: unknown;
}

/** A message that contains a keyword (docs/platform.md, "Messaging Interactions API"). */
export interface KeywordMatch {
  /** The whole message, or the caption of the file. */
  message: string;
  /** When it was sent, in milliseconds since 1970. */
  sentTimestamp: number | undefined;
  /** Who sent it, as `sentBy` of {@link MessageRecord}. */
  sentBy: string | undefined;
  /** The text `keywordRef:` followed by the keyword. */
  tag: string;
}
