import { isRecord } from '../../internal/is-record';
import type { ConversationHistoryRecord } from '../../toolbelt';
import type { Authority } from './authority';
import { type Double, type DoubleResponse, json, jsonBody } from './double';
import { refusal } from './refusals';
import { createDouble, type RoutedRequest } from './router';

/** The parts that the conversation search needs. */
export interface MsgHistParts {
  accountId: string;
  authority: Authority;
  /** The record of a conversation, if there is one. */
  find(conversationId: string): ConversationHistoryRecord | undefined;
}

const MAX_SOURCE_CHARACTERS = 20;
const MAX_IDS = 100;

/**
 * The content that a search returns when it does not name the content
 * (docs/platform.md, "Messaging Interactions API").
 */
const DEFAULT_CONTENT: readonly string[] = [
  'campaign',
  'messageRecords',
  'agentParticipants',
  'agentParticipantsLeave',
  'agentParticipantsActive',
  'consumerParticipants',
  'transfers',
  'interactions',
  'messageScores',
  'messageStatuses',
  'conversationSurveys',
  'coBrowseSessions',
  'summary',
  'sdes',
];

/**
 * The Messaging Interactions API: conversations by their ids
 * (docs/platform.md, "Messaging Interactions API").
 */
export function createMsgHistDouble({ accountId, authority, find }: MsgHistParts): Double {
  const search = (request: RoutedRequest): DoubleResponse => {
    const { params, query } = request;
    const problem = authority.problem(request);
    if (problem !== undefined) return refusal('unauthorized', problem);
    if (params.account !== accountId) return refusal('unauthorized', `This is no key of ${params.account}.`);
    const wanted = readSearch(query, jsonBody(request));
    if (typeof wanted === 'string') return refusal('badRequest', wanted);
    const records = wanted.ids.map(find).filter((record) => record !== undefined);
    return json(200, {
      _metadata: {
        count: records.length,
        self: { rel: 'self', href: request.url },
        shardsStatusResult: { partialResult: false },
      },
      conversationHistoryRecords: records.map((record) => partsOf(record, wanted.content)),
    });
  };
  return createDouble('msgHist', [
    ['POST', '/messaging_history/api/account/:account/conversations/conversation/search', search],
  ]);
}

interface Search {
  ids: string[];
  content: ReadonlySet<string>;
}

/** The search that a request asks for, or a sentence that says what is wrong with the request. */
function readSearch(query: URLSearchParams, body: unknown): Search | string {
  const source = query.get('source') ?? '';
  if (source === '' || source.length > MAX_SOURCE_CHARACTERS) {
    return (
      `The query parameter "source" is required, with at most ${MAX_SOURCE_CHARACTERS} characters: ` +
      'add it to the path, as in "…/search?source=MyFunction".'
    );
  }
  const version = query.get('v') ?? '1';
  if (version !== '1' && version !== '2') return 'The query parameter "v" must be 1 or 2.';
  if (!isRecord(body)) return 'The body must be a JSON object.';
  const ids = body.conversationIds ?? (body.conversationId === undefined ? [] : [body.conversationId]);
  if (!isTexts(ids) || ids.length === 0 || ids.length > MAX_IDS) {
    return `"conversationId", or "conversationIds" with 1 to ${MAX_IDS} ids, is required.`;
  }
  const { contentToRetrieve = DEFAULT_CONTENT } = body;
  if (!isTexts(contentToRetrieve)) return '"contentToRetrieve" must be a list of content types.';
  const content = new Set(contentToRetrieve.length === 0 ? DEFAULT_CONTENT : contentToRetrieve);
  // Only version 2 returns the SDEs of visitors who are not logged in.
  if (version === '1') content.delete('unAuthSdes');
  return { ids, content };
}

/**
 * The parts of a record that a search asks for. `info` is always among them
 * (docs/platform.md, "Messaging Interactions API").
 */
function partsOf(record: ConversationHistoryRecord, content: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([part]) => part === 'info' || content.has(part)));
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '');
}
