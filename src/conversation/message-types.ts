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
  /** The text below the file, also searched by `scanConversationForKeywords`. */
  caption?: string;
  /** A small image, base64; only in a conversation that was retrieved by its id. */
  preview?: string;
}

/** What was said, by the kind of the message; the names of further kinds are free. */
export interface MessageData {
  /** A text message. */
  msg?: {
    /** The text. */
    text?: string;
  };
  /** A file that was sent. */
  file?: MessageFile;
  /** A link to a file elsewhere. */
  link?: {
    /** Its address. */
    externalFileLink?: string;
    /** Its type, such as `JPG`. */
    fileType?: string;
    /** The text below it. */
    caption?: string;
  };
  /** A form for data that must not stay in the conversation. */
  secureForm?: {
    /** Id of the form. */
    formId?: string;
    /** Name of the form. */
    formName?: string;
    /** Id of what was sent in. */
    submissionId?: string;
    /** Id of the invitation to fill it in. */
    invitationId?: string;
  };
  /** `content` is JSON text. */
  richContent?: {
    /** JSON as a string. */
    content?: string;
  };
  /** `content` is JSON text; may accompany `msg` or `richContent`. */
  quickReplies?: {
    /** JSON as a string. */
    content?: string;
  };
  [kind: string]: unknown;
}

/** What a bot said about its answer. */
export interface BotResponse {
  /** The bot's own id of the conversation. */
  externalConversationId?: string;
  /** Business cases that the bot reported. */
  businessCases?: string[];
  /** Intents that the bot found. */
  intents?: Array<{
    /** Id of the intent. */
    id?: string;
    /** Name of the intent. */
    name?: string;
    /** How sure the bot is, in words. */
    confidence?: string;
    /** How sure the bot is, as a number. */
    confidenceScore?: number;
  }>;
}

/** What bots and other applications attach to a message. */
export interface MessageContextData {
  /** JSON text. */
  rawMetadata?: string;
  /** The same, parsed. */
  structuredMetadata?: Array<{
    /** What a bot reported. */
    botResponse?: BotResponse;
    /** Why something was done. */
    actionReason?: {
      /** The reason. */
      reason?: string;
    };
  }>;
}

/** A message of a conversation, as the Messaging Interactions API returns it (facts §2.3). */
export interface MessageRecord {
  /** What kind of message it is; says which key of `messageData` is set. */
  type: MessageType | (string & {});
  /** Its content. */
  messageData?: MessageData;
  /** `ms::conv:{id}::msg:{n}` or `ms::dialog:{id}::msg:{n}`. */
  messageId?: string;
  /** Rises within a dialog, with gaps; a number in the API's samples, text in its tables. */
  seq?: number | string;
  /** Id of the dialog. */
  dialogId?: string;
  /** Id of the participant. */
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
  /** Who may read it. */
  audience?: 'ALL' | 'AGENTS_AND_MANAGERS' | (string & {});
  /** What bots added. */
  contextData?: MessageContextData;
  [field: string]: unknown;
}

/** How far a message got with one participant. */
export interface MessageStatus {
  /** Id of the message. */
  messageId?: string;
  /** Number of the message in its dialog. */
  seq?: number | string;
  /** When, as `YYYY-MM-DD HH:mm:ss.SSS+0000`. */
  time?: string;
  /** When, in milliseconds since 1970. */
  timeL?: number;
  /** Id of the participant. */
  participantId?: string;
  /** Kind of participant, such as `Agent`. */
  participantType?: string;
  /** Sent, accepted by the device, or read. */
  messageDeliveryStatus?: 'SENT' | 'ACCEPT' | 'READ' | (string & {});
  /** Id of the dialog. */
  dialogId?: string;
}

/** The sentiment of a message. */
export interface MessageScore {
  /** Id of the message. */
  messageId?: string;
  /** Sentiment of the message alone. */
  messageRawScore?: number;
  /** Meaningful connection score, 0 to 100. */
  mcs?: number;
  /** When, as `YYYY-MM-DD HH:mm:ss.SSS+0000`. */
  time?: string;
  /** When, in milliseconds since 1970. */
  timeL?: number;
}
