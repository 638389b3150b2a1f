// The samples of the seeds as TypeScript: `npm run typecheck` compiles them, nothing runs them.
import { expectTypeOf } from 'vitest';
import {
  type AgentParticipant,
  type BotIntegrationResult,
  type Conversation,
  ConversationContentTypes,
  type ConversationSDEs,
  ErrorCodes,
  ErrorStrategy,
  type KeywordMatch,
  type Lambda,
  LpServices,
  type MessageRecord,
  type MessagingCommand,
  type MessagingEventPayload,
  type OrchestratorResponse,
  type SDE,
  SDETypes,
  Toolbelt,
} from '../../src/index';

export const functionLayout: Lambda = (_input, callback) => {
  callback(null, `Hello World`);
};

export function salesforceClient(query: string): void {
  const sfClient = Toolbelt.SFClient();
  const con = sfClient.connectToSalesforce({
    loginUrl: 'https://test.salesforce.com',
    accessToken: 'PROVIDE_YOUR_ACCESS_TOKEN',
    refreshToken: 'PROVIDE_YOUR_REFRESH_TOKEN',
  });
  con.query(query, (err, queryResult) => {
    if (!err) expectTypeOf(queryResult.totalSize).toEqualTypeOf<number>();
  });
  expectTypeOf(con.query<{ Name: string }>(query)).resolves.toHaveProperty('records');
}

export function httpClient(): void {
  const client = Toolbelt.HTTPClient();
  client('https://github.com/', { method: 'GET', headers: {}, simple: false, resolveWithFullResponse: true })
    .then((response) => response)
    .catch((err) => err);
  client('https://www.liveperson.com/', {
    method: 'GET',
    headers: {},
    simple: false,
    json: true,
    resolveWithFullResponse: false,
  }).then((response) => response);
}

export function mtlsClient(): void {
  const client = Toolbelt.MTLSClient({ cert: 'cert-string', key: 'key-string' });
  client
    .post('https://your-mtls-endpoint.com', { header: 'test' }, null, {
      json: true,
      timeout: 10000,
      allowSelfSigned: false,
    })
    .then((response) => {
      expectTypeOf(response.statusCode).toEqualTypeOf<number>();
      return response.body;
    })
    .catch((err) => err);
  client.get('https://your-mtls-endpoint.com');
  client.head('https://your-mtls-endpoint.com', {}, { timeout: 5 });
  client.options('https://your-mtls-endpoint.com', undefined, { timeout: 5 });
  // @ts-expect-error cert and key are both needed
  Toolbelt.MTLSClient({ cert: 'cert-string' });
}

export function lpClient(conversationId: string): void {
  const client = Toolbelt.LpClient();
  const options = {
    method: 'POST',
    body: { conversationId },
    json: true,
    appKeySecretName: 'my-custom-secret-name',
  };
  client(
    LpServices.MSG_HIST,
    `/messaging_history/api/account/${process.env.BRAND_ID}/conversations/conversation/search`,
    options,
  ).then((response) => response);
  client('leDataReporting', '/operations/api/account/1/msgconversation');
}

export function secretClient(callback: (error: unknown, result: unknown) => void): void {
  const client = Toolbelt.SecretClient();
  client
    .readSecret('my_Secret-Key')
    .then((mySecret) => {
      mySecret.value = 'nEw.oaUtH2-tOKeN!!11!';
      return client.updateSecret(mySecret);
    })
    .then((_) => callback(null, { message: 'Successfully updated secret' }))
    .catch((err) => callback(err, null));
}

export async function orchestratorClient(): Promise<void> {
  const client = Toolbelt.OrchestratorClient();
  const responses = await client.invoke([{ uuid: 'your_function_uuid', payload: {}, headers: {} }], 25000);
  expectTypeOf(responses).toEqualTypeOf<OrchestratorResponse<unknown>[]>();
  console.info(responses[0]?.uuid, responses[0]?.body, responses[0]?.headers, responses[0]?.statusCode);

  const RETRIABLE_NETWORK_ERRORS = ['ENOTFOUND', 'ECONNRESET', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'];
  const RETRIABLE_ERROR_CODES = [500, 502, 504];
  await client.invoke<{ answer: number }>(
    [
      {
        uuid: 'your_first_function_uuid',
        payload: {},
        headers: {},
        retries: 3,
        retryFunction: (statusCode, error) =>
          RETRIABLE_ERROR_CODES.includes(statusCode) || RETRIABLE_NETWORK_ERRORS.includes(error.cause.code),
      },
      {
        uuid: 'your_second_function_uuid',
        payload: {},
        // The signature that the documentation's table gives.
        retryFunction: (statusCode: number, _error: unknown, errorCode?: string) =>
          statusCode === 429 || errorCode === 'ECONNRESET',
      },
    ],
    25000,
    { timeout: 10000, invokeParallel: true, errorStrategy: ErrorStrategy.CONTINUE_ON_ERROR },
  );
  // @ts-expect-error there is no such strategy
  await client.invoke([{ uuid: 'u', payload: {} }], 25000, { errorStrategy: 'RetryOnError' });
}

export async function conversationUtil(conversationId: string): Promise<void> {
  const util = Toolbelt.ConversationUtil();
  const contentToRetrieve = [ConversationContentTypes.SDES, ConversationContentTypes.UNAUTH_SDES];
  const conversation = await util.getConversationById(conversationId, contentToRetrieve);
  expectTypeOf(conversation).toEqualTypeOf<Conversation>();
  const scannerResult = util.scanConversationForKeywords(conversation, ['Keyword', 'awesome', /C\+\+/]);
  expectTypeOf(scannerResult).toEqualTypeOf<KeywordMatch[]>();

  const [record] = conversation.conversationHistoryRecords;
  expectTypeOf(record?.messageRecords).toEqualTypeOf<MessageRecord[] | undefined>();
  expectTypeOf(record?.agentParticipants).toEqualTypeOf<AgentParticipant[] | undefined>();
  expectTypeOf(record?.info?.startTimeL).toEqualTypeOf<number | undefined>();
  expectTypeOf(record?.messageRecords?.[0]?.messageData?.file?.relativePath).toEqualTypeOf<
    string | undefined
  >();
}

export function gdprUtil(conversation: Conversation): void {
  const shouldReplace = (filePath: string) => filePath.endsWith('.png');
  const replacementFile = { body: Buffer.from('…', 'base64'), contentType: 'image/png' };
  const replaced = Toolbelt.GDPRUtil().replaceConversationFiles(
    conversation,
    { username: '...', password: '...' },
    shouldReplace,
    replacementFile,
  );
  expectTypeOf(replaced).toEqualTypeOf<Promise<string[]>>();
  // @ts-expect-error a replacement needs its content type
  Toolbelt.GDPRUtil().replaceConversationFiles(conversation, { username: '', password: '' }, shouldReplace, {
    body: '',
  });
}

export function sdeUtil(conversation: Conversation): void {
  const util = Toolbelt.SDEUtil();
  const sdes = [
    { type: SDETypes.PERSONAL_INFO, personal: { contacts: [{ email: 'john.doe@example.com' }] } },
  ];
  util
    .addSDEs(sdes, 'YyY2RlZGY3NzZjYoJhZGQx', 'bjfYkPt-SYCqqZWDHNwSKQ')
    .then((response) => response)
    .catch(() => {});
  const all: SDE[] = [
    { type: 'ctmrinfo', info: { customerId: '7', lastPaymentDate: { day: 1, month: 2, year: 2026 } } },
    {
      type: SDETypes.CART,
      total: 1,
      numItems: 1,
      products: [{ product: { name: 'n', price: 1 }, quantity: 1 }],
    },
    { type: SDETypes.SEARCHED_CONTENT, keywords: ['k'] },
    // @ts-expect-error a customer's information is under "info"
    { type: 'ctmrinfo', personal: {} },
    // @ts-expect-error a cart has a total
    { type: SDETypes.CART, numItems: 1 },
  ];
  for (const sde of all)
    if (sde.type === 'ctmrinfo') expectTypeOf(sde.info.customerId).toEqualTypeOf<string | undefined>();

  const result = util.getSDEsFromConv(conversation);
  expectTypeOf(result).toEqualTypeOf<ConversationSDEs>();
  for (const event of result.sdes.events) {
    if (event.sdeType === 'CUSTOMER_INFO') {
      expectTypeOf(event.customerInfo?.customerInfo?.customerId).toEqualTypeOf<string | undefined>();
    }
  }
}

export async function contextServiceClient(): Promise<void> {
  const { value: apiKey } = await Toolbelt.SecretClient().readSecret('YOUR_DEVELOPER_KEY_SECRET_NAME');
  const accountId = process.env.BRAND_ID ?? '';
  const contextClient = Toolbelt.ContextServiceClient({ accountId, apiKey: apiKey as string });
  const namespace = await contextClient.createNamespace('ns', { ttl: 120 });
  expectTypeOf(namespace.createdAt).toEqualTypeOf<Date>();
  expectTypeOf(await contextClient.getListOfSessions('ns')).toEqualTypeOf<string[]>();
  await contextClient.setPropertiesInNamespace('ns', { a: 1 }, 'session');
  await contextClient.updatePropertiesInNamespace('ns', { a: 1 }, undefined);
  await contextClient.getSelectedPropertiesInSession('ns', ['a'], undefined);
  await contextClient.deleteSession('ns', 'session');
  expectTypeOf(contextClient.accountId).extract<string>().toEqualTypeOf<string>();
  Toolbelt.ContextServiceClient('key');
}

/** Event payloads and what functions answer to them (docs/platform.md, "Event payloads"). */
export const conversationEnd: Lambda<MessagingEventPayload, MessagingCommand[]> = async (input, callback) => {
  expectTypeOf(input.payload.general.convId).toEqualTypeOf<string>();
  expectTypeOf(input.payload.end?.closeReason).toEqualTypeOf<string | undefined>();
  callback(null, [
    { type: 'systemMessage', text: 'Bye' },
    { type: 'transfer', skillId: 7 },
  ]);
};

export const bot: Lambda<unknown, BotIntegrationResult> = (_input, callback) =>
  callback(null, { messages: ['Hi', { delay: 5, typing: true }], context: { action: 'TRANSFER' } });

expectTypeOf(
  ErrorCodes.Orchestrator.TIMEOUT,
).toEqualTypeOf<'com.liveperson.faas.orchestrator-fn.invoke.timeout'>();
