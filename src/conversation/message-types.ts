/** The kinds of messages in a conversation (facts §2.3). */
export type MessageType =
  | 'TEXT_PLAIN'
  | 'TEXT_HTML'
  | 'LINK'
  | 'HOSTED_FILE'
  | 'IMG'
  | 'SECURE_FORM_INVITATION'
  | 'SECURE_FORM_SUBMIT'
  | 'RICH_CONTENT';

/** A file that was sent in a conversation. */
export interface MessageFile {
  /** Path in LivePerson's file storage; `GDPRUtil` replaces what is there. */
  relativePath?: string;
  /** `JPG`, `PNG`, `GIF`, `TXT`, `PDF`, … */
  fileType?: string;
  caption?: string;
  /** A small image, base64; only in a conversation that was retrieved by its id. */
  preview?: string;
}

/** What was said, by the kind of the message; the names of further kinds are free. */
export interface MessageData {
  msg?: { text?: string };
  file?: MessageFile;
  link?: { externalFileLink?: string; fileType?: string; caption?: string };
  secureForm?: { formId?: string; formName?: string; submissionId?: string; invitationId?: string };
  /** `content` is JSON text. */
  richContent?: { content?: string };
  /** `content` is JSON text; may accompany `msg` or `richContent`. */
  quickReplies?: { content?: string };
  [kind: string]: unknown;
}

/** What a bot said about its answer. */
export interface BotResponse {
  externalConversationId?: string;
  businessCases?: string[];
  intents?: Array<{ id?: string; name?: string; confidence?: string; confidenceScore?: number }>;
}

/** What bots and other applications attach to a message. */
export interface MessageContextData {
  /** JSON text. */
  rawMetadata?: string;
  structuredMetadata?: Array<{ botResponse?: BotResponse; actionReason?: { reason?: string } }>;
}

/** A message of a conversation, as the Messaging Interactions API returns it (facts §2.3). */
export interface MessageRecord {
  type: MessageType | (string & {});
  messageData?: MessageData;
  /** `ms::conv:{id}::msg:{n}` or `ms::dialog:{id}::msg:{n}`. */
  messageId?: string;
  /** Rises within a dialog, with gaps; a number in the API's samples, text in its tables. */
  seq?: number | string;
  dialogId?: string;
  participantId?: string;
  /** @deprecated by the API */
  source?: string;
  /** @deprecated by the API */
  device?: string;
  /** `YYYY-MM-DD HH:mm:ss.SSS+0000`. */
  time?: string;
  /** Milliseconds since the epoch. */
  timeL?: number;
  /** `Agent` or `Consumer`; tables of the API have it in lower case. */
  sentBy?: string;
  audience?: 'ALL' | 'AGENTS_AND_MANAGERS' | (string & {});
  contextData?: MessageContextData;
  [field: string]: unknown;
}

/** How far a message got with one participant. */
export interface MessageStatus {
  messageId?: string;
  seq?: number | string;
  time?: string;
  timeL?: number;
  participantId?: string;
  participantType?: string;
  messageDeliveryStatus?: 'SENT' | 'ACCEPT' | 'READ' | (string & {});
  dialogId?: string;
}

/** The sentiment of a message. */
export interface MessageScore {
  messageId?: string;
  messageRawScore?: number;
  /** Meaningful connection score, 0 to 100. */
  mcs?: number;
  time?: string;
  timeL?: number;
}
