import { SERVICE_TIMEOUT_MS } from '../config/defaults';
import { isConversation } from '../conversation/is-conversation';
import type { ConversationSDEs, SDEEvent, SDEEvents } from '../conversation/sde-types';
import type { Conversation } from '../conversation/types';
import { ErrorCodes, ToolbeltError } from '../errors';
import { isTimeout } from '../http/wire/failures';
import { isRecord } from '../internal/is-record';
import { copyJson, toJsonText } from '../internal/json-copy';
import { encodePathSegment } from '../internal/path-segment';
import type { SDE } from './sde-types';

/** The parts of the toolbelt that the util needs. */
export interface SdeUtilParts {
  lpClient(service: string, path: string, options: Record<string, unknown>): Promise<unknown>;
  accountId(): string;
}

/**
 * Adds engagement attributes (SDEs) to visits, and reads them from conversations
 * (docs/platform.md, "Engagement Attributes API").
 */
export class SDEUtil {
  readonly #parts: SdeUtilParts;

  constructor(parts: SdeUtilParts) {
    this.#parts = parts;
  }

  /**
   * Adds engagement attributes to a visit, or updates those of the visit, through the Engagement Attributes API. The call fails when the
   * API does not answer for 10 s.
   *
   * @param sdes engagement attributes. Attributes of a type that `SDETypes` lacks are sent unchanged.
   * @param visitorId id of the visitor
   * @param sessionId id of the visitor's session
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for arguments that cannot be sent
   * @throws ToolbeltError with both ids in its message. It has the code of the cause when the cause is a ToolbeltError, and
   *   `ErrorCodes.SdeUtil.GENERAL` for any other failure.
   */
  async addSDEs(sdes: readonly SDE[], visitorId: string, sessionId: string): Promise<void> {
    checkSdes(sdes);
    const visitor = idSegment(visitorId, 'visitorId');
    const session = idSegment(sessionId, 'sessionId');
    try {
      const account = encodeURIComponent(this.#parts.accountId());
      const path = `/api/account/${account}/monitoring/visitors/${visitor}/visits/current/events?v=1&sid=${session}`;
      await this.#parts.lpClient('smt', path, {
        method: 'PUT',
        json: true,
        body: sdes,
        timeout: SERVICE_TIMEOUT_MS,
      });
    } catch (error) {
      const code = error instanceof ToolbeltError ? error.code : ErrorCodes.SdeUtil.GENERAL;
      const reason = isTimeout(error)
        ? `nothing came from smt for ${SERVICE_TIMEOUT_MS} ms, try again later`
        : (error as Error).message;
      throw new ToolbeltError(
        code,
        `SDEs of visitor ${visitorId}, session ${sessionId} could not be added: ${reason}`,
        error,
      );
    }
  }

  /**
   * The SDE events of a conversation's first record, with the oldest first. Events of the same time keep their order.
   *
   * @param conversation as `getConversationById` returned it. It is not changed.
   * @returns copies of the events. The lists are empty when the conversation has no events.
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` when the argument is not a conversation
   */
  getSDEsFromConv(conversation: Conversation): ConversationSDEs {
    if (!isConversation(conversation)) {
      throw invalid('getSDEsFromConv: "conversation" must be what getConversationById returned.');
    }
    const record = conversation.conversationHistoryRecords[0];
    return { sdes: sorted(record?.sdes), unAuthSdes: sorted(record?.unAuthSdes) };
  }
}

function checkSdes(sdes: unknown): void {
  if (!Array.isArray(sdes) || sdes.length === 0) {
    throw invalid('addSDEs: "sdes" must be an array with at least one engagement attribute.');
  }
  for (const [index, sde] of sdes.entries()) {
    if (!isRecord(sde) || typeof sde.type !== 'string' || sde.type === '') {
      throw invalid(
        `addSDEs: "sdes[${index}]" must be an object with a "type", such as SDETypes.PERSONAL_INFO.`,
      );
    }
    if (toJsonText(sde) === undefined) {
      throw invalid(`addSDEs: "sdes[${index}]" cannot be written as JSON: it has a cycle or a BigInt.`);
    }
  }
}

/** An id as a segment of the URL. Some event payloads have ids as numbers, so a number is accepted too. */
function idSegment(id: unknown, name: string): string {
  const text = Number.isSafeInteger(id) ? String(id) : id;
  const segment = typeof text === 'string' ? encodePathSegment(text) : undefined;
  if (segment !== undefined) return segment;
  throw invalid(
    `addSDEs: "${name}" must be the id as a non-empty string: it is in the event's payload, or in the conversation.`,
  );
}

/**
 * Copies of the events, sorted by time. The API writes a timestamp as text. It must be compared as a number, because texts would be sorted
 * by their first digit.
 */
function sorted(section: SDEEvents | undefined): SDEEvents {
  const events: unknown[] = isRecord(section) && Array.isArray(section.events) ? section.events : [];
  const time = ({ serverTimeStamp }: SDEEvent) => Number(serverTimeStamp ?? 0) || 0;
  const own = events.filter(isRecord);
  if (toJsonText(own) === undefined)
    throw invalid(
      'getSDEsFromConv: the events of "conversation" cannot be copied: they have a cycle, or are nested too deeply.',
    );
  const copies = copyJson(own) as SDEEvent[];
  return { events: copies.sort((a, b) => time(a) - time(b)) };
}

function invalid(message: string): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `SDEUtil.${message}`);
}
