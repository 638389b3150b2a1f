import { createRequire } from 'node:module';
import nock from 'nock';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import conversation from '../fixtures/msg-hist/conversation.json';
import { useCertificates } from '../helpers/make-certificates';
import { type Fill, fillIn, runSample, samplesOf } from './sample';

const { Toolbelt } = createRequire(__filename)('lp-faas-toolbelt') as typeof import('../../src/index');

const ACCOUNT = '12345678';
const APP_KEY = { consumerKey: 'ck', consumerSecret: 'cs', token: 'tk', tokenSecret: 'ts' };
const HOSTS = {
  msgHist: 'va.msghist.liveperson.net',
  smt: 'va.v.liveperson.net',
  swift: 'va.objectstorage.liveperson.net',
  faasGW: 'va.faasgw.liveperson.net',
};
const originOf = (service: keyof typeof HOSTS) => `https://${HOSTS[service]}`;

interface Run {
  fills?: readonly Fill[];
  scope?: Record<string, unknown>;
  /** Names that the sample declares. */
  result?: readonly string[];
  /** Sets up what the sample calls. */
  before?(): void;
  /** What it declared, and what it reported last. */
  check(result: Record<string, unknown>, reported: unknown): void;
  /** Whether it hands something to `report`, which is waited for. */
  reports?: boolean;
}

const certificates = useCertificates();
const identity = { cert: '', key: '' };
const info = vi.fn();

beforeAll(() => {
  Object.assign(identity, certificates.client('function'));
});

beforeEach(() => {
  nock.disableNetConnect();
  process.env.BRAND_ID = ACCOUNT;
  process.env.CONTEXT_SERVICE_ENVIRONMENT = 'z1';
  Toolbelt.configure({
    whitelist: [
      'github.com',
      'www.liveperson.com',
      'your-mtls-endpoint.com',
      'test.salesforce.com',
      '*.my.salesforce.com',
    ],
    csds: HOSTS,
    secrets: {
      'lp-faas-default-app-key': APP_KEY,
      'my-custom-secret-name': { ...APP_KEY, consumerKey: 'custom' },
      'my_Secret-Key': 'old value',
      YOUR_DEVELOPER_KEY_SECRET_NAME: 'maven key',
    },
  });
});

afterEach(() => {
  Toolbelt.reset();
  nock.cleanAll();
  nock.enableNetConnect();
  info.mockReset();
});

const report = 'report(response)';
const consoleScope = { console: { ...console, info } };

function searchConversation(body: object = {}): void {
  nock(originOf('msgHist'))
    .post(`/messaging_history/api/account/${ACCOUNT}/conversations/conversation/search`, (sent) => {
      expect(sent).toMatchObject(body);
      return true;
    })
    .query(true)
    .matchHeader('authorization', /^OAuth /)
    .reply(200, conversation);
}

const salesforce: Run = {
  scope: { query: 'SELECT Id FROM Account' },
  fills: [['function(err, queryResult) {}', 'function(err, queryResult) { report({ err, queryResult }); }']],
  reports: true,
  before: () => {
    nock('https://test.salesforce.com')
      .get(/\/services\/data\/v[\d.]+\/query/)
      .query({ q: 'SELECT Id FROM Account' })
      .matchHeader('authorization', 'Bearer PROVIDE_YOUR_ACCESS_TOKEN')
      .reply(200, { totalSize: 1, done: true, records: [{ Id: '001', attributes: { type: 'Account' } }] });
  },
  check: (_result, reported) => {
    expect(reported).toMatchObject({ err: null, queryResult: { totalSize: 1, records: [{ Id: '001' }] } });
  },
};

const appKeyShape: Run = {
  // It stands in the documentation as the content of a secret.
  fills: [['{', 'const secret = {']],
  result: ['secret'],
  check: ({ secret }) => expect(Object.keys(secret as object)).toEqual(Object.keys(APP_KEY)),
};

const lpClient: Run = {
  scope: { conversationId: 'c1' },
  fills: [['...', report]],
  reports: true,
  before: () => {
    nock(originOf('msgHist'))
      .post(`/messaging_history/api/account/${ACCOUNT}/conversations/conversation/search`, {
        conversationId: 'c1',
      })
      .matchHeader('authorization', /oauth_consumer_key="custom"/)
      .reply(200, conversation);
  },
  check: (_result, reported) => expect(reported).toEqual(conversation),
};

const secrets: Run = {
  scope: { ...consoleScope },
  fills: [
    ['callback(null', 'report(null'],
    ['callback(err', 'report(err'],
  ],
  reports: true,
  check: (_result, reported) => expect(reported).toBeNull(),
};

const getConversation: Run = {
  fills: [
    ['conversation => {}', 'conversation => report(conversation)'],
    ['err => {}', 'report'],
  ],
  reports: true,
  before: () => searchConversation({ contentToRetrieve: ['sdes', 'unAuthSdes'] }),
  check: (_result, reported) => expect(reported).toEqual(conversation),
};

const matches = (fixture: unknown) => expect.arrayContaining([expect.objectContaining(fixture as object)]);

const scan: Run = {
  scope: { conversationId: 'c1' },
  result: ['scannerResult'],
  before: () => searchConversation({ conversationId: 'c1' }),
  check: ({ scannerResult }) => {
    expect(scannerResult).toEqual(matches({ tag: 'keywordRef:Keyword' }));
    expect(scannerResult).toEqual(matches({ tag: 'keywordRef:awesome' }));
  },
};

const scanResult: Run = {
  fills: [['[', 'const printed = [']],
  result: ['printed'],
  // The sample result is what a scan of the sample's messages gives.
  check: ({ printed }) => {
    const messages = (printed as Array<{ message: string; sentTimestamp: number; sentBy: string }>).slice(
      0,
      2,
    );
    const messageRecords = messages.map(({ message, sentTimestamp, sentBy }) => ({
      ...{ type: 'TEXT_PLAIN', messageData: { msg: { text: message } }, timeL: sentTimestamp, sentBy },
    }));
    const util = Toolbelt.ConversationUtil();
    const scanned = util.scanConversationForKeywords({ conversationHistoryRecords: [{ messageRecords }] }, [
      'Keyword',
      'awesome',
    ]);
    expect(scanned).toEqual(printed);
  },
};

const replaceFiles: Run = {
  scope: { conversationId: 'c1' },
  fills: [
    ["username: '...'", "username: 'user'"],
    ["password: '...'", "password: 'pass'"],
    ['=> ... //', "=> filePath.endsWith('.png'); //"],
    ["from('...', 'base64')", "from('Z29uZQ==', 'base64')"],
    ['//TODO: react on the response)', 'report(replacedFiles))'],
    ['//TODO: React to error)', 'report(err))'],
  ],
  reports: true,
  before: () => {
    const file = (relativePath: string) => ({ type: 'HOSTED_FILE', messageData: { file: { relativePath } } });
    const messageRecords = [file('/v1/a.png'), file('/v1/b.pdf')];
    nock(originOf('msgHist'))
      .post(/search/)
      .query(true)
      .reply(200, { conversationHistoryRecords: [{ messageRecords }] });
    nock(originOf('swift'), { reqheaders: { 'x-auth-user': 'user', 'x-auth-key': 'pass' } })
      .get('/auth/v1.0')
      .reply(200, '', { 'x-auth-token': 't' });
    nock(originOf('swift'), { reqheaders: { 'x-auth-token': 't', 'content-type': 'image/png' } })
      .put('/v1/a.png', 'gone')
      .reply(201);
  },
  check: (_result, reported) => expect(reported).toEqual(['/v1/a.png']),
};

const addSdes: Run = {
  fills: [
    ['response => {}', "response => report('added')"],
    ['err => {}', 'report'],
  ],
  reports: true,
  before: () => {
    nock(originOf('smt'))
      .put(`/api/account/${ACCOUNT}/monitoring/visitors/YyY2RlZGY3NzZjYoJhZGQx/visits/current/events`, [
        { type: 'personal', personal: { contacts: [{ email: 'john.doe@example.com' }] } },
      ])
      .query({ v: '1', sid: 'bjfYkPt-SYCqqZWDHNwSKQ' })
      .reply(200, {});
  },
  check: (_result, reported) => expect(reported).toBe('added'),
};

const getSdes: Run = {
  fills: [
    ['getSDEsFromConv(conversation);', 'getSDEsFromConv(conversation); report(sdes);'],
    ['err => {}', 'report'],
  ],
  reports: true,
  before: () => searchConversation({ contentToRetrieve: ['sdes', 'unAuthSdes'] }),
  check: (_result, reported) => {
    expect(reported).toMatchObject({
      sdes: { events: expect.any(Array) },
      unAuthSdes: { events: expect.any(Array) },
    });
  },
};

const sdesResult: Run = {
  fills: [['{', 'const printed = {'], ...Array.from({ length: 5 }, (): Fill => ['...', 'id: 1'])],
  result: ['printed'],
  // The sample result is what comes out when it goes in with its events turned round.
  check: ({ printed }) => {
    const { sdes, unAuthSdes } = structuredClone(printed) as {
      sdes: { events: unknown[] };
      unAuthSdes: { events: unknown[] };
    };
    for (const { events } of [sdes, unAuthSdes]) events.reverse();
    const result = Toolbelt.SDEUtil().getSDEsFromConv({
      conversationHistoryRecords: [{ sdes, unAuthSdes }],
    } as unknown as Parameters<ReturnType<typeof Toolbelt.SDEUtil>['getSDEsFromConv']>[0]);
    expect(result).toEqual(printed);
  },
};

const contextService: Run = {
  scope: { ...consoleScope },
  fills: [
    [
      'ContextServiceClient(config);',
      "ContextServiceClient(config); report(await contextClient.getPropertyInSession('ns', 'p'));",
    ],
    ['console.error', 'report'],
  ],
  reports: true,
  before: () => {
    nock('https://z1.context.liveperson.net', { reqheaders: { 'maven-api-key': 'maven key' } })
      .get(`/v1/account/${ACCOUNT}/ns/__default__/properties/p`)
      .reply(200, 'v');
  },
  check: (_result, reported) => expect(reported).toBe('v'),
};

const invoke = (uuid: string, replies: Array<[number, unknown]>) => {
  for (const [status, body] of replies) {
    nock(originOf('faasGW'))
      .post(`/api/account/${ACCOUNT}/lambdas/${uuid}/invoke`, (sent) => {
        expect(sent).toMatchObject({ payload: {}, headers: [] });
        return true;
      })
      .query(true)
      .reply(status, body as nock.Body);
  }
};

const RUNS: Record<string, Record<string, Run>> = {
  '001': {
    'Function Layout and Framework (1)': {
      // The page cuts off the closing brace.
      fills: [['`);\n', '`);\n}\n']],
      result: ['lambda'],
      check: ({ lambda }) => {
        const callback = vi.fn();
        (lambda as (input: unknown, callback: unknown) => void)({ headers: [], payload: {} }, callback);
        expect(callback.mock.calls).toEqual([[null, 'Hello World']]);
      },
    },
    'Function Layout and Framework (2)': {
      result: ['callback'],
      check: ({ callback }) => expect(callback).toHaveLength(2),
    },
  },
  '003': {
    'Salesforce Client (1)': salesforce,
    'HTTP Client (2)': {
      fills: [
        ['...', report],
        ['...', 'report(err)'],
      ],
      reports: true,
      before: () => void nock('https://github.com').get('/').reply(404, 'no such page'),
      check: (_result, reported) => expect(reported).toMatchObject({ statusCode: 404, body: 'no such page' }),
    },
    'MTLS Client (3)': {
      fills: [
        ["cert: 'cert-string', key: 'key-string'", 'cert: identity.cert, key: identity.key'],
        ['...', report],
        ['...', 'report(err)'],
      ],
      scope: { identity },
      reports: true,
      before: () => {
        nock('https://your-mtls-endpoint.com', { reqheaders: { header: 'test' } })
          .post('/')
          .reply(200, { ok: true });
      },
      check: (_result, reported) => expect(reported).toMatchObject({ statusCode: 200, body: { ok: true } }),
    },
    'Using APIs not covered in default API-key/Whitelisting (4)': appKeyShape,
    'Using APIs not covered in default API-key/Whitelisting (5)': lpClient,
    'Secret Storage Client (6)': secrets,
    'Orchestrator Client (7)': {
      scope: consoleScope,
      before: () => invoke('your_function_uuid', [[200, { answer: 42 }]]),
      check: () => {
        expect(info.mock.calls).toEqual([
          ['your_function_uuid'],
          [{ answer: 42 }],
          [expect.objectContaining({ 'content-type': 'application/json' })],
          [200],
          [undefined],
        ]);
      },
    },
    'Orchestrator Client (8)': {
      scope: consoleScope,
      result: ['responses'],
      before: () => {
        invoke('your_first_function_uuid', [
          [500, 'busy'],
          [200, 'done'],
        ]);
        // 503 is in neither of the sample's lists, and a status has no cause with a code.
        invoke('your_second_function_uuid', [[503, 'no']]);
      },
      check: ({ responses }) => {
        expect(responses).toMatchObject([
          { uuid: 'your_first_function_uuid', statusCode: 200, body: 'done' },
          { uuid: 'your_second_function_uuid', statusCode: 503, error: { message: expect.any(String) } },
        ]);
        expect(info.mock.calls.slice(0, 2)).toEqual([['your_first_function_uuid'], ['done']]);
      },
    },
    'Get Conversation By ID (9)': getConversation,
    'Scan Conversation For Keywords (10)': scan,
    'Scan Conversation For Keywords (11)': scanResult,
    'Replace files of a conversation (12)': replaceFiles,
    'Add SDEs (13)': addSdes,
    'Get SDEs from Conversation (14)': getSdes,
    'Get SDEs from Conversation (15)': sdesResult,
    'Context Service Client (16)': contextService,
  },
  '004': {
    'Salesforce Client (1)': salesforce,
    'HTTP Client (2)': {
      fills: [
        // No JavaScript has this arrow.
        ['==>', '=>'],
        ['...', report],
      ],
      reports: true,
      before: () => void nock('https://www.liveperson.com').get('/').reply(500, { reason: 'busy' }),
      check: (_result, reported) => expect(reported).toEqual({ reason: 'busy' }),
    },
    'Using APIs not covered in default API-key/Whitelisting (3)': appKeyShape,
    'Using APIs not covered in default API-key/Whitelisting (4)': lpClient,
    'Secret Storage Client (5)': secrets,
    'Get Conversation By ID (6)': getConversation,
    'Scan Conversation For Keywords (7)': scan,
    'Scan Conversation For Keywords (8)': scanResult,
    'Replace files of a conversation (9)': replaceFiles,
    'Add SDEs (10)': addSdes,
    'Get SDEs from Conversation (11)': getSdes,
    'Get SDEs from Conversation (12)': sdesResult,
    'Context Service Client (13)': contextService,
  },
};

describe.each(Object.keys(RUNS))('seed %s', (seed) => {
  const samples = samplesOf(seed);

  it('has a run for each of its samples', () => {
    expect(samples.map(({ name }) => name)).toEqual(Object.keys(RUNS[seed] ?? {}));
  });

  it.each(samples)('$name runs as printed', async ({ name, text }) => {
    const run = RUNS[seed]?.[name];
    if (!run) throw new Error('no run');
    run.before?.();
    let resolveReported: (value: unknown) => void = () => {};
    const reported = new Promise((resolve) => {
      resolveReported = resolve;
    });
    const scope = { require: createRequire(__filename), report: resolveReported, ...run.scope };
    const result = await runSample(fillIn(text, run.fills ?? []), scope, run.result);
    run.check(result, run.reports ? await reported : undefined);
    expect(nock.pendingMocks()).toEqual([]);
  });
});

describe('seed 000', () => {
  const load = createRequire(__filename);
  const { createPlatform } = load('lp-faas-toolbelt/testing') as typeof import('../../src/testing/index');
  const { Client } = load(
    'lp-faas-toolbelt/functions-client',
  ) as typeof import('../../src/functions-client/index');

  it.each([
    ['a lambda that fails', 'bad', 'info', 'Error caused by implementation of lambda.'],
    ['a lambda that does not exist', 'missing', 'error', 'Something unexpected happened.'],
  ])('tells %s apart', async (_what, lambdaUuid, level, text) => {
    const [sample, ...others] = samplesOf('000');
    expect(others).toEqual([]);
    Toolbelt.reset();
    const platform = createPlatform();
    platform.functions.register('bad', (_input, callback) => callback(new Error('my own fault')));
    const key = platform.secrets.get('lp-faas-default-app-key') as {
      client_id: string;
      client_secret: string;
    };
    const authStrategy = { clientId: key.client_id, clientSecret: key.client_secret };
    const client = new Client({ accountId: platform.accountId, authStrategy });
    const said: unknown[] = [];
    const console = {
      info: (...args: unknown[]) => said.push(['info', ...args]),
      error: (...args: unknown[]) => said.push(['error', ...args]),
    };
    const call = 'await client.invoke({ lambdaUuid, body: { headers: [], payload: {} } });';
    await runSample(fillIn(sample?.text ?? '', [['...', call]]), { client, lambdaUuid, console });
    expect(said).toEqual([[level, expect.stringMatching(/^FaaS\w+Error: /), text]]);
    await platform.close();
  });
});
