import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client } from '../src/functions-client/index';
import { Toolbelt } from '../src/index';
import { useCertificates } from './helpers/make-certificates';

const HOST = 'https://api.example.com';
let warnings: string[];

beforeEach(() => {
  nock.disableNetConnect();
  warnings = [];
  const logger = { warn: (text: string) => void warnings.push(text) };
  Toolbelt.configure({ accountId: '12345', whitelist: ['api.example.com'], proxy: false, logger });
});
afterEach(() => {
  Toolbelt.reset();
  nock.cleanAll();
  nock.enableNetConnect();
});

/** Does something twice, since each name is warned about once. */
async function twice(run: () => unknown): Promise<void> {
  for (let time = 0; time < 2; time += 1) {
    try {
      await run();
    } catch {}
  }
}

// Each of these names has no effect, and the call may succeed all the same.
describe('a misspelt option is warned about once, by', () => {
  const { client: identity } = useCertificates();
  const conversation = { conversationHistoryRecords: [] };

  it.each<[client: string, name: string, meant: string, run: (option: Record<string, unknown>) => unknown]>([
    [
      'ContextServiceClient',
      'timeOut',
      'timeout',
      (option) => Toolbelt.ContextServiceClient({ accountId: '1', apiKey: 'k', ...option }),
    ],
    [
      'ContextServiceClient.createNamespace',
      'tll',
      'ttl',
      (option) =>
        Toolbelt.ContextServiceClient({ accountId: '1', apiKey: 'k' }).createNamespace('n', option as never),
    ],
    [
      'GDPRUtil',
      'userName',
      'username',
      (option) => Toolbelt.GDPRUtil().replaceConversationFiles(conversation, option as never),
    ],
    [
      'GDPRUtil',
      'contenttype',
      'contentType',
      (option) =>
        Toolbelt.GDPRUtil().replaceConversationFiles(
          conversation,
          { username: 'u', password: 'p' },
          () => true,
          { contentType: 'image/png', body: 'x', ...option },
        ),
    ],
    ['SFClient', 'accesToken', 'accessToken', (option) => Toolbelt.SFClient().connectToSalesforce(option)],
    [
      'SFClient',
      'clientID',
      'clientId',
      (option) =>
        Toolbelt.SFClient().connectToSalesforce({
          instanceUrl: 'https://a.my.salesforce.com',
          oauth2: option,
        }),
    ],
    [
      'functions client',
      'timeuot',
      'timeout',
      (option) => new Client({ ...option } as never).invoke({ lambdaUuid: 'x' }),
    ],
    ['functions client', 'lambdaUUID', 'lambdaUuid', (option) => new Client({}).invoke(option as never)],
    [
      'LpClient',
      'appKeySecretname',
      'appKeySecretName',
      (option) => Toolbelt.LpClient()('msgHist', '/x', { ...option, timeout: 1 }),
    ],
  ])('%s: %s', async (client, name, meant, run) => {
    await twice(() => run({ [name]: 'x' }));
    const text = `[lp-faas-toolbelt] ${client}: the option "${name}" is not known and has no effect: did you mean "${meant}"?`;
    expect(warnings.filter((line) => line.includes(`"${name}"`))).toEqual([text]);
  });

  it('MTLSClient, for its config and for a call', async () => {
    nock(HOST).get('/').times(2).reply(200, 'ok');
    await twice(() =>
      Toolbelt.MTLSClient({ ...identity('lambda'), passPhrase: 'x' } as never).get(HOST, {}, '', {
        timeOut: 5,
      } as never),
    );
    expect(warnings).toEqual([
      expect.stringMatching(/"passPhrase" .*did you mean "passphrase"\?$/),
      expect.stringMatching(/"timeOut" .*did you mean "timeout"\?$/),
    ]);
  });

  it('none for names that mean something', async () => {
    await twice(() => Toolbelt.ContextServiceClient({ accountId: '1', apiKey: 'k', timeout: 1_000 }));
    await twice(() =>
      new Client({ accountId: '1', applyPlatformRules: true }).invoke({ eventId: 'x', skillId: '1' }),
    );
    const oauth2 = { clientId: 'c', loginUrl: 'https://login.salesforce.com' };
    await twice(() => Toolbelt.SFClient().connectToSalesforce({ version: '60.0', maxRequest: 2, oauth2 }));
    expect(warnings.filter((line) => line.includes('did you mean'))).toEqual([]);
  });
});
