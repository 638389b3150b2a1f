import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client } from '../../src/functions-client/index';
import { Toolbelt } from '../../src/index';
import services from '../fixtures/csds/services.json';
import sample from '../fixtures/msg-hist/conversation.json';

/** A JSON answer as some servers write it, with a byte order mark before it. */
const marked = (value: unknown): string => `\uFEFF${JSON.stringify(value)}`;
const JSON_TYPE = { 'content-type': 'application/json' };

/** The answers that the requests of the test get, by host; each has a byte order mark. */
function answers(byHost: Record<string, unknown>): void {
  for (const [host, value] of Object.entries(byHost)) {
    const scope = nock(`https://${host}`).persist();
    scope.get(/.*/).reply(200, marked(value), JSON_TYPE);
    scope.post(/.*/).reply(200, marked(value), JSON_TYPE);
    scope.patch(/.*/).reply(204);
  }
}

const claims = Buffer.from(JSON.stringify({ exp: Math.floor(Date.now() / 1_000) + 3_600 })).toString(
  'base64url',
);
const TOKEN = { access_token: `e30.${claims}.sig`, token_type: 'Bearer', expires_in: '3600' };
const DIRECTORY = { 'api.liveperson.net': services };
const SENTINEL = 'va.sentinel.liveperson.net';

beforeEach(() => {
  nock.disableNetConnect();
  Toolbelt.configure({
    accountId: '12345',
    secrets: {
      'lp-faas-default-app-key': { client_id: 'id', client_secret: 'secret' },
      'lp-faas-orchestrator-app-key': { client_id: 'id', client_secret: 'secret' },
    },
    csds: { sentinel: SENTINEL },
  });
});

afterEach(() => {
  Toolbelt.reset();
  nock.cleanAll();
  nock.enableNetConnect();
});

describe('a byte order mark before a JSON answer that the library itself reads', () => {
  it('ConversationUtil, with service discovery and access tokens', async () => {
    answers({ ...DIRECTORY, [SENTINEL]: TOKEN, 'va.msghist.liveperson.net': sample });
    await expect(Toolbelt.ConversationUtil().getConversationById('c-1')).resolves.toEqual(sample);
  });

  it('OrchestratorClient', async () => {
    answers({ ...DIRECTORY, [SENTINEL]: TOKEN, 'va.faasgw.liveperson.net': { answer: 42 } });
    const [response] = await Toolbelt.OrchestratorClient().invoke([{ uuid: 'u', payload: {}, headers: {} }]);
    expect(response).toMatchObject({ body: { answer: 42 }, statusCode: 200 });
  });

  it('ContextServiceClient', async () => {
    Toolbelt.configure({ contextServiceEnvironment: 'z1' });
    answers({ 'z1.context.liveperson.net': { name: 'Ada' } });
    const client = Toolbelt.ContextServiceClient({ accountId: '12345', apiKey: 'key' });
    await expect(client.setPropertiesInNamespace('ns', { name: 'Ada' })).resolves.toEqual({ name: 'Ada' });
    await expect(client.getPropertyInSession('ns', 'p')).resolves.toEqual({ name: 'Ada' });
  });

  it('ContextServiceClient keeps the mark of a text that was stored with it', async () => {
    nock('https://z1.context.liveperson.net').get(/.*/).reply(200, '\uFEFFname;age');
    Toolbelt.configure({ contextServiceEnvironment: 'z1' });
    const client = Toolbelt.ContextServiceClient({ accountId: '12345', apiKey: 'key' });
    await expect(client.getPropertyInSession('ns', 'csv')).resolves.toBe('\uFEFFname;age');
  });

  it('SFClient', async () => {
    const result = { totalSize: 1, done: true, records: [{ Id: '1' }] };
    answers({ 'org.my.salesforce.com': result });
    Toolbelt.configure({ whitelist: ['org.my.salesforce.com'] });
    const options = { instanceUrl: 'https://org.my.salesforce.com', accessToken: 'T' };
    const connection = Toolbelt.SFClient().connectToSalesforce(options);
    await expect(connection.query('SELECT Id FROM Account')).resolves.toMatchObject(result);
  });

  it('the functions client, with service discovery and access tokens', async () => {
    answers({
      'adminlogin.liveperson.net': services,
      'va.sentinel.liveperson.net': TOKEN,
      'va.faasgw.liveperson.net': { implemented: true },
      'va.faasui.liveperson.net': [],
    });
    const client = new Client({ accountId: '12345', authStrategy: { clientId: 'id', clientSecret: 's' } });
    await expect(client.isImplemented({ eventId: 'e' })).resolves.toBe(true);
    await expect(client.invoke({ lambdaUuid: 'u' })).resolves.toMatchObject({ body: { implemented: true } });
  });
});
