/** Who takes part in a conversation. */
export interface MessagingParticipant {
  id?: string;
  role?: string;
}

/** How soon an answer is due. */
export interface TimeToRespond {
  ttrType?: 'URGENT' | 'NORMAL' | 'PRIORITIZED' | 'CUSTOM' | (string & {});
  /** Seconds. */
  value?: number;
}

/** A time and its unit. */
export interface IdleTime {
  time?: number;
  timeUnits?: string;
}

/** What every event of a messaging conversation tells; misspelt names are those of the wire. */
export interface MessagingEventGeneral {
  cbotEventType?: string;
  type?: string;
  convId: string;
  dialogId?: string;
  /** Text in practice; a number in the documentation. */
  sessionId?: string | number;
  /** Text in practice; a number in the documentation. */
  visitorId?: string | number;
  /** Milliseconds since the epoch. */
  startTs?: number;
  effectiveTTR?: number;
  manualETTR?: number;
  oldConvState?: string;
  newConvState?: string;
  contexttype?: string;
  campaignInfo?: { id?: string | number; engangementId?: string | number };
  clientLanguage?: string;
  clientFeatures?: string[];
  clientIpAdress?: string;
  inOffHours?: boolean;
  originatorId?: string;
  originatorPid?: string;
  originatorMetadata?: MessagingParticipant;
  serverTimestamp?: number;
  lastMessageComposer?: string;
  lastMessageTs?: number;
  lastAgentMsgTs?: number;
  backToQueueTs?: number;
}

/**
 * The payload of the events of a messaging conversation (facts §5.9). `general` is always there; the part named
 * after the event comes with it.
 */
export interface MessagingEventPayload {
  general: MessagingEventGeneral;
  /** New conversation. */
  start?: { firstConversation?: boolean };
  /** Conversation end. */
  end?: { closeReason?: string };
  /** Conversation idle; misspelt names are those of the wire. */
  idle?: {
    lastConsumerMsgTs?: number;
    agentNonResponsive?: IdleTime;
    consumserNonResponsive?: IdleTime;
    convNotTakenTime?: IdleTime;
  };
  /** Line in off-hours. */
  mid?: { openedInOffHours?: boolean };
  /** Participants change. */
  participantChange?: { oldParticipants?: MessagingParticipant[]; newParticipants?: MessagingParticipant[] };
  /** Conversation routing. */
  routing?: { oldSkillId?: string; newSkillId?: string };
  /** Time to respond. */
  ttr?: { oldTtr?: TimeToRespond; newTtr?: TimeToRespond };
}

/**
 * What a function may answer to an event of a messaging conversation: one command, or several of which the first of
 * each type counts. `[]` does nothing; no answer sends the default message (facts §5.9).
 */
export type MessagingCommand =
  | { type: 'systemMessage'; text: string }
  | { type: 'transfer'; skillId?: string | number; agentId?: string | number }
  | { type: 'closeConversation' };
