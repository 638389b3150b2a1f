import type { MessagingParticipant, TimeToRespond } from './messaging-payload';

/** A dialog of a conversation with a survey. */
export interface SurveyDialog {
  /** Id of the dialog. */
  dialogId?: string;
  /** What the dialog is for. */
  dialogType?: 'MAIN' | 'POST_SURVEY' | (string & {});
  /** Channel, such as `MESSAGING`. */
  channelType?: string;
  /** State, such as `OPEN` or `CLOSE`. */
  state?: string;
  /** When it began, in milliseconds since 1970. */
  creationTs?: number;
  /** When it ended, in milliseconds since 1970. */
  endTs?: number;
  /** Who closed it. */
  closedBy?: string;
  /** Who took part. */
  participantsDetails?: MessagingParticipant[];
  [field: string]: unknown;
}

/**
 * The payload of the events of a survey after a messaging conversation (docs/platform.md, "Event payloads").
 */
export interface MessagingSurveyPayload {
  /** Id of the conversation. */
  conversationId: string;
  /** Id of the account. */
  accountId: string;
  /** Id of the survey, a number. */
  surveyId?: number | string;
  /** Revision of the survey. */
  surveyRevision?: number | string;
  /** Id of the skill. */
  skillId?: string | number;
  /** The time to respond that is in force, as a time in milliseconds since 1970. */
  effectiveTTR?: number;
  /** The last message. */
  lastContentEventNotification?: {
    /** Id of who sent it. */
    originatorId?: string;
    /** Participant id of who sent it. */
    originatorPId?: string;
    /** Its number in the dialog. */
    sequence?: number;
    /** When it was sent, in milliseconds since 1970. */
    serverTimestamp?: number;
    /** Its content. */
    event?: {
      /** Content type, such as `text/plain`. */
      contentType?: string;
      /** The message. */
      message?: unknown;
      /** Type of the event. */
      type?: string;
    };
    /** About the client that sent it. */
    originatorClientProperties?: Record<string, unknown>;
  };
  /** Where the conversation came from. */
  campaignInfo?: {
    /** Id of the campaign. */
    campaignId?: string | number;
    /** Id of the engagement. */
    engagementId?: string | number;
  };
  /** Why the conversation was closed. */
  closeReason?: string;
  /** About the visit. */
  context?: {
    /** About the consumer's client. */
    clientProperties?: Record<string, unknown>;
    /** Id of the engagement's context. */
    interactionContextId?: string;
    /** Language. */
    lang?: string;
    /** Id of the visit, as `addSDEs` needs it. */
    sessionId?: string;
    /** Type of the context. */
    type?: string;
    /** Id of the visitor, as `addSDEs` needs it. */
    visitorId?: string;
  };
  /** The dialogs. */
  dialogs?: SurveyDialog[];
  /** Whether it is the first conversation of the consumer. */
  firstConversation?: boolean;
  /** Who took part. */
  participants?: MessagingParticipant[];
  /** State of the conversation. */
  state?: string;
  /** When it began, in milliseconds since 1970. */
  startTs?: number;
  /** Time to respond. */
  ttr?: TimeToRespond;
  /** Id of the last question of the survey. */
  lastQuestionId?: string;
}

/** The payload of a chat's post-survey (docs/platform.md, "Event payloads"). */
export interface ChatSurveyPayload {
  /** Rank that the visitor gave. */
  csatRank?: number | string;
  /** Name of the skill. */
  skillName?: string;
  /** Name of the agent. */
  agentName?: string;
  /** Questions and answers. */
  questionWithAnswers?: Array<{
    /** The question. */
    question?: string;
    /** The answer. */
    answer?: string;
  }>;
}

/** A transcript to send by mail. A function answers the survey of a chat with an array of these (docs/platform.md, "Answers to events"). */
export interface ChatSurveyEmail {
  /** Address of the recipient. */
  targetEmail: string;
  /** Name of the sender. */
  senderName: string;
  /** Address of the sender. */
  senderEmail: string;
  /** Subject. */
  subject: string;
}
