import {
  ConversationContentTypes,
  type ConversationUtil,
  ErrorCodes,
  type HttpRequestOptions,
  type HttpResponse,
  type LpClient,
  LpServices,
  RequestError,
  type SecretClient,
  SecretError,
  StatusCodeError,
  Toolbelt,
} from 'lp-faas-toolbelt';
import { ToolbeltError } from 'lp-faas-toolbelt/errors';

const http = Toolbelt.HTTPClient();
const shop = http.defaults({ baseUrl: 'https://shop.example', json: true });

export async function callForms(): Promise<number> {
  const total: number = (await http<{ total: number }>('https://shop.example/orders')).total;
  await http({ uri: 'https://shop.example/orders', method: 'POST', body: { size: 'L' }, json: true });
  await http.get(new URL('https://shop.example/orders'), { qs: { id: 7 }, timeout: 500 });
  await shop.post('/orders', { form: { size: 'L' }, simple: false });
  const response: HttpResponse = await http.get('https://shop.example/', { resolveWithFullResponse: true });
  http.head('https://shop.example/', (error, answer) => {
    if (!error) console.log(answer?.statusCode, answer?.headers['content-type']);
  });
  const call = http.delete('https://shop.example/orders/7').on('response', () => undefined);
  call.abort();
  const jar = http.jar();
  jar.setCookie('a=b', 'https://shop.example');
  const options: HttpRequestOptions = { jar, gzip: true, transform: (body) => String(body) };
  await http.put('https://shop.example/orders/7', options).then((text: string) => text.length);
  return total + response.statusCode;
}

export async function lpClient(lp: LpClient = Toolbelt.LpClient()): Promise<unknown> {
  await lp('aServiceOfTomorrow', '/path');
  return lp(LpServices.MSG_HIST, '/messaging_history/api/account/1', {
    method: 'POST',
    appKeySecretName: 'key',
  });
}

export async function secretClient(secrets: SecretClient = Toolbelt.SecretClient()): Promise<string> {
  const { key, value } = await secrets.readSecret<{ user: string }>('shop');
  await secrets.updateSecret({ key, value: { ...value, user: 'me' } });
  return value.user;
}

export async function conversationUtil(): Promise<string[]> {
  const util: ConversationUtil = Toolbelt.ConversationUtil();
  const conversation = await util.getConversationById('id', [ConversationContentTypes.MESSAGE_RECORDS]);
  return util.scanConversationForKeywords(conversation, ['angry', /refund/i]).map(({ tag }) => tag);
}

export function configure(): void {
  Toolbelt.configure({
    accountId: '1',
    whitelist: ['*.shop.example'],
    rateLimit: { mode: 'queue' },
    secrets: { shop: { user: 'me' } },
    logger: console,
  });
  Toolbelt.reset();
}

export function describe(error: unknown): string {
  if (error instanceof StatusCodeError) return `${error.statusCode} ${error.message}`;
  if (error instanceof RequestError) return String(error.cause);
  if (error instanceof SecretError) return error.code === ErrorCodes.Secret.NOT_FOUND ? 'none' : error.code;
  return error instanceof ToolbeltError ? error.code : 'unknown';
}

// What must not compile.
// @ts-expect-error a service is a string
void Toolbelt.LpClient()(7, '/path');
// @ts-expect-error no such mode
Toolbelt.configure({ rateLimit: { mode: 'never' } });
// @ts-expect-error no such method
void http.fetch;
