/** The payload of a third-party bot's custom integration (facts §5.9). */
export interface BotIntegrationPayload {
  message?: string;
  convId?: string;
  event?: { name?: string };
  context?: {
    lpEvent?: Record<string, unknown>;
    lpSdes?: {
      unauthenticatedSdes?: Record<string, unknown>;
      authenticatedSdes?: Record<string, unknown>;
    };
  };
}

/** A message that a bot sends. */
export type BotMessage =
  | string
  | {
      structuredContent: Record<string, unknown>;
      metadata?: Array<Record<string, unknown>>;
      encodedMetadata?: string;
    }
  | { delay: number; typing?: boolean }
  | { text: string; messageAudience?: 'ALL' | 'AGENTS_AND_MANAGERS' | (string & {}) };

/** What a function answers for a bot's custom integration (facts §5.9). */
export interface BotIntegrationResult {
  messages: BotMessage[];
  context?: {
    action?: 'TRANSFER' | 'CHANGE_TTR' | 'CLOSE_CONVERSATION' | 'INVOCATION' | (string & {});
    actionParameters?: Record<string, unknown>;
    intentId?: string;
    intentName?: string;
    confidenceScore?: number;
    encodedMetadata?: string;
  };
}

/** The payload of an agent's conversational command; the function answers text or a number (facts §5.8, §5.9). */
export interface ConversationalCommandPayload {
  conversationId: string;
  /** The words after the command. */
  arguments: string[];
}
