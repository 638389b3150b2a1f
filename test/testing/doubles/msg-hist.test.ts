import { describe, expect, it } from 'vitest';
import type { ConversationHistoryRecord } from '../../../src/conversation/types';
import { createMsgHistDouble } from '../../../src/testing/doubles/msg-hist';
import { ACCOUNT, ask, authorized } from './ask';

const { authority, headers } = authorized();
const RECORD = {
  info: { conversationId: 'c1' },
  messageRecords: [],
  dialogs: [{ dialogId: 'd' }],
  sdes: { events: [] },
  unAuthSdes: { events: [] },
  summary: { text: 's' },
};
const records = new Map<string, ConversationHistoryRecord>([
  ['c1', RECORD],
  ['c2', { info: { conversationId: 'c2' } }],
]);
const double = createMsgHistDouble({ accountId: ACCOUNT, authority, find: (id) => records.get(id) });
const PATH = `/messaging_history/api/account/${ACCOUNT}/conversations/conversation/search`;
const search = (body: unknown, query = '?source=test&v=2') =>
  ask(double, 'POST', PATH + query, { headers, body });
const partsOf = ({ json }: { json: unknown }) =>
  (json as { conversationHistoryRecords: object[] }).conversationHistoryRecords.map((record) =>
    Object.keys(record),
  );

describe('the conversation search', () => {
  it('returns the usual parts, and those that were asked for', async () => {
    expect(partsOf(await search({ conversationId: 'c1' }))).toEqual([
      ['info', 'messageRecords', 'sdes', 'summary'],
    ]);
    const wanted = { conversationId: 'c1', contentToRetrieve: ['dialogs', 'unAuthSdes', 'info', 'other'] };
    expect(partsOf(await search(wanted))).toEqual([['info', 'dialogs', 'unAuthSdes']]);
    expect(partsOf(await search(wanted, '?source=test'))).toEqual([['info', 'dialogs']]);
    expect(partsOf(await search({ ...wanted, contentToRetrieve: [] }))[0]).toContain('summary');
  });

  it('finds several, in the order of their ids, and leaves out what there is not', async () => {
    const answer = await search({ conversationIds: ['c2', 'none', 'c1'] });
    expect(answer).toMatchObject({
      status: 200,
      json: {
        _metadata: { count: 2, shardsStatusResult: { partialResult: false }, self: { rel: 'self' } },
        conversationHistoryRecords: [{ info: { conversationId: 'c2' } }, { info: { conversationId: 'c1' } }],
      },
    });
    expect(await search({ conversationId: 'none' })).toMatchObject({
      status: 200,
      json: { _metadata: { count: 0 }, conversationHistoryRecords: [] },
    });
  });

  it.each<[name: string, body: unknown, query?: string]>([
    ['no source', { conversationId: 'c1' }, '?v=2'],
    ['an empty source', { conversationId: 'c1' }, '?source='],
    ['a source of 21 characters', { conversationId: 'c1' }, `?source=${'x'.repeat(21)}`],
    ['another version', { conversationId: 'c1' }, '?source=test&v=3'],
    ['no id', {}],
    ['an empty id', { conversationId: '' }],
    ['a number', { conversationId: 5 }],
    ['no ids', { conversationIds: [] }],
    ['101 ids', { conversationIds: Array.from({ length: 101 }, String) }],
    ['content that is no list', { conversationId: 'c1', contentToRetrieve: 'dialogs' }],
    ['a list', ['c1']],
    ['no JSON', 'c1'],
  ])('refuses %s', async (_name, body, query) => {
    expect(await search(body, query)).toMatchObject({
      status: 400,
      json: { error: { message: expect.any(String) } },
    });
  });

  it('takes a source of 20 characters, and 100 ids', async () => {
    const ids = Array.from({ length: 100 }, String);
    expect((await search({ conversationIds: ids }, `?source=${'x'.repeat(20)}`)).status).toBe(200);
  });

  it('refuses strangers', async () => {
    const body = { conversationId: 'c1' };
    expect((await ask(double, 'POST', `${PATH}?source=test`, { body })).status).toBe(401);
    const other = PATH.replace(ACCOUNT, '78');
    expect((await ask(double, 'POST', `${other}?source=test`, { headers, body })).status).toBe(401);
  });
});
