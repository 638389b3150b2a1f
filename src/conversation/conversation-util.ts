import { SERVICE_TIMEOUT_MS } from '../config/defaults';
import { ErrorCodes, ToolbeltError } from '../errors';
import { isTimeout } from '../http/wire/failures';
import { isRecord } from '../internal/is-record';
import type { ConversationContentType } from './content-types';
import type { MessageRecord } from './message-types';
import type { Conversation, KeywordMatch } from './types';

/** Tells LivePerson who asks; the API calls the parameter mandatory (facts §2.1). */
const QUERY = 'v=2&source=FaaS_Toolbelt';

/** What the util needs; the facade supplies it. */
export interface ConversationUtilParts {
  lpClient(service: string, path: string, options: Record<string, unknown>): Promise<unknown>;
  accountId(): string;
}

/** Reads and searches conversations (seed 003, facts §2). */
export class ConversationUtil {
  readonly #parts: ConversationUtilParts;

  constructor(parts: ConversationUtilParts) {
    this.#parts = parts;
  }

  /**
   * Retrieves a conversation from the Messaging Interactions API, which may be silent for 10 s at most.
   *
   * @param conversationId id of the conversation
   * @param contentToRetrieve the only parts to return, of `ConversationContentTypes`; all the usual ones if empty
   * @throws ToolbeltError with the id in its message: `ErrorCodes.ConversationUtil.NOT_FOUND` when there is no such
   *   conversation, the code of its cause when that has one, else `ErrorCodes.ConversationUtil.GENERAL`
   */
  async getConversationById(
    conversationId: string,
    contentToRetrieve?: ReadonlyArray<ConversationContentType | (string & {})>,
  ): Promise<Conversation> {
    if (typeof conversationId !== 'string' || conversationId === '') {
      throw invalid('getConversationById: "conversationId" must be a non-empty string.');
    }
    const body: Record<string, unknown> = { conversationId };
    if (contentToRetrieve && contentToRetrieve.length > 0) body.contentToRetrieve = contentToRetrieve;
    const conversation = await this.#search(conversationId, body);
    if (!isConversation(conversation)) {
      throw failed(conversationId, 'the answer has no list "conversationHistoryRecords"');
    }
    if (conversation.conversationHistoryRecords.length === 0) {
      throw new ToolbeltError(
        ErrorCodes.ConversationUtil.NOT_FOUND,
        `Conversation ${conversationId} was not found. It can take up to a minute until a new one can be retrieved.`,
      );
    }
    return conversation;
  }

  /**
   * Finds the messages and file captions that contain a keyword, for the first record of a conversation.
   *
   * @param conversation as `getConversationById` returned it
   * @param keywords texts, matched literally and in any case, or regular expressions, matched as they are
   * @returns a match for each keyword and message, in the order of the keywords
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for no conversation or no keywords
   */
  scanConversationForKeywords(
    conversation: Conversation,
    keywords: ReadonlyArray<string | RegExp>,
  ): KeywordMatch[] {
    if (!isConversation(conversation)) {
      throw invalid('scanConversationForKeywords: "conversation" must be what getConversationById returned.');
    }
    const matchers = keywordMatchers(keywords);
    const messages = readMessages(conversation);
    return matchers.flatMap(([keyword, matches]) =>
      messages.filter(matches).map(({ record, text }) => ({
        message: text,
        sentTimestamp: record.timeL,
        sentBy: record.sentBy,
        tag: `keywordRef:${keyword}`,
      })),
    );
  }

  async #search(conversationId: string, body: Record<string, unknown>): Promise<unknown> {
    try {
      const account = encodeURIComponent(this.#parts.accountId());
      const path = `/messaging_history/api/account/${account}/conversations/conversation/search?${QUERY}`;
      return await this.#parts.lpClient('msgHist', path, {
        method: 'POST',
        json: true,
        body,
        timeout: SERVICE_TIMEOUT_MS,
      });
    } catch (error) {
      const silence = `nothing came from msgHist for ${SERVICE_TIMEOUT_MS} ms, try again later`;
      throw failed(conversationId, isTimeout(error) ? silence : (error as Error).message, error);
    }
  }
}

/** A message with its text, as it is and in lower case: made once, however many keywords there are. */
interface ScannedMessage {
  record: MessageRecord;
  text: string;
  lowerText: string;
}

function readMessages({ conversationHistoryRecords }: Conversation): ScannedMessage[] {
  return (conversationHistoryRecords[0]?.messageRecords ?? []).map((record) => {
    const text = textOf(record);
    return { record, text, lowerText: text.toLowerCase() };
  });
}

type KeywordMatcher = readonly [keyword: string, matches: (message: ScannedMessage) => boolean];

function keywordMatchers(keywords: ReadonlyArray<string | RegExp>): KeywordMatcher[] {
  if (!Array.isArray(keywords) || keywords.length === 0) {
    throw invalid('scanConversationForKeywords: "keywords" must be an array with at least one keyword.');
  }
  return keywords.map((keyword: unknown, index) => {
    // search() ignores lastIndex, so a global expression gives the same answer every time.
    if (keyword instanceof RegExp) {
      return [String(keyword), ({ text }: ScannedMessage) => text.search(keyword) !== -1];
    }
    if (typeof keyword !== 'string' || keyword === '') {
      throw invalid(
        `scanConversationForKeywords: "keywords[${index}]" must be a non-empty string or a RegExp.`,
      );
    }
    const wanted = keyword.toLowerCase();
    return [keyword, ({ lowerText }: ScannedMessage) => lowerText.includes(wanted)];
  });
}

/** The text in which keywords are looked for; other kinds of messages have none. */
function textOf({ type, messageData }: MessageRecord): string {
  if (type === 'TEXT_PLAIN') return messageData?.msg?.text ?? '';
  return type === 'HOSTED_FILE' ? (messageData?.file?.caption ?? '') : '';
}

function isConversation(value: unknown): value is Conversation {
  return isRecord(value) && Array.isArray(value.conversationHistoryRecords);
}

function invalid(message: string): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `ConversationUtil.${message}`);
}

function failed(conversationId: string, reason: string, cause?: unknown): ToolbeltError {
  const code = cause instanceof ToolbeltError ? cause.code : ErrorCodes.ConversationUtil.GENERAL;
  return new ToolbeltError(code, `Conversation ${conversationId} could not be retrieved: ${reason}`, cause);
}
