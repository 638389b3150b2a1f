/** The kinds of messages in a conversation (docs/platform.md, "Conversation records"). */
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
  /** Path in LivePerson's file storage. `GDPRUtil` replaces the file at this path. */
  relativePath?: string;
  /** Type of the file: `JPG`, `PNG`, `GIF`, `TXT`, `PDF`, … */
  fileType?: string;
  /** The text below the file. `scanConversationForKeywords` searches it, too. */
  caption?: string;
  /** A small image as base64. Only in a conversation that was retrieved by its id. */
  preview?: string;
}

/** The content of a message. The kind of the message decides which key is set. There may be other kinds than these. */
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
    /** URL of the file. */
    externalFileLink?: string;
    /** Type of the file, such as `JPG`. */
    fileType?: string;
    /** The text below the link. */
    caption?: string;
  };
  /** A form for data that must not be stored in the conversation. */
  secureForm?: {
    /** Id of the form. */
    formId?: string;
    /** Name of the form. */
    formName?: string;
    /** Id of the form's submitted data. */
    submissionId?: string;
    /** Id of the invitation to fill in the form. */
    invitationId?: string;
  };
  /** Structured content, such as a card with buttons. */
  richContent?: {
    /** JSON as a string. */
    content?: string;
  };
  /** Answers that the consumer can choose from. May come together with `msg` or `richContent`. */
  quickReplies?: {
    /** JSON as a string. */
    content?: string;
  };
  [kind: string]: unknown;
}

/** Data that a bot reported about its answer. */
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

/** Data that bots and other applications have added to a message. */
export interface MessageContextData {
  /** The data as JSON text. */
  rawMetadata?: string;
  /** The same data, parsed. */
  structuredMetadata?: Array<{
    /** Data that a bot reported. */
    botResponse?: BotResponse;
    /** The reason of an action. */
    actionReason?: {
      /** The reason. */
      reason?: string;
    };
  }>;
}

/**
 * A message of a conversation, as the Messaging Interactions API returns it
 * (docs/platform.md, "Conversation records").
 */
export interface MessageRecord {
  /** Kind of the message. It decides which key of `messageData` is set. */
  type: MessageType | (string & {});
  /** Content of the message. */
  messageData?: MessageData;
  /** Id of the message: `ms::conv:{id}::msg:{n}` or `ms::dialog:{id}::msg:{n}`. */
  messageId?: string;
  /** Number of the message in its dialog. Some numbers are left out. The API documents it both as a number and as text. */
  seq?: number | string;
  /** Id of the dialog. */
  dialogId?: string;
  /** Id of the participant. */
  participantId?: string;
  /** @deprecated by the API */
  source?: string;
  /** @deprecated by the API */
  device?: string;
  /** When it was sent, as `YYYY-MM-DD HH:mm:ss.SSS+0000`. */
  time?: string;
  /** When it was sent, in milliseconds since 1970. */
  timeL?: number;
  /** Who sent it: `Agent` or `Consumer`. The API's documentation writes them in lower case. */
  sentBy?: string;
  /** Who may read it. */
  audience?: 'ALL' | 'AGENTS_AND_MANAGERS' | (string & {});
  /** Data that bots have added. */
  contextData?: MessageContextData;
  [field: string]: unknown;
}

/** The delivery of a message to one participant. */
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
  /** Whether the message was sent, accepted by the device, or read. */
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
