// The samples of the functions client as TypeScript: `npm run typecheck` compiles them, nothing runs them.
import { expectTypeOf } from 'vitest';
import {
  type BaseClient,
  Client,
  type ErrorDomain,
  EVENT,
  type GetAuthorizationHeader,
  type InvocationDomain,
  type KeyValueDomain,
  type MetricData,
  type Response,
} from '../../src/functions-client/index';

const getAuthorizationHeader: GetAuthorizationHeader = async ({ url, method }) => `OAuth ${method} ${url}`;
const headers: KeyValueDomain[] = [{ key: 'testHeader', value: 'testHeaderValue' }];
const body: InvocationDomain = { headers, payload: { foo: 'bar' } };

export async function construct(): Promise<void> {
  new Client({ accountId: '1', authStrategy: { clientId: 'id', clientSecret: 'secret' } });
  new Client({ accountId: '1', authStrategy: getAuthorizationHeader, failOnErrorStatusCode: false });
  new Client({
    accountId: '1',
    authStrategy: {
      getAccessTokenInternal: async () => 'token',
      getDpopHeaderInternal: async (url, method) => `${method} ${url}`,
    },
  });
  expectTypeOf(new Client({})).toExtend<BaseClient>();
  new Client({}, { metricCollector: { onInvoke: (data) => expectTypeOf(data).toEqualTypeOf<MetricData>() } });
  // @ts-expect-error an id without a secret
  new Client({ authStrategy: { clientId: 'id' } });
  // @ts-expect-error a timeout is a number
  new Client({ timeout: '5' });
}

// test/fixtures/seeds/000.md, "Error handling".
export async function invoke(client: Client): Promise<void> {
  try {
    const response = await client.invoke<{ forecast: string }>({
      lambdaUuid: 'uuid',
      externalSystem: 'crm',
      body,
      timeout: 1,
    });
    expectTypeOf(response).toEqualTypeOf<Response<{ forecast: string }>>();
    await client.invoke({ eventId: EVENT.ChatPostSurveyEmailTranscript, body });
    await client.invoke({ eventId: 'an_event_of_tomorrow', v1CompError: true });
  } catch (error) {
    if ((error as Error).name === 'FaaSLambdaError') console.info((error as Error).stack);
  }
}

export async function ask(client: Client): Promise<void> {
  expectTypeOf(await client.isImplemented({ eventId: EVENT.ConversationalCommand })).toEqualTypeOf<boolean>();
  expectTypeOf((await client.getLambdas({ state: ['Draft'] })).body).toEqualTypeOf<unknown[]>();
  await client.getFunctions({ functionName: 'f' });
  // @ts-expect-error an event is needed
  await client.isImplemented({});
  expectTypeOf<ErrorDomain['errorCode']>().toEqualTypeOf<string | undefined>();
}
