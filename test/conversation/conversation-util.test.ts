import { inspect } from 'node:util';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConversationUtil } from '../../src/conversation/conversation-util';
import { ToolbeltError } from '../../src/errors';
import type { Conversation, MessageRecord } from '../../src/index';
import {
  ConversationContentTypes,
  ErrorCodes,
  RequestError,
  SecretError,
  StatusCodeError,
  Toolbelt,
} from '../../src/index';
import sample from '../fixtures/msg-hist/conversation.json';
import { failureOf } from '../helpers/failure-of';

const { GENERAL, NOT_FOUND } = ErrorCodes.ConversationUtil;
const { INVALID_ARGUMENT } = ErrorCodes.Toolbelt;
const APP_KEY = { consumerKey: 'ck', consumerSecret: 'cs', token: 'tk', tokenSecret: 'ts' };
const PATH =
  '/messaging_history/api/account/12345/conversations/conversation/search?v=2&source=FaaS_Toolbelt';

beforeEach(() => nock.disableNetConnect());

afterEach(() => {
  Toolbelt.reset();
  nock.cleanAll();
  nock.enableNetConnect();
});

describe('getConversationById', () => {
  const CONFIGURED = {
    accountId: '12345',
    secrets: { 'lp-faas-default-app-key': APP_KEY },
    csds: { msgHist: 'va.msghist.liveperson.net' },
  };
  const msgHist = () => nock('https://va.msghist.liveperson.net').post(PATH);

  beforeEach(() => Toolbelt.configure(CONFIGURED));

  it.each([
    { name: 'no content types', wanted: undefined, body: { conversationId: 'c-1' } },
    { name: 'an empty list', wanted: [], body: { conversationId: 'c-1' } },
    {
      name: 'one content type',
      wanted: ['info'],
      body: { conversationId: 'c-1', contentToRetrieve: ['info'] },
    },
    {
      name: 'content types',
      wanted: [ConversationContentTypes.MESSAGE_RECORDS, ConversationContentTypes.UNAUTH_SDES, 'other'],
      body: { conversationId: 'c-1', contentToRetrieve: ['messageRecords', 'unAuthSdes', 'other'] },
    },
  ])('posts a signed JSON body with $name, and returns the answer as it is', async ({ wanted, body }) => {
    const seen: { body: unknown; headers: Record<string, unknown> }[] = [];
    msgHist().reply(200, function (_uri, sent) {
      seen.push({ body: sent, headers: this.req.headers });
      return sample;
    });
    await expect(Toolbelt.ConversationUtil().getConversationById('c-1', wanted)).resolves.toEqual(sample);
    expect(seen[0]?.body).toEqual(body);
    expect(seen[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      authorization: expect.stringMatching(/^OAuth /),
    });
    expect(nock.isDone()).toBe(true);
  });

  it('encodes the account', async () => {
    Toolbelt.configure({ accountId: 'a/b c' });
    const paths: string[] = [];
    nock('https://va.msghist.liveperson.net')
      .post(/.*/)
      .reply(200, (uri) => {
        paths.push(uri);
        return sample;
      });
    await Toolbelt.ConversationUtil().getConversationById('c-1');
    expect(paths).toEqual([PATH.replace('12345', 'a%2Fb%20c')]);
  });

  it('may be built before anything is configured', async () => {
    Toolbelt.reset();
    const util = Toolbelt.ConversationUtil();
    Toolbelt.configure(CONFIGURED);
    msgHist().reply(200, sample);
    await expect(util.getConversationById('c-1')).resolves.toEqual(sample);
  });

  it('rejects with NOT_FOUND when there is no such conversation', async () => {
    msgHist().reply(200, { _metadata: { count: 0 }, conversationHistoryRecords: [] });
    const error = await failureOf(Toolbelt.ConversationUtil().getConversationById('c-1'));
    expect(error).toMatchObject({ name: 'ToolbeltError', code: NOT_FOUND });
    expect(error.message).toBe(
      'Conversation c-1 was not found. It can take up to a minute until a new one can be retrieved.',
    );
  });

  it.each([
    { name: 'HTML', answer: '<html></html>' },
    { name: 'an empty object', answer: {} },
    { name: 'an array', answer: [] },
    { name: 'records that are no list', answer: { conversationHistoryRecords: {} } },
    { name: 'nothing', answer: '' },
  ])('rejects with GENERAL for a malformed answer: $name', async ({ answer }) => {
    msgHist().reply(200, answer);
    const error = await failureOf(Toolbelt.ConversationUtil().getConversationById('c-1'));
    expect(error).toMatchObject({ code: GENERAL });
    expect(error.message).toBe(
      'Conversation c-1 could not be retrieved: the answer has no list "conversationHistoryRecords"',
    );
  });

  it.each(
    ['info', 42, {}, new Set(['info']), [undefined], ['info', 7], [['info']], ['']].map((wanted) => ({
      name: inspect(wanted),
      wanted,
    })),
  )('refuses the content types $name before anything is sent', async ({ wanted }) => {
    const call = Toolbelt.ConversationUtil().getConversationById('c-1', wanted as string[]);
    expect(await failureOf(call)).toMatchObject({
      code: INVALID_ARGUMENT,
      message:
        'ConversationUtil.getConversationById: "contentToRetrieve" must be an array of content types, such as ' +
        '[ConversationContentTypes.MESSAGE_RECORDS].',
    });
  });

  it('takes null for the content types as if they were left out', async () => {
    msgHist().reply(200, sample);
    const call = Toolbelt.ConversationUtil().getConversationById('c-1', null as never);
    await expect(call).resolves.toEqual(sample);
  });

  it.each(['', undefined, null, 42, {}, []].map((id) => ({ name: inspect(id), id })))(
    'refuses the id $name before anything is sent',
    async ({ id }) => {
      const error = await failureOf(Toolbelt.ConversationUtil().getConversationById(id as string));
      expect(error).toMatchObject({ code: INVALID_ARGUMENT });
      expect(error.message).toBe(
        'ConversationUtil.getConversationById: "conversationId" must be a non-empty string.',
      );
    },
  );

  const csds = () => nock('https://api.liveperson.net').get(/baseURI\.json/);
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

  const FAILURES: { name: string; arrange: () => unknown; code: string; cause: object; shown: string }[] = [
    {
      name: 'the service is not there',
      arrange: () => {
        Toolbelt.configure({ csds: undefined });
        csds().reply(200, [{ service: 'other', account: '12345', baseURI: 'other.example.com' }]);
      },
      code: ErrorCodes.Csds.DOMAIN_NOT_FOUND,
      cause: { name: 'ToolbeltError' },
      shown: '"msgHist"',
    },
    {
      name: 'service discovery fails',
      arrange: () => {
        Toolbelt.configure({ csds: undefined });
        csds().reply(503, 'down');
      },
      code: ErrorCodes.Csds.OP_FAILED,
      cause: { name: 'ToolbeltError' },
      shown: '503',
    },
    {
      name: 'the secret is missing',
      arrange: () => Toolbelt.configure({ secrets: {} }),
      code: ErrorCodes.Secret.NOT_FOUND,
      cause: { constructor: SecretError },
      shown: 'lp-faas-default-app-key',
    },
    {
      name: 'the secret has another shape',
      arrange: () => Toolbelt.configure({ secrets: { 'lp-faas-default-app-key': { a: 1 } } }),
      code: ErrorCodes.Toolbelt.INVALID_CREDENTIALS,
      cause: { name: 'ToolbeltError' },
      shown: 'lp-faas-default-app-key',
    },
    {
      name: 'the account is missing',
      arrange: () => Toolbelt.configure({ accountId: undefined }),
      code: ErrorCodes.Toolbelt.MISSING_ACCOUNT,
      cause: { name: 'ToolbeltError' },
      shown: 'BRAND_ID',
    },
    {
      name: 'sentinel refuses',
      arrange: () => {
        Toolbelt.configure({
          secrets: { 'lp-faas-default-app-key': { client_id: 'c', client_secret: 's' } },
          csds: { ...CONFIGURED.csds, sentinel: 'sentinel.example.com' },
        });
        nock('https://sentinel.example.com').post(/token/).reply(401, 'no');
      },
      code: ErrorCodes.Toolbelt.TOKEN_FAILED,
      cause: { name: 'ToolbeltError' },
      shown: '401',
    },
    {
      name: 'the network fails',
      arrange: () => msgHist().replyWithError(reset),
      code: GENERAL,
      cause: { constructor: RequestError, cause: { code: 'ECONNRESET' } },
      shown: 'ECONNRESET',
    },
    {
      name: 'the API answers 403',
      arrange: () => msgHist().reply(403, { error: 'no permission' }),
      code: GENERAL,
      cause: { constructor: StatusCodeError, statusCode: 403 },
      shown: '403 - {"error":"no permission"}',
    },
    {
      name: 'the API answers 500',
      arrange: () => msgHist().reply(500, 'oops'),
      code: GENERAL,
      cause: { constructor: StatusCodeError, statusCode: 500 },
      shown: '500',
    },
  ];

  it.each(FAILURES)(
    'wraps what went wrong with id, code and cause: $name',
    async ({ arrange, code, cause, shown }) => {
      arrange();
      const error = await failureOf(Toolbelt.ConversationUtil().getConversationById('c-1'));
      expect(error).toBeInstanceOf(Error);
      expect(error).toMatchObject({ name: 'ToolbeltError', code, cause });
      expect(error.message).toContain('c-1');
      expect(error.message).toContain(shown);
      expect(nock.isDone()).toBe(true);
    },
  );
});

describe('scanConversationForKeywords', () => {
  const scan = (conversation: unknown, keywords: unknown) =>
    Toolbelt.ConversationUtil().scanConversationForKeywords(
      conversation as Conversation,
      keywords as Array<string | RegExp>,
    );

  function text(message: string | undefined): MessageRecord {
    return { type: 'TEXT_PLAIN', messageData: { msg: message === undefined ? {} : { text: message } } };
  }

  function conversationOf(...messageRecords: MessageRecord[]): Conversation {
    return { conversationHistoryRecords: [{ messageRecords }] };
  }

  it('gives the sample result of the documentation, in the order of the keywords', () => {
    expect(scan(sample, ['Keyword', 'awesome'])).toStrictEqual([
      {
        message: 'Will we use Keywords in this conversation?',
        sentTimestamp: 1560764690328,
        sentBy: 'Consumer',
        tag: 'keywordRef:Keyword',
      },
      {
        message: 'We definitely will, because keywords are awesome!',
        sentTimestamp: 1560764734592,
        sentBy: 'Agent',
        tag: 'keywordRef:Keyword',
      },
      {
        message: 'We definitely will, because keywords are awesome!',
        sentTimestamp: 1560764734592,
        sentBy: 'Agent',
        tag: 'keywordRef:awesome',
      },
    ]);
  });

  it('follows the keywords and not the messages', () => {
    const tags = scan(sample, ['awesome', 'Keyword']).map(({ tag }) => tag);
    expect(tags).toEqual(['keywordRef:awesome', 'keywordRef:Keyword', 'keywordRef:Keyword']);
  });

  it.each([
    { name: 'another case', keyword: 'HELLO', message: 'Say hello!', matches: true },
    { name: 'another case outside ASCII', keyword: 'ÄPFEL', message: 'zwei äpfel', matches: true },
    { name: 'C++', keyword: 'C++', message: 'we write c++ here', matches: true },
    { name: 'C++ is not CCC', keyword: 'C++', message: 'CCC', matches: false },
    { name: '(usd', keyword: '(usd', message: '100 (USD)', matches: true },
    { name: 'a.b', keyword: 'a.b', message: 'see a.b', matches: true },
    { name: 'a.b is not axb', keyword: 'a.b', message: 'see axb', matches: false },
    { name: '^ and $', keyword: '^$', message: '', matches: false },
    { name: 'a part of a word', keyword: 'word', message: 'keywords', matches: true },
    { name: 'several lines', keyword: 'b\nc', message: 'a b\nC d', matches: true },
    { name: 'a RegExp with flag', keyword: /a.b/i, message: 'see AXB', matches: true },
    { name: 'a RegExp without: its case counts', keyword: /hello/, message: 'HELLO', matches: false },
    { name: 'a sticky RegExp looks at the start', keyword: /a/y, message: 'ba', matches: false },
    { name: 'a number', keyword: 4711, message: 'order 4711, please', matches: true },
    { name: 'a number that is not there', keyword: 4711, message: 'order 4712', matches: false },
    { name: 'zero', keyword: 0, message: '10', matches: true },
    { name: 'a boolean', keyword: true, message: 'is it True?', matches: true },
    { name: 'a RegExp for empty text', keyword: /^$/, message: '', matches: true },
  ])('looks for texts literally in any case, and for patterns: $name', ({ keyword, message, matches }) => {
    const found = scan(conversationOf(text(message)), [keyword]);
    const expected = { message, sentTimestamp: undefined, sentBy: undefined, tag: `keywordRef:${keyword}` };
    expect(found).toEqual(matches ? [expected] : []);
  });

  it.each([
    { name: '/g', keyword: /a/g },
    { name: '/y', keyword: /a/y },
  ])('gives the same result for a RegExp with $name every time, and leaves it alone', ({ keyword }) => {
    keyword.lastIndex = 1;
    const conversation = conversationOf(text('a'), text('a'), text('ab'));
    expect(scan(conversation, [keyword])).toHaveLength(3);
    expect(scan(conversation, [keyword])).toHaveLength(3);
    expect(keyword.lastIndex).toBe(1);
  });

  it('looks at captions of hosted files, and at no other kind of message', () => {
    const messageData = { msg: { text: 'keyword' }, file: { caption: 'keyword' } };
    const types = ['HOSTED_FILE', 'RICH_CONTENT', 'TEXT_HTML', 'LINK', 'SECURE_FORM_SUBMIT'];
    const records = types.map((type, seq) => ({ type, messageData, timeL: seq, sentBy: 'Agent' }));
    expect(scan(conversationOf(...records), ['keyword'])).toEqual([
      { message: 'keyword', sentTimestamp: 0, sentBy: 'Agent', tag: 'keywordRef:keyword' },
    ]);
  });

  it.each([
    { name: 'a text', type: 'TEXT_PLAIN', messageData: { msg: { text: 4711 } } },
    { name: 'a caption', type: 'HOSTED_FILE', messageData: { file: { caption: 4711 } } },
  ])('reads $name that is a number', ({ type, messageData }) => {
    const conversation = conversationOf({ type, messageData } as unknown as MessageRecord);
    expect(scan(conversation, ['471'])).toMatchObject([{ message: '4711', tag: 'keywordRef:471' }]);
    expect(scan(conversation, [/^4/, 4711, 'x'])).toHaveLength(2);
  });

  it.each([
    { name: 'no text', record: text(undefined) },
    { name: 'a text that is an object', record: { type: 'TEXT_PLAIN', messageData: { msg: { text: {} } } } },
    {
      name: 'a caption that is a list',
      record: { type: 'HOSTED_FILE', messageData: { file: { caption: [] } } },
    },
    { name: 'nothing in it', record: null },
    { name: 'a text of null', record: { type: 'TEXT_PLAIN', messageData: { msg: { text: null } } } },
    { name: 'no msg', record: { type: 'TEXT_PLAIN', messageData: {} } },
    { name: 'no messageData', record: { type: 'TEXT_PLAIN' } },
    { name: 'messageData of null', record: { type: 'TEXT_PLAIN', messageData: null } },
    { name: 'no caption', record: { type: 'HOSTED_FILE', messageData: { file: {} } } },
    { name: 'no file', record: { type: 'HOSTED_FILE', messageData: {} } },
  ])('counts a message with $name as empty', ({ record }) => {
    const conversation = conversationOf(record as MessageRecord, text('a keyword'));
    expect(scan(conversation, ['keyword'])).toHaveLength(1);
  });

  it.each([
    { name: 'no records', conversation: { conversationHistoryRecords: [] } },
    { name: 'no messageRecords', conversation: { conversationHistoryRecords: [{ info: {} }] } },
    {
      name: 'messageRecords of an object',
      conversation: { conversationHistoryRecords: [{ messageRecords: {} }] },
    },
    {
      name: 'messageRecords of null',
      conversation: { conversationHistoryRecords: [{ messageRecords: null }] },
    },
  ])('finds nothing where there is nothing: $name', ({ conversation }) => {
    expect(scan(conversation, ['keyword'])).toEqual([]);
  });

  it('looks at the first record only', () => {
    const [first, second] = [conversationOf(text('nothing')), conversationOf(text('keyword'))];
    const records = [first, second].flatMap(({ conversationHistoryRecords }) => conversationHistoryRecords);
    expect(scan({ conversationHistoryRecords: records }, ['keyword'])).toEqual([]);
  });

  it.each([
    {
      name: 'no conversation',
      conversation: undefined,
      keywords: ['a'],
      shown: '"conversation" must be what getConversationById returned.',
    },
    {
      name: 'null',
      conversation: null,
      keywords: ['a'],
      shown: '"conversation" must be what getConversationById returned.',
    },
    {
      name: 'an object of another kind',
      conversation: {},
      keywords: ['a'],
      shown: '"conversation" must be what getConversationById returned.',
    },
    {
      name: 'an id',
      conversation: 'c-1',
      keywords: ['a'],
      shown: '"conversation" must be what getConversationById returned.',
    },
    {
      name: 'no keywords',
      conversation: sample,
      keywords: undefined,
      shown: '"keywords" must be an array with at least one keyword.',
    },
    {
      name: 'an empty list',
      conversation: sample,
      keywords: [],
      shown: '"keywords" must be an array with at least one keyword.',
    },
    {
      name: 'a text in place of a list',
      conversation: sample,
      keywords: 'keyword',
      shown: '"keywords" must be an array with at least one keyword.',
    },
    {
      name: 'an empty keyword',
      conversation: sample,
      keywords: ['a', ''],
      shown: '"keywords[1]" must be a non-empty string, a number or a RegExp.',
    },
    {
      name: 'a keyword that is none',
      conversation: sample,
      keywords: [null],
      shown: '"keywords[0]" must be a non-empty string, a number or a RegExp.',
    },
  ])('refuses $name', ({ conversation, keywords, shown }) => {
    let error: unknown;
    try {
      scan(conversation, keywords);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: 'ToolbeltError', code: INVALID_ARGUMENT });
    expect((error as Error).message).toBe(`ConversationUtil.scanConversationForKeywords: ${shown}`);
  });
});

describe('the request of getConversationById', () => {
  const utilOf = (lpClient: (...args: unknown[]) => Promise<unknown>) =>
    new ConversationUtil({ lpClient, accountId: () => 'a/b' });
  const timedOut = () =>
    new RequestError(Object.assign(new Error('ESOCKETTIMEDOUT'), { code: 'ESOCKETTIMEDOUT' }), {}, undefined);

  it('is a call of LpClient', async () => {
    const calls: unknown[][] = [];
    await utilOf(async (...args) => {
      calls.push(args);
      return sample;
    }).getConversationById('c-1');
    expect(calls).toEqual([
      [
        'msgHist',
        '/messaging_history/api/account/a%2Fb/conversations/conversation/search?v=2&source=FaaS_Toolbelt',
        { method: 'POST', json: true, encoding: 'utf8', body: { conversationId: 'c-1' }, timeout: 10_000 },
      ],
    ]);
  });

  it.each([
    [timedOut(), GENERAL, 'nothing came from msgHist for 10000 ms, try again later'],
    [new Error('why'), GENERAL, 'why'],
    [new ToolbeltError('code', 'own'), 'code', 'own'],
  ])('may fail: %s', async (cause, code, reason) => {
    const error = await failureOf(utilOf(() => Promise.reject(cause)).getConversationById('c-1'));
    expect(error).toMatchObject({
      code,
      cause,
      message: `Conversation c-1 could not be retrieved: ${reason}`,
    });
  });
});
