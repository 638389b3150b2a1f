import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Conversation, ConversationHistoryRecord } from '../../src/conversation/types';
import { ErrorCodes, ErrorStrategy, LpServices, SDETypes, Toolbelt } from '../../src/index';
import type { Account } from '../../src/testing/platform/account';
import type { Fault } from '../../src/testing/platform/faults';
import type { AccountOptions } from '../../src/testing/platform/options';
import type { Platform } from '../../src/testing/platform/platform';
import type { PlatformRequest } from '../../src/testing/platform/requests';
import { failureOf } from '../helpers/failure-of';
import { describeSalesforceContract } from './salesforce-contract';

/** An account whose services the Toolbelt of this process reaches. */
export interface OpenAccount
  extends Pick<
    Account,
    'conversations' | 'secrets' | 'context' | 'files' | 'sdes' | 'functions' | 'salesforce'
  > {
  readonly lists: Account['lists'];
  /** Where users of Salesforce log in. */
  readonly salesforceLogin: string;
  /** The origin of the data in Salesforce. */
  readonly salesforceUrl: string;
  readonly requests: readonly PlatformRequest[];
  fail(service: string, fault: Fault): void;
  close(): Promise<void>;
}

/** A platform, whose lists are its own properties, with the lists of an account. Lambdas may call Salesforce. */
export function withLists(platform: Platform): OpenAccount {
  platform.whitelist.add(...platform.salesforce.hosts);
  const { users, skills, agentGroups, profiles, engagements, reports } = platform;
  return Object.assign(platform, {
    lists: { users, skills, agentGroups, profiles, engagements, reports },
    salesforceLogin: 'https://login.salesforce.com',
    salesforceUrl: platform.salesforce.settings.instanceUrl,
  });
}

/** Opens an account for a test. */
export type OpenAccountFor = (options: AccountOptions) => OpenAccount | Promise<OpenAccount>;

const RECORD: ConversationHistoryRecord = {
  info: { conversationId: 'conv-1', sessionId: 'session-1', visitorId: 'visitor-1' },
  messageRecords: [
    {
      type: 'TEXT_PLAIN',
      messageId: 'm1',
      timeL: 1,
      sentBy: 'Consumer',
      messageData: { msg: { text: 'C++ rocks' } },
    },
    {
      type: 'HOSTED_FILE',
      messageId: 'm2',
      timeL: 2,
      sentBy: 'Consumer',
      messageData: { file: { relativePath: '/store/a b.png', caption: 'c++ too' } },
    },
  ],
  unAuthSdes: { events: [{ sdeType: 'LEAD', serverTimeStamp: '1' }] },
  monitoring: { country: 'Germany' },
};

/**
 * What every mount of the doubles must do. The clients of the library make the requests, so that a lambda finds the same
 * behaviour whichever mount it reaches.
 */
export function describeContract(name: string, open: OpenAccountFor): void {
  describeSalesforceContract(name, open);
  describe.each(['oauth2', 'oauth1'] as const)(`${name}, signed with %s`, (auth) => {
    let account: OpenAccount;

    beforeEach(async () => {
      account = await open({ accountId: '77', auth });
    });

    afterEach(async () => {
      await account.close();
    });

    const services = () => account.requests.map(({ service }) => service);

    it('finds a conversation, and scans it', async () => {
      account.conversations.add(RECORD);
      const util = Toolbelt.ConversationUtil();
      const conversation = await util.getConversationById('conv-1');
      expect(conversation.conversationHistoryRecords).toEqual([
        { info: RECORD.info, messageRecords: RECORD.messageRecords },
      ]);
      expect(conversation._metadata).toMatchObject({ count: 1 });
      const matches = util.scanConversationForKeywords(conversation, ['C++']);
      expect(matches.map(({ sentTimestamp }) => sentTimestamp)).toEqual([1, 2]);
      const wanted = await util.getConversationById('conv-1', ['unAuthSdes', 'monitoring']);
      const { info, unAuthSdes, monitoring } = RECORD;
      expect(wanted.conversationHistoryRecords).toEqual([{ info, unAuthSdes, monitoring }]);
      await expect(util.getConversationById('conv-2')).rejects.toMatchObject({
        code: ErrorCodes.ConversationUtil.NOT_FOUND,
      });
    });

    it('adds engagement attributes', async () => {
      const sde = { type: SDETypes.PERSONAL_INFO, personal: { contacts: [{ email: 'a@example.com' }] } };
      await Toolbelt.SDEUtil().addSDEs([sde], 'visitor/1', 'rty.uio');
      expect(account.sdes).toEqual([{ visitorId: 'visitor/1', sessionId: 'rty.uio', sdes: [sde] }]);
    });

    it('replaces files', async () => {
      account.files.set('/store/a b.png', { body: Buffer.from('secret'), contentType: 'image/png' });
      const credentials = { username: 'test-user', password: 'test-password' };
      const conversation = { conversationHistoryRecords: [RECORD] } as Conversation;
      const file = { contentType: 'text/plain', body: Buffer.from([0, 255, 128]) };
      const replaced = await Toolbelt.GDPRUtil().replaceConversationFiles(
        conversation,
        credentials,
        () => true,
        file,
      );
      expect(replaced).toEqual(['/store/a b.png']);
      expect([...account.files]).toEqual([['/store/a b.png', file]]);
      const wrong = { ...credentials, password: 'wrong' };
      await expect(Toolbelt.GDPRUtil().replaceConversationFiles(conversation, wrong)).rejects.toMatchObject({
        code: ErrorCodes.GdprUtil.AUTH_FAILED,
      });
    });

    it('keeps context', async () => {
      const client = Toolbelt.ContextServiceClient({ apiKey: 'test-context-key', accountId: '77' });
      expect(await client.createNamespace('shop', { ttl: 60 })).toMatchObject({
        name: 'shop',
        ttlSecond: 60,
      });
      await client.createNamespace('shop', { ttl: 60 });
      await client.setPropertiesInNamespace('shop', { a: 1, b: 'text' });
      expect(await client.updatePropertiesInNamespace('shop', { c: [1, { d: 'ü' }] }, 's/1 ü')).toEqual({
        c: [1, { d: 'ü' }],
      });
      expect(await client.getAllPropertiesInSession('shop')).toEqual({ a: 1, b: 'text' });
      expect(await client.getPropertyInSession('shop', 'b')).toBe('text');
      expect(await client.getPropertyInSession('shop', 'c', 's/1 ü')).toEqual([1, { d: 'ü' }]);
      expect(await client.getSelectedPropertiesInSession('shop', ['b', 'none', 'a'])).toEqual({
        b: 'text',
        a: 1,
      });
      expect(await client.getListOfSessions('shop')).toEqual(['__default__', 's/1 ü']);
      expect(account.context.get('shop', 's/1 ü')).toEqual({ c: [1, { d: 'ü' }] });
      await client.deletePropertyInSession('shop', 'a');
      await client.deletePropertyInSession('shop', 'a');
      expect(account.context.get('shop')).toEqual({ b: 'text' });
      await expect(client.getPropertyInSession('shop', 'a')).rejects.toMatchObject({
        code: ErrorCodes.ContextService.DATA_DOES_NOT_EXIST,
      });
      await client.deleteSession('shop', 's/1 ü');
      expect(await client.getListOfSessions('shop')).toEqual(['__default__']);
      await client.deleteNamespace('shop');
      await client.deleteNamespace('shop');
      expect(await client.getListOfNamespaces()).toEqual([]);
      const stranger = Toolbelt.ContextServiceClient({ apiKey: 'wrong', accountId: '77' });
      await expect(stranger.getListOfNamespaces()).rejects.toMatchObject({
        code: ErrorCodes.ContextService.AUTHORIZATION_INVALID,
        statusCode: 403,
      });
    });

    it('invokes functions; one that fails is 901', async () => {
      account.functions.register('sum', ({ payload }, callback) => {
        const { a, b } = payload as { a: number; b: number };
        callback(null, { sum: a + b });
      });
      account.functions.register('broken', (_input, callback) => callback(new Error('no luck')));
      const invocations = [
        { uuid: 'sum', payload: { a: 1, b: 2 } },
        { uuid: 'broken', payload: {} },
        { uuid: 'missing', payload: {} },
      ];
      const results = await Toolbelt.OrchestratorClient().invoke(invocations, 10_000, {
        errorStrategy: ErrorStrategy.CONTINUE_ON_ERROR,
      });
      expect(results.map(({ statusCode, body }) => [statusCode, body])).toEqual([
        [200, { sum: 3 }],
        [901, expect.objectContaining({ errorCode: ErrorCodes.Handler.CUSTOM_FAILURE, errorMsg: 'no luck' })],
        [
          404,
          {
            errorCode: expect.stringMatching(/missinglambda$/),
            errorMsg: expect.stringMatching(/missing.*77/),
          },
        ],
      ]);
      expect(results[1]?.error).toEqual({ code: ErrorCodes.Handler.CUSTOM_FAILURE, message: 'no luck' });
      // A failure of the function itself is not repeated.
      expect(services().filter((service) => service === 'faasGW')).toHaveLength(3);
    });

    it('invokes by event, and says whether an event has a function', async () => {
      const event = 'controllerbot_messaging_conversation_end';
      const gateway = `/api/account/77/events/${event}`;
      const query = 'v=1&externalSystem=test&skillId=';
      const lpClient = Toolbelt.LpClient();
      const body = { timestamp: 1, headers: [], payload: { general: { convId: 'c' } } };
      const invoke = () =>
        lpClient('faasGW', `${gateway}/invoke?${query}7`, { method: 'POST', json: true, body });
      const isImplemented = (skill: string) =>
        lpClient('faasGW', `${gateway}/isImplemented?${query}${skill}`, { json: true });
      expect(await invoke()).toEqual([]);
      expect(await isImplemented('')).toEqual({ implemented: false });
      account.functions.register({ eventId: event, skillId: '7' }, (input, callback) =>
        callback(null, input),
      );
      account.functions.register(event, (_input, callback) => callback());
      expect(await invoke()).toEqual([body, null]);
      expect(await isImplemented('8')).toEqual({ implemented: true });
      const listed = await lpClient(
        'faasUI',
        `/api/account/77/lambdas/?v=1&eventId=${event}&state=Productive`,
        {
          json: true,
        },
      );
      expect(listed).toMatchObject([{ eventId: event, state: 'Productive', skills: ['7'] }, { name: event }]);
    });

    it('has users, skills and reports as plain data', async () => {
      const lpClient = Toolbelt.LpClient();
      const list = '/api/account/77/configuration/le-users/skills';
      const read = () => lpClient(LpServices.ACCOUNT_CONFIG_READ_ONLY, `${list}?v=2.0`, { json: true });
      expect(await read()).toEqual([]);
      account.lists.skills.add({ id: 4711, name: 'billing' });
      expect(await read()).toEqual([{ id: 4711, name: 'billing' }]);
      const write = (method: string, path: string, body?: object) =>
        lpClient(LpServices.ACCOUNT_CONFIG_READ_WRITE, path, { method, json: body ?? true });
      expect(await write('POST', list, { id: 5, name: 'sales' })).toEqual({ id: 5, name: 'sales' });
      expect(await write('PUT', `${list}/4711`, { name: 'money' })).toEqual({ id: 4711, name: 'money' });
      await write('DELETE', `${list}/5`);
      expect(account.lists.skills.all()).toEqual([{ id: 4711, name: 'money' }]);
      await expect(write('DELETE', `${list}/5`)).rejects.toMatchObject({ statusCode: 404 });
      account.lists.engagements.add({ id: 'e1', info: { engagementId: 'e1' } });
      const search = '/interaction_history/api/account/77/interactions/search';
      const found = await lpClient('engHistDomain', search, { method: 'POST', json: { start: {} } });
      expect(found).toMatchObject({ _metadata: { count: 1 }, interactionHistoryRecords: [{ id: 'e1' }] });
      account.lists.reports.set('agentactivity', { agents: 3 });
      const report = (name: string) =>
        lpClient('leDataReporting', `/operations/api/account/77/${name}`, { json: true });
      expect(await report('agentactivity')).toEqual({ agents: 3 });
      await expect(report('queuehealth')).rejects.toMatchObject({
        statusCode: 404,
        error: { error: { message: expect.stringContaining('platform.reports.set("queuehealth"') } },
      });
    });

    it('refuses an app key that it does not know', async () => {
      const refused = {
        oauth2: { client_id: 'stranger', client_secret: 'x' },
        oauth1: { consumerKey: 'stranger', consumerSecret: 'x', token: 't', tokenSecret: 'y' },
      };
      account.secrets.set('lp-faas-default-app-key', refused[auth], { known: false });
      const path = '/messaging_history/api/account/77/conversations/conversation/search?source=test';
      const call = Toolbelt.LpClient()(LpServices.MSG_HIST, path, {
        method: 'POST',
        json: true,
        body: { conversationId: 'conv-1' },
      });
      if (auth === 'oauth1') await expect(call).rejects.toMatchObject({ statusCode: 401 });
      else await expect(call).rejects.toMatchObject({ code: ErrorCodes.Toolbelt.TOKEN_FAILED });
    });

    it('reads and updates secrets', async () => {
      account.secrets.set('mine', { a: 1 });
      const client = Toolbelt.SecretClient();
      await client.updateSecret({ key: 'mine', value: { a: 2 } });
      expect(await client.readSecret('mine')).toEqual({ key: 'mine', value: { a: 2 } });
      expect(account.secrets.get('mine')).toEqual({ a: 2 });
      await expect(client.updateSecret({ key: 'none', value: 1 })).rejects.toMatchObject({
        code: ErrorCodes.Secret.NOT_FOUND,
      });
    });

    it('plays faults, and notes what was sent without credentials', async () => {
      account.conversations.add(RECORD);
      account.fail('msgHist', {
        status: 503,
        body: { down: true },
        headers: { 'retry-after': '1' },
        times: 2,
      });
      account.fail('msgHist', { truncate: true });
      const search = () => Toolbelt.ConversationUtil().getConversationById('conv-1');
      const causeOf = async () => (await failureOf(search())).cause;
      expect(await causeOf()).toMatchObject({ statusCode: 503, error: { down: true } });
      expect(await causeOf()).toMatchObject({ response: { headers: { 'retry-after': '1' } } });
      expect(await causeOf()).toMatchObject({ name: 'RequestError', message: 'Error: aborted' });
      expect((await search()).conversationHistoryRecords).toHaveLength(1);
      const seen = account.requests.filter(({ service }) => service === 'msgHist');
      expect(seen.map(({ status }) => status)).toEqual([503, 503, 200, 200]);
      expect(seen[0]).toMatchObject({
        method: 'POST',
        url: 'https://va.msghist.liveperson.net/messaging_history/api/account/77/conversations/conversation/search?v=2&source=FaaS_Toolbelt',
        headers: { authorization: '[redacted]', 'content-type': 'application/json' },
        body: { conversationId: 'conv-1' },
      });
      const shown = JSON.stringify(account.requests);
      for (const secret of [
        'test-client-secret',
        'test-client-id',
        'test-consumer-key',
        'oauth_signature',
        'eyJ',
      ]) {
        expect(shown).not.toContain(secret);
      }
    });
  });
}
