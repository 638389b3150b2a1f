/** Who takes part in a conversation. */
export interface MessagingParticipant {
  /** Id of the participant. */
  id?: string;
  /** Part in the conversation, such as `CONSUMER`. */
  role?: string;
}

/** How soon an answer is due. */
export interface TimeToRespond {
  /** Kind of urgency. */
  ttrType?: 'URGENT' | 'NORMAL' | 'PRIORITIZED' | 'CUSTOM' | (string & {});
  /** Seconds. */
  value?: number;
}

/** A time and its unit. */
export interface IdleTime {
  /** How long. */
  time?: number;
  /** Unit of `time`: `minutes`. */
  timeUnits?: string;
}

/**
 * What happened, in the words of the platform. These three tell who ended a conversation; there are others
 * (docs/platform.md, "Event payloads").
 */
export type MessagingEventType =
  | 'AGENT_END_CONVERSATION'
  | 'CONSUMER_END_CONVERSATION'
  | 'SYSTEM_END_CONVERSATION'
  | (string & {});

/** What every event of a messaging conversation tells; misspelt names are those of the wire. */
export interface MessagingEventGeneral {
  /** What happened. */
  cbotEventType?: MessagingEventType;
  /** Type of the change: `UPSERT`. */
  type?: string;
  /** Id of the conversation. */
  convId: string;
  /** Id of the dialog. */
  dialogId?: string;
  /** Text in practice; a number in the documentation. */
  sessionId?: string | number;
  /** Text in practice; a number in the documentation. */
  visitorId?: string | number;
  /** Milliseconds since the epoch. */
  startTs?: number;
  /** Time to respond that is in force, in milliseconds since 1970. */
  effectiveTTR?: number;
  /** Time to respond that an agent has set. */
  manualETTR?: number;
  /** State before. */
  oldConvState?: string;
  /** State after. */
  newConvState?: string;
  /** Type of the context; the documentation spells it so. */
  contexttype?: string;
  /** Type of the context, as the platform sends it. */
  contextType?: string;
  /** Channel of the consumer. */
  messagingChannel?: string;
  /** Where the conversation came from. */
  campaignInfo?: {
    /** Id of the campaign; the documentation calls it so. */
    id?: string | number;
    /** Id of the engagement; the documentation spells it so. */
    engangementId?: string | number;
    /** Id of the campaign, as the platform sends it. */
    campaignId?: string | number;
    /** Id of the engagement, as the platform sends it. */
    engagementId?: string | number;
  };
  /** Language of the consumer's client. */
  clientLanguage?: string;
  /** What the consumer's client can show. */
  clientFeatures?: string[];
  /** IP address of the consumer; the documentation spells it so. */
  clientIpAdress?: string;
  /** IP address of the consumer, as the platform sends it. */
  clientIpAddress?: string;
  /** Whether it is outside the hours of work. */
  inOffHours?: boolean;
  /** Id of who caused the event. */
  originatorId?: string;
  /** Participant id of who caused the event. */
  originatorPid?: string;
  /** Who caused the event. */
  originatorMetadata?: MessagingParticipant;
  /** When, in milliseconds since 1970. */
  serverTimestamp?: number;
  /** Who wrote the last message. */
  lastMessageComposer?: string;
  /** When the last message came, in milliseconds since 1970. */
  lastMessageTs?: number;
  /** When an agent last wrote, in milliseconds since 1970. */
  lastAgentMsgTs?: number;
  /** When the conversation went back to the queue, in milliseconds since 1970. */
  backToQueueTs?: number;
}

/**
 * The payload of the events of a messaging conversation (docs/platform.md, "Event payloads"). `general` is
 * always there, and so are the other parts; the part named after the event tells what changed.
 */
export interface MessagingEventPayload {
  /** What every event has. */
  general: MessagingEventGeneral;
  /** New conversation. */
  start?: {
    /** Whether it is the consumer's first. */
    firstConversation?: boolean;
  };
  /** Conversation end. */
  end?: {
    /** Who closed it. */
    closeReason?: string;
  };
  /** Conversation idle; misspelt names are those of the wire. */
  idle?: {
    /** When the consumer last wrote, in milliseconds since 1970. */
    lastConsumerMsgTs?: number;
    /** How long the agent has been silent. */
    agentNonResponsive?: IdleTime;
    /** How long the consumer has been silent; the platform spells it so. */
    consumserNonResponsive?: IdleTime;
    /** How long nobody has taken the conversation. */
    convNotTakenTime?: IdleTime;
  };
  /** Line in off-hours. */
  mid?: {
    /** Whether it was opened outside the hours of work. */
    openedInOffHours?: boolean;
  };
  /** Participants change. */
  participantChange?: {
    /** Participants before. */
    oldParticipants?: MessagingParticipant[];
    /** Participants after. */
    newParticipants?: MessagingParticipant[];
  };
  /** Conversation routing. */
  routing?: {
    /** Skill before. */
    oldSkillId?: string;
    /** Skill after. */
    newSkillId?: string;
  };
  /** Time to respond. */
  ttr?: {
    /** Before. */
    oldTtr?: TimeToRespond;
    /** After. */
    newTtr?: TimeToRespond;
  };
}

/**
 * What a function may answer to an event of a messaging conversation: one command, or several of which the first of
 * each type counts. `[]` does nothing; no answer sends the default message
 * (docs/platform.md, "Answers to events").
 */
export type MessagingCommand =
  | {
      /** What to do. */
      type: 'systemMessage';
      /** What the message says. */
      text: string;
    }
  | {
      /** What to do. */
      type: 'transfer';
      /** To this skill. */
      skillId?: string | number;
      /** To this agent. */
      agentId?: string | number;
    }
  | {
      /** What to do. */
      type: 'closeConversation';
    };
