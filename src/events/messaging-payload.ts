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

/** A duration and its unit. */
export interface IdleTime {
  /** Number of units. */
  time?: number;
  /** Unit of `time`: `minutes`. */
  timeUnits?: string;
}

/**
 * What happened, in the words of the platform. These three values tell who ended a conversation. There are others (docs/platform.md, "Event
 * payloads").
 */
export type MessagingEventType =
  | 'AGENT_END_CONVERSATION'
  | 'CONSUMER_END_CONVERSATION'
  | 'SYSTEM_END_CONVERSATION'
  | (string & {});

/** The fields that every event of a messaging conversation has. Some names are misspelt here because the platform misspells them. */
export interface MessagingEventGeneral {
  /** What happened. */
  cbotEventType?: MessagingEventType;
  /** Type of the change: `UPSERT`. */
  type?: string;
  /** Id of the conversation. */
  convId: string;
  /** Id of the dialog. */
  dialogId?: string;
  /** The platform sends text. The documentation says a number. */
  sessionId?: string | number;
  /** The platform sends text. The documentation says a number. */
  visitorId?: string | number;
  /** Milliseconds since the epoch. */
  startTs?: number;
  /** The time to respond that is in force, as a time in milliseconds since 1970. */
  effectiveTTR?: number;
  /** The time to respond that an agent has set. */
  manualETTR?: number;
  /** State before. */
  oldConvState?: string;
  /** State after. */
  newConvState?: string;
  /** Type of the context, as the documentation spells it. */
  contexttype?: string;
  /** Type of the context, as the platform sends it. */
  contextType?: string;
  /** Channel of the consumer. */
  messagingChannel?: string;
  /** Where the conversation came from. */
  campaignInfo?: {
    /** Id of the campaign, as the documentation calls it. */
    id?: string | number;
    /** Id of the engagement, as the documentation spells it. */
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
  /** IP address of the consumer, as the documentation spells it. */
  clientIpAdress?: string;
  /** IP address of the consumer, as the platform sends it. */
  clientIpAddress?: string;
  /** Whether the event happened outside the hours of work. */
  inOffHours?: boolean;
  /** Id of who caused the event. */
  originatorId?: string;
  /** Participant id of who caused the event. */
  originatorPid?: string;
  /** Who caused the event. */
  originatorMetadata?: MessagingParticipant;
  /** When it happened, in milliseconds since 1970. */
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
 * The payload of the events of a messaging conversation (docs/platform.md, "Event payloads"). The platform always sends `general` and all
 * other parts. The part with the name of the event tells what changed.
 */
export interface MessagingEventPayload {
  /** What every event has. */
  general: MessagingEventGeneral;
  /** New conversation. */
  start?: {
    /** Whether it is the first conversation of the consumer. */
    firstConversation?: boolean;
  };
  /** Conversation end. */
  end?: {
    /** Who closed it. */
    closeReason?: string;
  };
  /** Conversation idle. Misspelt names are misspelt by the platform. */
  idle?: {
    /** When the consumer last wrote, in milliseconds since 1970. */
    lastConsumerMsgTs?: number;
    /** How long the agent has been silent. */
    agentNonResponsive?: IdleTime;
    /** How long the consumer has been silent. The platform spells the name so. */
    consumserNonResponsive?: IdleTime;
    /** How long nobody has taken the conversation. */
    convNotTakenTime?: IdleTime;
  };
  /** Line in off-hours. */
  mid?: {
    /** Whether the conversation was opened outside the hours of work. */
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
 * A command that a function answers to an event of a messaging conversation. An answer is one command or a list. In a list, the first
 * command of each type counts. `[]` does nothing. Without an answer, the platform sends the default message (docs/platform.md, "Answers to
 * events").
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
      /** Id of the skill that gets the conversation. */
      skillId?: string | number;
      /** Id of the agent who gets the conversation. */
      agentId?: string | number;
    }
  | {
      /** What to do. */
      type: 'closeConversation';
    };
