import { ErrorCodes, ToolbeltError } from '../../errors';
import { isRecord } from '../../internal/is-record';
import { copyJson } from '../../internal/json-copy';
import type { Conversation, ConversationHistoryRecord } from '../../toolbelt';

/** The conversations of an account. */
export class PlatformConversations {
  readonly #records = new Map<string, ConversationHistoryRecord>();

  /**
   * Adds a conversation. It replaces one with the same id.
   *
   * @param conversation a record, or a response of the Messaging Interactions API with any number of records
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for a record without `info.conversationId`
   */
  add(conversation: ConversationHistoryRecord | Conversation): void {
    const added = recordsOf(conversation).map((record) => [idOf(record), record] as const);
    for (const [id, record] of added) this.#records.set(id, copyJson(record) as ConversationHistoryRecord);
  }

  /** A copy of the record of a conversation. `undefined` when there is none. */
  get(conversationId: string): ConversationHistoryRecord | undefined {
    const record = this.#records.get(conversationId);
    return record && (copyJson(record) as ConversationHistoryRecord);
  }

  /** Removes all conversations. */
  clear(): void {
    this.#records.clear();
  }
}

function recordsOf(conversation: unknown): unknown[] {
  if (!isRecord(conversation) || !('conversationHistoryRecords' in conversation)) return [conversation];
  const { conversationHistoryRecords: records } = conversation;
  if (Array.isArray(records) && records.length > 0) return records;
  throw invalid('"conversationHistoryRecords" must be a list with at least one record');
}

function idOf(record: unknown): string {
  const info = isRecord(record) ? record.info : undefined;
  const id = isRecord(info) ? info.conversationId : undefined;
  if (typeof id === 'string' && id !== '') return id;
  throw invalid('a conversation needs "info.conversationId", the id that it is asked for by');
}

function invalid(problem: string): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `platform.conversations.add: ${problem}.`);
}
