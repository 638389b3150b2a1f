// Types that lambdas and their tests rely on: `npm run typecheck` compiles them, nothing runs them.
import { expectTypeOf } from 'vitest';
import {
  type BotIntegrationPayload,
  type BotIntegrationResult,
  type Conversation,
  type HttpResponse,
  type Lambda,
  type MessagingCommand,
  type MessagingEventPayload,
  StatusCodeError,
  Toolbelt,
} from '../../src/index';
import { events, type Platform } from '../../src/testing/index';
import published from '../fixtures/msg-hist/conversation.json';

interface Order {
  total: number;
}

export function conversations(platform: Platform): void {
  const conversation: Conversation = published;
  platform.conversations.add(conversation);
  platform.conversations.add(published);
  for (const record of published.conversationHistoryRecords) platform.conversations.add(record);
  Toolbelt.SDEUtil().getSDEsFromConv(published);
  // As the compiler widens what is read from a file.
  const sdes = { events: [{ sdeType: 'CART_STATUS' as string, cartStatus: { total: 5 } }] };
  const info = { conversationId: 'c-1', status: 'OPEN' as string, alertedMCS: -1 as number };
  platform.conversations.add({ info, sdes });
}

export function functions(platform: Platform): void {
  const onEnd: Lambda<MessagingEventPayload, MessagingCommand[]> = ({ payload }, callback) => {
    callback(null, payload.end?.closeReason === 'AGENT' ? [{ type: 'closeConversation' }] : []);
  };
  platform.functions.register('x', onEnd);
  platform.functions.register({ uuid: 'x', name: 'y' }, async (input, callback) => callback(null, input));
  platform.functions.register('x', './lambda.js');
  // @ts-expect-error a number is no lambda
  platform.functions.register('x', 5);
  onEnd(events.conversationEnd(), () => {});
}

export const bot: Lambda<BotIntegrationPayload, BotIntegrationResult> = (_input, callback) => {
  const card = { type: 'vertical', elements: [] };
  const answer = {
    messages: [{ structuredContent: card, metadata: [{ type: 'ExternalId', id: '1' }] }],
    context: { action: 'TRANSFER', actionParameters: { skill: 'x' } },
  };
  callback(null, answer);
  callback(null, {
    messages: ['hi', { text: 'x', metadata: [] }, { structuredContent: card, metadata: [] }],
  });
  callback(null, { messages: [{ delay: 1, typing: true }], context: { intentId: 'a', metadata: [] } });
};

export async function httpClient(): Promise<void> {
  const http = Toolbelt.HTTPClient();
  expectTypeOf(await http<Order>('https://a.example')).toEqualTypeOf<Order>();
  const full = { resolveWithFullResponse: true, json: true } as const;
  expectTypeOf(await http<Order>('https://a.example', full)).toEqualTypeOf<HttpResponse<Order>>();
  expectTypeOf(await http.post<Order>({ url: 'https://a.example', ...full })).toEqualTypeOf<
    HttpResponse<Order>
  >();
  const { statusCode, body } = await http('https://a.example', { resolveWithFullResponse: true });
  expectTypeOf(statusCode).toEqualTypeOf<number>();
  expectTypeOf(body).toBeAny();
  expectTypeOf(
    await http<Order>('https://a.example', { resolveWithFullResponse: false }),
  ).toEqualTypeOf<Order>();
  const transform = () => 5;
  expectTypeOf(await http<number>({ url: 'https://a.example', ...full, transform })).toEqualTypeOf<number>();
}

export async function errors(error: unknown): Promise<void> {
  if (!(error instanceof StatusCodeError)) return;
  expectTypeOf(error.statusCode).toEqualTypeOf<number>();
  expectTypeOf(error.error).toBeAny();
  expectTypeOf(error.response.headers['retry-after']).toEqualTypeOf<string | string[] | undefined>();
  expectTypeOf(error.response.statusCode).toEqualTypeOf<number>();
  console.info(error.error.reason, error.response.body.reason, error.options.uri);
}

export async function lpClient(): Promise<void> {
  const lp = Toolbelt.LpClient();
  expectTypeOf(await lp<Order>('msgHist', '/a')).toEqualTypeOf<Order>();
  expectTypeOf(await lp<Order>('msgHist', '/a', { resolveWithFullResponse: true })).toEqualTypeOf<
    HttpResponse<Order>
  >();
  expectTypeOf(await lp('msgHist', '/a', { json: true })).toBeAny();
}

export async function mtlsClient(): Promise<void> {
  const client = Toolbelt.MTLSClient({ cert: '', key: '' });
  expectTypeOf(
    (await client.get<Order>('https://a.example', {}, '', { json: true })).body,
  ).toEqualTypeOf<Order>();
  expectTypeOf((await client.post('https://a.example', {}, '')).body).toEqualTypeOf<string>();
  expectTypeOf((await client.put('https://a.example', {}, '', { timeout: 1 })).body).toEqualTypeOf<string>();
  expectTypeOf((await client.patch('https://a.example', {}, '', { json: true })).body).toBeAny();
  // @ts-expect-error a timeout is a number
  await client.delete<Order>('https://a.example', {}, '', { timeout: '1' });
}
