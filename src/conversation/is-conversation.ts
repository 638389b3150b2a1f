import { isRecord } from '../internal/is-record';
import type { Conversation } from './types';

/** Whether a value looks like a conversation that `getConversationById` returned. */
export function isConversation(value: unknown): value is Conversation {
  return isRecord(value) && Array.isArray(value.conversationHistoryRecords);
}
