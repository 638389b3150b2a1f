/** A message of a conversation, as the Messaging Interactions API returns it (facts §2.3). */
export interface MessageRecord {
  /** `TEXT_PLAIN`, `HOSTED_FILE`, `RICH_CONTENT`, … */
  type: string;
  messageData?: {
    msg?: { text?: string };
    file?: { relativePath?: string; fileType?: string; caption?: string; preview?: string };
    [kind: string]: unknown;
  };
  messageId?: string;
  seq?: number | string;
  dialogId?: string;
  participantId?: string;
  time?: string;
  /** Milliseconds since the epoch. */
  timeL?: number;
  sentBy?: string;
  audience?: string;
  [field: string]: unknown;
}

/** One conversation with the parts that were asked for (facts §2.3). */
export interface ConversationHistoryRecord {
  info?: Record<string, unknown>;
  messageRecords?: MessageRecord[];
  [part: string]: unknown;
}

/** What `getConversationById` resolves to (facts §2.3). */
export interface Conversation {
  _metadata?: Record<string, unknown>;
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
