import { describe, expect, it } from 'vitest';
import type { ConversationHistoryRecord } from '../../src/conversation/types';
import { ErrorCodes } from '../../src/errors';
import { PlatformConversations } from '../../src/testing/platform/conversations';
import { toPlatformRequest } from '../../src/testing/platform/requests';
import { PlatformSecrets } from '../../src/testing/platform/secrets';

describe('conversations', () => {
  const record = (conversationId: string, summary: string): ConversationHistoryRecord => ({
    info: { conversationId },
    summary: { text: summary },
  });

  it('are added one by one or as a response, replaced, copied and forgotten', () => {
    const conversations = new PlatformConversations();
    const first = record('c1', 'first');
    conversations.add(first);
    first.summary = { text: 'changed' };
    expect(conversations.get('c1')).toEqual(record('c1', 'first'));
    conversations.add({ conversationHistoryRecords: [record('c1', 'second'), record('c2', 'other')] });
    expect(conversations.get('c1')).toEqual(record('c1', 'second'));
    Object.assign(conversations.get('c2') ?? {}, { info: {} });
    expect(conversations.get('c2')).toEqual(record('c2', 'other'));
    conversations.clear();
    expect(conversations.get('c1')).toBeUndefined();
  });

  it.each<[name: string, conversation: unknown, message: RegExp]>([
    ['nothing', undefined, /needs "info.conversationId"/],
    ['a record without info', {}, /needs "info.conversationId"/],
    ['an id that is a number', { info: { conversationId: 5 } }, /needs "info.conversationId"/],
    ['an empty response', { conversationHistoryRecords: [] }, /at least one record/],
    [
      'a response with a record that has no id',
      { conversationHistoryRecords: [record('c1', 'x'), { info: {} }] },
      /needs "info.conversationId"/,
    ],
  ])('are not %s', (_name, conversation, message) => {
    const conversations = new PlatformConversations();
    expect(() => conversations.add(conversation as ConversationHistoryRecord)).toThrow(
      expect.objectContaining({
        code: ErrorCodes.Toolbelt.INVALID_ARGUMENT,
        message: expect.stringMatching(message),
      }),
    );
    expect(conversations.get('c1')).toBeUndefined();
  });
});

describe('secrets', () => {
  it('tell the account of those that the test sets, and not of those that a lambda writes', async () => {
    const told: unknown[] = [];
    const secrets = new PlatformSecrets((name, value) => told.push([name, value]));
    const value = { a: 1 };
    secrets.set('s', value);
    value.a = 2;
    expect(secrets.get('s')).toEqual({ a: 1 });
    await secrets.provider().updateSecret('s', 'written');
    expect(secrets.get('s')).toBe('written');
    secrets.set('t', 'hidden', { known: false });
    secrets.set('s', undefined);
    expect(secrets.get('s')).toBeUndefined();
    expect(secrets.get('none')).toBeUndefined();
    expect(told).toEqual([
      ['s', { a: 1 }],
      ['t', undefined],
      ['s', undefined],
    ]);
  });
});

it.each<[name: string, headers: Record<string, string>, body: string | Buffer, shown: unknown]>([
  [
    'JSON',
    { 'content-type': 'application/json; charset=utf-8' },
    '{"client_secret":"s3cr3t","a":1}',
    {
      client_secret: '[redacted]',
      a: 1,
    },
  ],
  [
    'a form',
    {},
    'client_id=s3cr3t&client_secret=s3cr3t&a=1',
    'client_id=[redacted]&client_secret=[redacted]&a=1',
  ],
  ['bytes', {}, Buffer.from([0x73, 0xff]), '[2 bytes]'],
  ['nothing', {}, '', ''],
])('a request shows %s without credentials', (_name, headers, body, shown) => {
  const sent = {
    authorization: 'Bearer s3cr3t',
    'maven-api-key': 's3cr3t',
    'x-auth-key': 's3cr3t',
    'x-auth-token': 's3cr3t',
    cookie: 's3cr3t',
    accept: '*/*',
    ...headers,
  };
  const url = 'https://user:s3cr3t@a.example.com/?access_token=s3cr3t&a=1';
  const request = { method: 'POST', url, headers: sent, body: Buffer.from(body) };
  const noted = toPlatformRequest('test', url, request);
  expect(noted).toMatchObject({
    service: 'test',
    method: 'POST',
    url: 'https://[redacted]@a.example.com/?access_token=[redacted]&a=1',
    headers: { accept: '*/*', authorization: '[redacted]' },
    body: shown,
  });
  expect(JSON.stringify(noted)).not.toContain('s3cr3t');
});
