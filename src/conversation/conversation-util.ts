import { SERVICE_TIMEOUT_MS } from '../config/defaults';
import { ErrorCodes, ToolbeltError } from '../errors';
import { isTimeout } from '../http/wire/failures';
import { isRecord } from '../internal/is-record';
import type { ConversationContentType } from './content-types';
import { isConversation } from './is-conversation';
import type { MessageRecord } from './message-types';
import type { Conversation, KeywordMatch } from './types';

/**
 * `source` tells LivePerson which program calls. The API's documentation says that it is mandatory
 * (docs/platform.md, "Messaging Interactions API").
 */
const QUERY = 'v=2&source=FaaS_Toolbelt';

/** The parts of the toolbelt that the util needs. */
export interface ConversationUtilParts {
  lpClient(service: string, path: string, options: Record<string, unknown>): Promise<unknown>;
  accountId(): string;
}

/** Reads and searches conversations (docs/platform.md, "Messaging Interactions API"). */
export class ConversationUtil {
  readonly #parts: ConversationUtilParts;

  constructor(parts: ConversationUtilParts) {
    this.#parts = parts;
  }

  /**
   * Retrieves a conversation from the Messaging Interactions API. The call fails when the API does not answer for 10 s.
   *
   * @param conversationId id of the conversation
   * @param contentToRetrieve the parts to return, members of `ConversationContentTypes`. Without it, or with an empty list, the API chooses
   *   the parts.
   * @returns the answer of the API, with one record in `conversationHistoryRecords`
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for arguments that cannot be used. Otherwise with the id in its message:
   *   `ErrorCodes.ConversationUtil.NOT_FOUND` when there is no such conversation. The code of the cause when the cause is a ToolbeltError.
   *   `ErrorCodes.ConversationUtil.GENERAL` for any other failure.
   */
  async getConversationById(
    conversationId: string,
    contentToRetrieve?: ReadonlyArray<ConversationContentType | (string & {})>,
  ): Promise<Conversation> {
    if (typeof conversationId !== 'string' || conversationId === '') {
      throw invalid('getConversationById: "conversationId" must be a non-empty string.');
    }
    if (!isContentList(contentToRetrieve ?? [])) {
      throw invalid(
        'getConversationById: "contentToRetrieve" must be an array of content types, such as ' +
          '[ConversationContentTypes.MESSAGE_RECORDS].',
      );
    }
    const body: Record<string, unknown> = { conversationId };
    if (contentToRetrieve && contentToRetrieve.length > 0) body.contentToRetrieve = [...contentToRetrieve];
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
   * Finds the messages and file captions that contain a keyword. Only the first record of the conversation is searched.
   *
   * @param conversation as `getConversationById` returned it
   * @param keywords texts, numbers or regular expressions. Texts and numbers match literally, in upper and lower case.
   * @returns one match for each pair of a keyword and a message that contains it, in the order of the keywords
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` when the first argument is no conversation, or the second has no keywords
   */
  scanConversationForKeywords(
    conversation: Conversation,
    keywords: ReadonlyArray<string | number | RegExp>,
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
        // With the encoding set, HTTPClient drops a byte order mark before the answer.
        encoding: 'utf8',
        body,
        timeout: SERVICE_TIMEOUT_MS,
      });
    } catch (error) {
      const silence = `nothing came from msgHist for ${SERVICE_TIMEOUT_MS} ms, try again later`;
      throw failed(conversationId, isTimeout(error) ? silence : (error as Error).message, error);
    }
  }
}

/** A member of `ConversationContentTypes` that does not exist is undefined, and would be sent as null. */
function isContentList(value: unknown): boolean {
  return Array.isArray(value) && Array.from(value).every((type) => typeof type === 'string' && type !== '');
}

/** A message and its text. The text in lower case is made only once for all keywords. */
interface ScannedMessage {
  record: MessageRecord;
  text: string;
  lowerText: string;
}

function readMessages({ conversationHistoryRecords }: Conversation): ScannedMessage[] {
  const records = conversationHistoryRecords[0]?.messageRecords;
  // A captured conversation may have null or something else, although the type promises a list of messages.
  const messages = Array.isArray(records) ? records.filter((record) => isRecord(record)) : [];
  return messages.map((record) => {
    const text = textOf(record);
    return { record, text, lowerText: text.toLowerCase() };
  });
}

type KeywordMatcher = readonly [keyword: string, matches: (message: ScannedMessage) => boolean];

function keywordMatchers(keywords: ReadonlyArray<string | number | RegExp>): KeywordMatcher[] {
  if (!Array.isArray(keywords) || keywords.length === 0) {
    throw invalid('scanConversationForKeywords: "keywords" must be an array with at least one keyword.');
  }
  return keywords.map((keyword: unknown, index) => {
    // search() ignores `lastIndex`. With test(), a global expression would miss matches after its first one.
    if (keyword instanceof RegExp) {
      return [String(keyword), ({ text }: ScannedMessage) => text.search(keyword) !== -1];
    }
    const literal = plainText(keyword);
    if (literal === '') {
      throw invalid(
        `scanConversationForKeywords: "keywords[${index}]" must be a non-empty string, a number or a RegExp.`,
      );
    }
    const wanted = literal.toLowerCase();
    return [literal, ({ lowerText }: ScannedMessage) => lowerText.includes(wanted)];
  });
}

/** The text that is searched for keywords. Other kinds of messages have no text. */
function textOf({ type, messageData }: MessageRecord): string {
  if (type === 'TEXT_PLAIN') return plainText(messageData?.msg?.text);
  return type === 'HOSTED_FILE' ? plainText(messageData?.file?.caption) : '';
}

/** The text of a value: a text as it is, the text of a number or a boolean, and an empty text for any other value. */
function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? String(value)
    : '';
}

function invalid(message: string): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `ConversationUtil.${message}`);
}

function failed(conversationId: string, reason: string, cause?: unknown): ToolbeltError {
  const code = cause instanceof ToolbeltError ? cause.code : ErrorCodes.ConversationUtil.GENERAL;
  return new ToolbeltError(code, `Conversation ${conversationId} could not be retrieved: ${reason}`, cause);
}
