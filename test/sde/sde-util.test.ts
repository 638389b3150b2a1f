import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ToolbeltError } from '../../src/errors';
import { type Conversation, ErrorCodes, RequestError, type SDE, SDETypes, Toolbelt } from '../../src/index';
import { SDEUtil } from '../../src/sde/sde-util';
import { failureOf } from '../helpers/failure-of';
import { startServer, type TestServer } from '../helpers/with-server';

const VISITOR = 'YyY2RlZGY3NzZjYoJhZGQx';
const SESSION = 'bjfYkPt-SYCqqZWDHNwSKQ';
const SDES: SDE[] = [
  { type: SDETypes.PERSONAL_INFO, personal: { contacts: [{ email: 'john.doe@example.com' }] } },
];

let server: TestServer;

beforeEach(async () => {
  nock.disableNetConnect();
  nock.enableNetConnect('127.0.0.1');
  server = await startServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  Toolbelt.configure({
    accountId: '12345',
    secrets: {
      'lp-faas-default-app-key': { consumerKey: 'ck', consumerSecret: 'cs', token: 'tk', tokenSecret: 'ts' },
    },
    csds: { smt: server.url('').replace(/\/$/, '') },
  });
});

afterEach(async () => {
  Toolbelt.reset();
  nock.cleanAll();
  nock.enableNetConnect();
  await server.close();
});

describe('SDETypes', () => {
  it('has the ten types of the original', () => {
    expect(SDETypes).toEqual({
      CART: 'cart',
      TRANSACTION: 'purchase',
      VIEWED_PRODUCT: 'prodView',
      CUSTOMER_INFO: 'ctmrinfo',
      MARKETING_SOURCE: 'mrktInfo',
      PERSONAL_INFO: 'personal',
      LEAD: 'lead',
      SERVICE_ACTIVITY: 'service',
      VISITOR_ERROR: 'error',
      SEARCHED_CONTENT: 'searchInfo',
    });
  });
});

describe('addSDEs', () => {
  it('puts the list to the visit, signed, and resolves to nothing', async () => {
    await expect(Toolbelt.SDEUtil().addSDEs(SDES, VISITOR, SESSION)).resolves.toBeUndefined();
    expect(server.requests).toHaveLength(1);
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'PUT',
      url: `/api/account/12345/monitoring/visitors/${VISITOR}/visits/current/events?v=1&sid=${SESSION}`,
    });
    expect(JSON.parse(request?.body ?? '')).toEqual(SDES);
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      authorization: expect.stringMatching(/^OAuth .*oauth_consumer_key="ck"/),
    });
  });

  it.each([
    ['a/b', 'rty.uio'],
    ['../x', 'a&v=2'],
    ['a?b#c', 'sé ssion+%2F'],
    ['%2e%2e', '😀'],
  ])('addresses the visitor %j and the session %j to the letter', async (visitor, session) => {
    await Toolbelt.SDEUtil().addSDEs(SDES, visitor, session);
    const { pathname, searchParams } = new URL(server.requests[0]?.url ?? '', 'http://x');
    const segments = pathname.split('/');
    expect(segments).toHaveLength(10);
    expect(decodeURIComponent(segments[6] ?? '')).toBe(visitor);
    expect([...searchParams]).toEqual([
      ['v', '1'],
      ['sid', session],
    ]);
  });

  it('takes types that it does not know, and ids as numbers', async () => {
    const sdes = [{ type: 'orderId', orderId: 7 }] as unknown as SDE[];
    await Toolbelt.SDEUtil().addSDEs(sdes, 1 as unknown as string, 2 as unknown as string);
    expect(server.requests[0]?.url).toContain('/visitors/1/visits/current/events?v=1&sid=2');
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual(sdes);
  });

  const cycle: Record<string, unknown> = { type: 'personal' };
  cycle.self = cycle;

  it.each<[what: string, args: unknown[], message: RegExp]>([
    ['no arguments', [], /"sdes" must be an array with at least one/],
    ['one SDE without a list', [SDES[0], VISITOR, SESSION], /"sdes" must be an array/],
    ['an empty list', [[], VISITOR, SESSION], /"sdes" must be an array with at least one/],
    ['a string', ['personal', VISITOR, SESSION], /"sdes" must be an array/],
    ['an SDE that is null', [[null], VISITOR, SESSION], /"sdes\[0\]" must be an object with a "type"/],
    ['an SDE without type', [[...SDES, {}], VISITOR, SESSION], /"sdes\[1\]" must be an object/],
    ['a cycle', [[cycle], VISITOR, SESSION], /"sdes\[0\]" cannot be written as JSON/],
    ['a BigInt', [[{ type: 'lead', lead: { value: 1n } }], VISITOR, SESSION], /cannot be written as JSON/],
    ['no visitor', [SDES, undefined, SESSION], /"visitorId" must be the id/],
    ['an empty visitor', [SDES, '', SESSION], /"visitorId" must be the id/],
    ['a visitor that is a step up', [SDES, '..', SESSION], /"visitorId" must be the id/],
    ['no session', [SDES, VISITOR, null], /"sessionId" must be the id/],
    ['half a surrogate pair', [SDES, VISITOR, '\ud800'], /"sessionId" must be the id/],
  ])('refuses %s and sends nothing', async (_what, args, message) => {
    const add = Toolbelt.SDEUtil().addSDEs as (...args: unknown[]) => Promise<void>;
    const failure = await failureOf(add.apply(Toolbelt.SDEUtil(), args));
    expect(failure).toMatchObject({ code: ErrorCodes.Toolbelt.INVALID_ARGUMENT });
    expect(failure.message).toMatch(message);
    expect(server.requests).toEqual([]);
  });

  it.each([400, 401, 404, 422, 500])('rejects with both ids when the API answers %d', async (status) => {
    server.use((_request, response) => response.writeHead(status).end('no'));
    const failure = await failureOf(Toolbelt.SDEUtil().addSDEs(SDES, VISITOR, SESSION));
    expect(failure).toMatchObject({
      name: 'ToolbeltError',
      code: ErrorCodes.SdeUtil.GENERAL,
      cause: { name: 'StatusCodeError', statusCode: status },
    });
    expect(failure.message).toContain(VISITOR);
    expect(failure.message).toContain(SESSION);
    expect(failure.message).toContain(`${status} - "no"`);
  });

  it('keeps the code of what failed before', async () => {
    Toolbelt.configure({ secrets: {} });
    const failure = await failureOf(Toolbelt.SDEUtil().addSDEs(SDES, VISITOR, SESSION));
    expect(failure).toMatchObject({ code: ErrorCodes.Secret.NOT_FOUND });
    expect(server.requests).toEqual([]);
  });
});

describe('getSDEsFromConv', () => {
  const event = (serverTimeStamp: unknown, id: string) => ({
    customerInfo: { customerInfo: { customerId: id } },
    sdeType: 'CUSTOMER_INFO',
    serverTimeStamp,
  });
  const ids = ({ events }: { events: unknown[] }) =>
    events.map((entry) => (entry as ReturnType<typeof event>).customerInfo.customerInfo.customerId);
  const conversationOf = (...records: unknown[]) =>
    ({ conversationHistoryRecords: records }) as unknown as Conversation;

  it('sorts text timestamps as numbers', () => {
    const sdes = { events: [event('1000', 'second'), event('999', 'first'), event('20000', 'third')] };
    const unAuthSdes = { events: [event(5, 'b'), event(4, 'a')] };
    const result = Toolbelt.SDEUtil().getSDEsFromConv(conversationOf({ sdes, unAuthSdes }));
    expect(ids(result.sdes)).toEqual(['first', 'second', 'third']);
    expect(ids(result.unAuthSdes)).toEqual(['a', 'b']);
  });

  it('keeps the order of equal times, however many there are', () => {
    const events = Array.from({ length: 500 }, (_, index) => event(String(index % 2), `${index}`));
    const { sdes } = Toolbelt.SDEUtil().getSDEsFromConv(conversationOf({ sdes: { events } }));
    const even = Array.from({ length: 250 }, (_, index) => `${index * 2}`);
    expect(ids(sdes)).toEqual([...even, ...even.map((id) => `${Number(id) + 1}`)]);
  });

  it('returns copies and leaves the conversation as it is', () => {
    const events = [event('2', 'late'), event('1', 'early')];
    const conversation = conversationOf({ sdes: { events } });
    const before = structuredClone(conversation);
    const { sdes } = Toolbelt.SDEUtil().getSDEsFromConv(conversation);
    (sdes.events[0] as { sdeType: string }).sdeType = 'changed';
    expect(conversation).toEqual(before);
  });

  it.each<[what: string, conversation: Conversation]>([
    ['no records', conversationOf()],
    ['a record without SDEs', conversationOf({})],
    ['sections without events', conversationOf({ sdes: {}, unAuthSdes: null })],
    ['events that are not a list', conversationOf({ sdes: { events: 'x' }, unAuthSdes: { events: {} } })],
  ])('gives empty lists for %s', (_what, conversation) => {
    expect(Toolbelt.SDEUtil().getSDEsFromConv(conversation)).toEqual({
      sdes: { events: [] },
      unAuthSdes: { events: [] },
    });
  });

  it('refuses events that lead back to themselves', () => {
    const looped: Record<string, unknown> = { serverTimeStamp: '1' };
    looped.self = looped;
    const read = () =>
      Toolbelt.SDEUtil().getSDEsFromConv(conversationOf({ sdes: { events: [looped] } }) as Conversation);
    expect(read).toThrow(/getSDEsFromConv: the events of "conversation" cannot be copied: they have a cycle/);
    expect(read).toThrow(expect.objectContaining({ code: ErrorCodes.Toolbelt.INVALID_ARGUMENT }));
  });

  it('reads the first record alone, and events without a time first', () => {
    const first = { sdes: { events: [event('7', 'timed'), event(undefined, 'timeless')] } };
    const second = { sdes: { events: [event('1', 'other record')] } };
    const { sdes } = Toolbelt.SDEUtil().getSDEsFromConv(conversationOf(first, second));
    expect(ids(sdes)).toEqual(['timeless', 'timed']);
  });

  it.each([undefined, null, {}, [], 'id', { conversationHistoryRecords: {} }])(
    'refuses %j',
    (conversation) => {
      const read = () => Toolbelt.SDEUtil().getSDEsFromConv(conversation as unknown as Conversation);
      expect(read).toThrow(/getSDEsFromConv: "conversation" must be what getConversationById returned/);
      expect(read).toThrow(expect.objectContaining({ code: ErrorCodes.Toolbelt.INVALID_ARGUMENT }));
    },
  );
});

describe('the request of addSDEs', () => {
  const utilOf = (lpClient: (...args: unknown[]) => Promise<unknown>) =>
    new SDEUtil({ lpClient, accountId: () => 'a/b' });

  it('is a call of LpClient', async () => {
    const calls: unknown[][] = [];
    const util = utilOf(async (...args) => void calls.push(args));
    expect(await util.addSDEs(SDES, 'v/1', 's 1')).toBeUndefined();
    const path = '/api/account/a%2Fb/monitoring/visitors/v%2F1/visits/current/events?v=1&sid=s%201';
    expect(calls).toEqual([['smt', path, { method: 'PUT', json: true, body: SDES, timeout: 10_000 }]]);
  });

  it.each([
    [
      new RequestError(
        Object.assign(new Error('ESOCKETTIMEDOUT'), { code: 'ESOCKETTIMEDOUT' }),
        {},
        undefined,
      ),
      ErrorCodes.SdeUtil.GENERAL,
      'nothing came from smt for 10000 ms, try again later',
    ],
    [new Error('why'), ErrorCodes.SdeUtil.GENERAL, 'why'],
    [new ToolbeltError('code', 'own'), 'code', 'own'],
  ])('may fail: %s', async (cause, code, reason) => {
    const error = await failureOf(utilOf(() => Promise.reject(cause)).addSDEs(SDES, 'v', 's'));
    const message = `SDEs of visitor v, session s could not be added: ${reason}`;
    expect(error).toMatchObject({ code, cause, message });
  });

  it.each<[args: unknown[], message: string]>([
    [[[], 'v', 's'], '"sdes" must be an array with at least one engagement attribute.'],
    [[[{}], 'v', 's'], '"sdes[0]" must be an object with a "type", such as SDETypes.PERSONAL_INFO.'],
    [
      [[{ type: '' }], 'v', 's'],
      '"sdes[0]" must be an object with a "type", such as SDETypes.PERSONAL_INFO.',
    ],
    [[[{ type: 'a', b: 1n }], 'v', 's'], '"sdes[0]" cannot be written as JSON: it has a cycle or a BigInt.'],
    [
      [SDES, '', 's'],
      '"visitorId" must be the id as a non-empty string: it is in the event\'s payload, or in the conversation.',
    ],
    [
      [SDES, 'v', 1.5],
      '"sessionId" must be the id as a non-empty string: it is in the event\'s payload, or in the conversation.',
    ],
  ])('is refused: %#', async (args, message) => {
    const util = utilOf(async () => undefined);
    const error = await failureOf(Reflect.apply(util.addSDEs, util, args));
    expect(error.message).toBe(`SDEUtil.addSDEs: ${message}`);
  });
});
