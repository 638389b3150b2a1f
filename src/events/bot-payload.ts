/** The payload of a third-party bot's custom integration (docs/platform.md, "Event payloads"). */
export interface BotIntegrationPayload {
  /** What the consumer wrote. */
  message?: string;
  /** Id of the conversation. */
  convId?: string;
  /** What happened. */
  event?: {
    /** Name of the event. */
    name?: string;
  };
  /** Facts about the conversation and the consumer. */
  context?: {
    /** The event in LivePerson's own form. */
    lpEvent?: Record<string, unknown>;
    /** Engagement attributes. */
    lpSdes?: {
      /** Engagement attributes of unauthenticated consumers. */
      unauthenticatedSdes?: Record<string, unknown>;
      /** Engagement attributes of authenticated consumers. */
      authenticatedSdes?: Record<string, unknown>;
    };
  };
}

/**
 * The payload of the hook before a message goes to a third-party bot. It has the fields of a custom integration, and those of the bot's
 * vendor (docs/platform.md, "Event payloads").
 */
export interface BotPreHookPayload extends BotIntegrationPayload {
  [field: string]: unknown;
}

/**
 * The payload of the hook after the answer of a third-party bot. It has the fields of a custom integration's answer, and those of the bot's
 * vendor (docs/platform.md, "Event payloads").
 */
export interface BotPostHookPayload extends BotIntegrationResult {
  [field: string]: unknown;
}

/** A message that a bot sends. */
export type BotMessage =
  | string
  | {
      /** Structured content, as LivePerson defines it. */
      structuredContent: object;
      /** Metadata of the content. */
      metadata?: readonly object[];
      /** Metadata as base64. */
      encodedMetadata?: string;
    }
  | {
      /** Pause before the next message, in seconds. */
      delay: number;
      /** Whether the bot is shown as typing. */
      typing?: boolean;
    }
  | {
      /** The text. */
      text: string;
      /** Who may read it. */
      messageAudience?: 'ALL' | 'AGENTS_AND_MANAGERS' | (string & {});
      /** Metadata of the text. */
      metadata?: readonly object[];
    };

/** What a function answers for a bot's custom integration (docs/platform.md, "Answers to events"). */
export interface BotIntegrationResult {
  /** What the bot says. */
  messages: readonly BotMessage[];
  /** What the bot does. */
  context?: {
    /** The action. */
    action?: 'TRANSFER' | 'CHANGE_TTR' | 'CLOSE_CONVERSATION' | 'INVOCATION' | (string & {});
    /** Parameters of the action, such as the skill. */
    actionParameters?: Record<string, unknown>;
    /** Id of the intent found. */
    intentId?: string;
    /** Name of the intent found. */
    intentName?: string;
    /** How sure the bot is, 0 to 1. */
    confidenceScore?: number;
    /** Metadata of the answer. */
    metadata?: readonly object[];
    /** Metadata as base64. */
    encodedMetadata?: string;
  };
}

/** The payload of an agent's conversational command. The function answers with text or a number (docs/platform.md, "Answers to events"). */
export interface ConversationalCommandPayload {
  /** Id of the conversation. */
  conversationId: string;
  /** The words after the command. */
  arguments: string[];
}
