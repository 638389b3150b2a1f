import type { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ErrorCodes, Toolbelt } from '../../src/index';
import { CallbackRestorer, type Kind, SURFACES } from '../../src/salesforce/callbacks';
import type { SalesforceConnection } from '../../src/salesforce/connection-types';
import documented from '../fixtures/salesforce/callbacks-of-jsforce1.json';
import { type Handler, type SeenRequest, startServer, type TestServer } from '../helpers/with-server';

type Answer = [error: (Error & { errorCode?: string }) | null, result: unknown];

let server: TestServer;
let con: SalesforceConnection;

beforeEach(async () => {
  server = await startServer(salesforce);
  Toolbelt.configure({ whitelist: ['127.0.0.1'], rateLimit: { mode: 'off' } });
  con = connect();
});

afterEach(async () => {
  Toolbelt.reset();
  await server.close();
});

function connect() {
  return Toolbelt.SFClient().connectToSalesforce({
    loginUrl: server.url(''),
    accessToken: 'T',
    oauth2: { clientId: 'id', clientSecret: 'secret', redirectUri: 'https://acme.example.com' },
  });
}

const TOKEN = { access_token: 'T2', id: 'https://login.salesforce.com/id/00D/005' };
const LOGIN =
  '<serverUrl>https://acme.my.salesforce.com/x</serverUrl><sessionId>S</sessionId><userId>005</userId>' +
  '<organizationId>00D</organizationId>';
const SOAP =
  '<s:Envelope xmlns:s="x"><s:Body><any><result><id>1</id><done>true</done><records><fullName>n</fullName></records>' +
  '</result></any></s:Body></s:Envelope>';
const JOB =
  '<jobInfo><id>750</id><object>Account</object><operation>insert</operation><state>Open</state></jobInfo>';
const BATCH = '<batchInfo><id>751</id><jobId>750</jobId><state>Completed</state></batchInfo>';

/** Whether a job of the bulk API cannot be closed. */
let closingFails = false;

/** Enough of Salesforce for every method to succeed; whatever has FAIL in it fails. */
function salesforce({ url, body, method, headers }: SeenRequest, response: Parameters<Handler>[1]): void {
  const json = (status: number, value: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  const xml = (text: string) => response.writeHead(200, { 'content-type': 'text/xml' }).end(text);
  if (/FAIL/.test(url + body) || (closingFails && body.includes('<state>Closed</state>')))
    json(400, [{ errorCode: 'FAILED', message: 'as told' }]);
  else if (url.includes('/Soap/')) xml(/<login /.test(body) ? LOGIN : SOAP);
  else if (url.endsWith('/result'))
    response.writeHead(200, { 'content-type': 'text/csv' }).end('Id,Success\n1,true\n');
  else if (url.endsWith('/batch') && method === 'GET') xml(`<batchInfoList>${BATCH}</batchInfoList>`);
  else if (url.includes('/async/')) xml(url.includes('/batch') ? BATCH : JOB);
  else if (url.includes('/oauth2/')) json(200, TOKEN);
  else if (url.includes('/describe') || url.endsWith('/sobjects')) json(200, DESCRIPTION);
  else
    json(200, {
      totalSize: 1,
      done: true,
      records: [{ Id: '1' }],
      recentItems: [],
      rules: [],
      approvals: [],
      id: '1',
      results: [],
      identity: `http://${headers.host}/id`,
    });
}

const DESCRIPTION = { name: 'Account', fields: [{ name: 'Id' }], childRelationships: [], sobjects: [] };

/** What a callback gets. */
function calledBack(run: (callback: (...answer: unknown[]) => void) => unknown): Promise<Answer> {
  return new Promise((resolve) => {
    run((...answer) => resolve([answer[0], answer[1]] as Answer));
  });
}

type Objects = Record<Kind, (con: SalesforceConnection) => Record<string, (...args: unknown[]) => unknown>>;

/** How each kind of object is come by. */
const OBJECTS: Objects = {
  connection: (c) => c as never,
  oauth2: (c) => c.oauth2,
  sobject: (c) => c.sobject('Account') as never,
  query: (c) => c.sobject('Account').find({ Name: 'A' }, 'Id') as never,
  record: (c) => c.sobject('Account').record('001'),
  listView: (c) => c.sobject('Account').listview('00B'),
  quickAction: (c) => c.quickAction('LogCall'),
  process: (c) => c.process,
  processRule: (c) => c.process.rule,
  approval: (c) => c.process.approval,
  apex: (c) => c.apex,
  tooling: (c) => c.tooling,
  soap: (c) => c.soap,
  bulk: (c) => c.bulk,
  job: (c) => c.bulk.createJob('Account', 'insert'),
  batch: (c) => c.bulk.job('750').batch('751'),
  metadata: (c) => c.metadata,
  locator: (c) => {
    c.metadata.pollInterval = 0;
    return c.metadata.checkStatus('04s');
  },
  analytics: (c) => c.analytics,
  report: (c) => c.analytics.report('00O'),
  reportInstance: (c) => c.analytics.report('00O').instance('0LG'),
  dashboard: (c) => c.analytics.dashboard('01Z'),
  chatter: (c) => c.chatter,
  resource: (c) => c.chatter.resource('/feeds'),
  streaming: (c) => c.streaming,
};

const RECORD = { Id: '001', Name: 'A', Ext__c: 'e' };
const CSV = 'Name\nA\n';

/** Arguments, where none will not do. */
const ARGUMENTS: Partial<Record<Kind, Record<string, unknown[]>>> = {
  connection: {
    ...only('authorize login loginByOAuth2 loginBySoap', ['name', 'password']),
    ...only('request requestGet requestDelete', ['/x']),
    ...only('requestPost requestPut requestPatch', ['/x', { a: 1 }]),
    ...only('query queryAll search', ['SELECT Id FROM Account']),
    ...only('queryMore', ['01g-2000']),
    ...only('retrieve destroy delete del', ['Account', '001']),
    ...only('create insert update', ['Account', RECORD]),
    ...only('upsert', ['Account', RECORD, 'Ext__c']),
    ...only('describe describe$ describeSObject describeSObject$', ['Account']),
    ...only('updated deleted', ['Account', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z']),
  },
  oauth2: only('requestToken refreshToken revokeToken authenticate', ['a', 'b']),
  sobject: {
    ...only('create insert update', [RECORD]),
    ...only('upsert', [RECORD, 'Ext__c']),
    ...only('retrieve destroy delete del', ['001']),
    ...only('updated deleted', ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z']),
    ...only('bulkload', ['insert', CSV]),
    ...only('createBulk insertBulk updateBulk destroyBulk deleteBulk destroyHardBulk deleteHardBulk', [CSV]),
    ...only('upsertBulk', [CSV, 'Ext__c']),
    ...only('find findOne', [{ Name: 'A' }, 'Id']),
    ...only('select', ['Id']),
  },
  query: only('update', [{ Name: 'B' }]),
  record: only('update', [RECORD]),
  quickAction: only('execute', ['001', RECORD]),
  processRule: only('trigger', ['001']),
  approval: { ...only('submit approve reject', ['001', 'ok']), ...only('request', [[]]) },
  apex: { ...only('get delete del', ['/a']), ...only('post put patch', ['/a', {}]) },
  tooling: {
    ...only('query executeAnonymous', ['SELECT Id FROM ApexClass']),
    ...only('queryMore', ['01g-2000']),
    ...only('create insert update', ['ApexClass', RECORD]),
    ...only('upsert', ['ApexClass', [], 'Ext__c']),
    ...only('retrieve destroy delete del describe describe$ describeSObject describeSObject$', [
      'ApexClass',
      '01p',
    ]),
    ...only('runTestsAsynchronous runTestsSynchronous', [{}]),
  },
  soap: {
    ...only('create update', [{ type: 'Account' }]),
    ...only('upsert', ['Ext__c', { type: 'Account' }]),
    ...only('setPassword resetPassword delete convertLead merge emptyRecycleBin', ['005', 'x']),
  },
  bulk: only('load', ['Account', 'insert', CSV]),
  job: {},
  batch: only('execute exec run', [CSV]),
  metadata: {
    ...only('create update upsert', ['CustomObject', { fullName: 'n' }]),
    ...only('read delete', ['CustomObject', 'n']),
    ...only('rename', ['CustomObject', 'n', 'm']),
    ...only('list checkStatus checkRetrieveStatus checkDeployStatus', [{ type: 'CustomObject' }]),
    ...only('retrieve', [{}]),
    ...only('deploy', [Buffer.from('zip')]),
  },
  report: only('clone', ['name']),
  dashboard: { ...only('components', [['a']]), ...only('clone', ['name', 'folder']) },
  chatter: { ...only('request', [{ method: 'GET', url: '/feeds' }]), ...only('batch', [[]]) },
  resource: only('create update', [{}]),
};

function only(names: string, args: unknown[]): Record<string, unknown[]> {
  return Object.fromEntries(names.split(' ').map((name) => [name, args]));
}

const METHODS = Object.entries(SURFACES).flatMap(([kind, surface]): [Kind, string][] =>
  ('callbacks' in surface ? surface.callbacks.split(' ') : []).map((name) => [kind as Kind, name]),
);

describe('a trailing callback', () => {
  it.each(METHODS)('%s.%s calls it once, with the result', async (kind, name) => {
    const object = OBJECTS[kind](con);
    const args = ARGUMENTS[kind]?.[name] ?? [];
    con.bulk.pollInterval = 1;
    // A batch that was there before is not polled: the test answers in place of the server.
    if (kind === 'batch' && /^(exec|run)/.test(name)) {
      const batch = object as unknown as EventEmitter;
      batch.on('queue', () => batch.emit('response', []));
    }
    const callback = vi.fn();
    const [error] = await calledBack((done) =>
      object[name]?.(...args, (...answer: unknown[]) => {
        callback();
        done(...answer);
      }),
    );
    // jsforce 3 itself has lost a part of it.
    if (kind === 'tooling' && name === 'upsert') expect(error?.message).toContain('is not a function');
    else expect(error).toBeNull();
    if (/bulk|load/i.test(name)) await closedJob();
    await server.idle();
    expect(callback).toHaveBeenCalledOnce();
  });

  async function closedJob(): Promise<void> {
    await vi.waitFor(() => expect(server.requests.at(-1)?.body).toContain('<state>Closed</state>'));
  }

  it('has the methods that jsforce 1.11 documents, and no other', () => {
    const listed = Object.entries<Record<string, unknown>>(SURFACES).map(([kind, surface]) => {
      const { callbacks, ...rest } = surface;
      const names = typeof callbacks === 'string' ? { callbacks: callbacks.split(' ').sort().join(' ') } : {};
      return [kind, { ...names, ...rest }];
    });
    expect(Object.fromEntries(listed)).toEqual(documented);
  });

  it('has every method of the list in jsforce', async () => {
    const objects = new Map(Object.entries(OBJECTS).map(([kind, make]) => [kind, make(con)]));
    const missing = METHODS.filter(([kind, name]) => typeof objects.get(kind)?.[name] !== 'function');
    expect(missing).toEqual([]);
    await objects.get('locator');
  });

  it.each<[call: string, run: (c: SalesforceConnection, done: never) => unknown]>([
    ['query', (c, done) => c.query('FAIL', done)],
    ['query with options', (c, done) => c.query('FAIL', { autoFetch: true }, done)],
    ['query().run', (c, done) => c.query('FAIL').run(done)],
    ['query().execute with options', (c, done) => c.query('FAIL').execute({ autoFetch: true }, done)],
    ['search', (c, done) => c.search('FAIL', done)],
    ['describe', (c, done) => c.describe('FAIL', done)],
    ['requestGet', (c, done) => c.requestGet('/FAIL', done)],
    ['sobject().create', (c, done) => c.sobject('FAIL').create({ Name: 'A' }, done)],
    ['sobject().find', (c, done) => c.sobject('Account').find({ Name: 'FAIL' }, 'Id', done)],
    [
      'sobject().find().sort().limit().execute',
      (c, done) => c.sobject('Account').find({ Name: 'FAIL' }, 'Id').sort('Name').limit(1).execute(done),
    ],
    ['record().update', (c, done) => c.sobject('FAIL').record('1').update({}, done)],
    ['apex.get', (c, done) => c.apex.get('/FAIL', done)],
    ['tooling.query', (c, done) => c.tooling.query('FAIL', done)],
    ['tooling.sobject().retrieve', (c, done) => c.tooling.sobject('FAIL').retrieve('1', done)],
  ])('%s hands it the error, and leaves no rejection behind', async (_call, run) => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    try {
      const [error, result] = await calledBack((done) => run(con, done as never));
      expect(error).toMatchObject({ errorCode: 'FAILED', message: 'as told' });
      expect(result).toBeUndefined();
      await new Promise((resolve) => setImmediate(resolve));
      expect(unhandled).not.toHaveBeenCalled();
    } finally {
      process.off('unhandledRejection', unhandled);
    }
  });

  it('of bulk.load is called once, also when the job cannot be closed afterwards', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    closingFails = true;
    try {
      const callback = vi.fn();
      con.bulk.pollInterval = 1;
      con.bulk.load('Account', 'insert', [{ Name: 'A' }], callback as never);
      await closedJob();
      await server.idle();
      await vi.waitFor(() => expect(callback).toHaveBeenCalledOnce());
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(callback).toHaveBeenCalledOnce();
      expect(unhandled).not.toHaveBeenCalled();
    } finally {
      closingFails = false;
      process.off('unhandledRejection', unhandled);
    }
  });

  it('gets what jsforce 3 throws at once', async () => {
    const [error] = await calledBack((done) => con.update('Account', { Name: 'no id' }, done));
    expect(error?.message).toBe('Record id is not found in record.');
    const [refused] = await calledBack((done) => con.query(undefined as never, done));
    expect(refused).toBeInstanceOf(TypeError);
    expect(() => con.query(undefined as never)).toThrow(TypeError);
    expect(server.requests).toEqual([]);
  });

  it('gets what the promise gets', async () => {
    const promised = await con.query('SELECT Id FROM Account');
    const [, result] = await calledBack((done) => con.query('SELECT Id FROM Account', done));
    expect(result).toEqual(promised);
    const query = con.sobject('Account').find({ Name: 'A' }, 'Id');
    const [, records] = await calledBack((done) => query.execute(done));
    expect(records).toEqual([{ Id: '1' }]);
    await expect(query).resolves.toEqual(records);
  });

  it.each<[call: string, run: (c: SalesforceConnection, done: never) => unknown]>([
    ['null options', (c, done) => c.sobject('Account').create({ Name: 'A' }, null as never, done)],
    [
      'null conditions, fields and options',
      (c, done) => c.sobject('Account').find(null, null, null as never, done),
    ],
    ['no conditions', (c, done) => c.sobject('Account').find(done)],
    ['null where it is the body', (c, done) => c.requestPost('/x', null, done)],
    ['undefined after it', (c, done) => c.query('x', done, undefined)],
  ])('takes it after %s', async (call, run) => {
    const [error] = await calledBack((done) => run(con, done as never));
    expect(error).toBeNull();
    if (call === 'null where it is the body') expect(server.requests[0]?.body).toBe('null');
  });

  it('takes a mapping of query.update for what it is', async () => {
    const mapping = vi.fn((record: { Id: string }) => ({ ...record, Name: 'B' }));
    const promise = con.sobject('Account').find({ Name: 'A' }, 'Id').update(mapping);
    await promise;
    expect(mapping).toHaveBeenCalledWith({ Id: '1' });
    const [error] = await calledBack((done) =>
      con.sobject('Account').find({ Name: 'A' }, 'Id').update(mapping, done),
    );
    expect(error).toBeNull();
    expect(server.requests.at(-1)?.body).toContain('"Name":"B"');
  });
});

describe('its own error', () => {
  it.each(['SELECT Id FROM Account', 'FAIL'])(
    'surfaces as uncaught, and nothing else does (%s)',
    async (soql) => {
      const bug = new Error('a bug of the callback');
      const saved = (['uncaughtException', 'unhandledRejection'] as const).map(
        (event) => [event, process.listeners(event as 'uncaughtException')] as const,
      );
      const unhandled = vi.fn();
      for (const [event] of saved) process.removeAllListeners(event);
      process.on('unhandledRejection', unhandled);
      try {
        const uncaught = new Promise((resolve) => process.once('uncaughtException', resolve));
        const callback = vi.fn(() => {
          throw bug;
        });
        con.query(soql, callback);
        expect(await uncaught).toBe(bug);
        expect(callback).toHaveBeenCalledOnce();
        expect(unhandled).not.toHaveBeenCalled();
      } finally {
        for (const [event, listeners] of saved) {
          process.removeAllListeners(event);
          for (const listener of listeners) process.on(event as 'uncaughtException', listener);
        }
      }
    },
  );
});

describe('what is no callback', () => {
  it('listeners are left alone', async () => {
    const records: unknown[] = [];
    const query = con.query('SELECT Id FROM Account');
    await new Promise<void>((resolve) => {
      query.on('record', ((record: unknown) => void records.push(record)) as never);
      query.on('end', resolve as never);
      query.run();
    });
    expect(records).toEqual([{ Id: '1' }]);
  });

  it('handlers of then are left alone', async () => {
    const handler = vi.fn((result) => result.totalSize);
    expect(await con.query('SELECT Id FROM Account').then(handler)).toBe(1);
    expect(handler).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ totalSize: 1 }));
  });

  it('cached describes keep what belongs to them', async () => {
    await con.describe$('Account');
    await con.describe$('Account');
    expect(server.requests).toHaveLength(1);
    con.describe$.clear('Account');
    expect(con.describeSObject).not.toBe(con.describe$);
  });

  it('wraps an object once, and only what is on the list', () => {
    const prepare = vi.fn();
    class Thing {
      list() {}
      other() {}
    }
    const thing = new Thing();
    const { list, other } = thing;
    const restorer = new CallbackRestorer(prepare);
    restorer.restore('processRule', thing);
    const wrapped = thing.list;
    restorer.restore('processRule', thing);
    expect(prepare).toHaveBeenCalledOnce();
    expect(wrapped).not.toBe(list);
    expect(thing.list).toBe(wrapped);
    expect(thing.other).toBe(other);
    expect(Object.keys(thing)).toEqual([]);
    expect(thing).toBeInstanceOf(Thing);
  });
});

describe('events alone', () => {
  it.each<[what: string, listen: (done: never) => void]>([
    ['a query', (done) => con.query('FAIL').on('error', done).run()],
    ['a query once', (done) => con.query('FAIL').once('error', done).run()],
    ['a stream of records', (done) => con.query('FAIL').stream('record').on('error', done)],
    ['a batch', (done) => con.sobject('FAIL').createBulk(CSV).on('error', done)],
  ])('%s: who listens for the error has handled it', async (_what, listen) => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    try {
      await expect(new Promise((resolve) => listen(resolve as never))).resolves.toMatchObject({
        message: expect.stringMatching(/as told/),
      });
      await new Promise((resolve) => setImmediate(resolve));
      expect(unhandled).not.toHaveBeenCalled();
    } finally {
      process.off('unhandledRejection', unhandled);
    }
  });

  it('a query that nobody listens to is an unhandled rejection', async () => {
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    try {
      const unhandled = new Promise((resolve) => process.once('unhandledRejection', resolve));
      con.query('FAIL').run();
      expect(await unhandled).toMatchObject({ errorCode: 'FAILED' });
    } finally {
      for (const listener of listeners) process.on('unhandledRejection', listener);
    }
  });
});

describe('the Streaming API', () => {
  it.each<[call: string, run: () => unknown]>([
    ['topic().subscribe', () => con.streaming.topic('T').subscribe(() => {})],
    ['channel().subscribe', () => con.streaming.channel('/u/T').subscribe(() => {})],
    ['subscribe', () => con.streaming.subscribe('T', () => {})],
    ['createClient', () => con.streaming.createClient()],
  ])('%s is refused, and nothing is opened', async (_call, run) => {
    expect(run).toThrow('the Streaming API does not exist here');
    expect(run).toThrow(expect.objectContaining({ code: ErrorCodes.Salesforce.STREAMING_UNSUPPORTED }));
    await server.idle();
    expect(server.requests).toEqual([]);
  });
});

describe('what jsforce 1 gave to callbacks', () => {
  const answering =
    (status: number, value: unknown): Handler =>
    (_request, response) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  const PAGE = {
    totalSize: 2,
    done: false,
    records: [{ Id: '1' }],
    nextRecordsUrl: '/services/data/v50.0/query/01g-1',
  };
  const REFUSED = { errorCode: 'REQUIRED_FIELD_MISSING', message: 'Required: [Name]', fields: ['Name'] };
  const LOCKED = { errorCode: 'UNABLE_TO_LOCK_ROW', message: 'locked', fields: [] };

  it('nextRecordsUrl is a path, and a whole URL for promises', async () => {
    server.use(answering(200, PAGE));
    const [, result] = await calledBack((callback) => con.query('SELECT Id FROM Account', callback));
    expect(result).toEqual(PAGE);
    const promised = await con.query('SELECT Id FROM Account');
    expect(promised).toEqual({ ...PAGE, nextRecordsUrl: server.url(PAGE.nextRecordsUrl) });
    server.use(answering(200, { ...PAGE, done: true, nextRecordsUrl: undefined }));
    for (const { nextRecordsUrl = '' } of [result as typeof PAGE, promised]) {
      expect(await con.queryMore(nextRecordsUrl)).toMatchObject({ done: true });
    }
    expect(server.requests.slice(2).map(({ url }) => url)).toEqual([
      PAGE.nextRecordsUrl,
      PAGE.nextRecordsUrl,
    ]);
  });

  it('an error has the fields of that of Salesforce', async () => {
    server.use(answering(400, [REFUSED]));
    const [error] = await calledBack((callback) => con.sobject('Account').create({}, callback));
    expect(error).toMatchObject({ name: REFUSED.errorCode, ...REFUSED, data: REFUSED });
  });

  it('several errors are the first of them, and MULTIPLE_API_ERRORS for promises', async () => {
    server.use(answering(400, [REFUSED, LOCKED]));
    const [error] = await calledBack((callback) => con.sobject('Account').create({}, callback));
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: REFUSED.errorCode, ...REFUSED, data: [REFUSED, LOCKED] });
    const promised = con.sobject('Account').create({});
    await expect(promised).rejects.toMatchObject({
      errorCode: 'MULTIPLE_API_ERRORS',
      data: [REFUSED, LOCKED],
    });
  });

  it.each([
    ['nothing', null],
    ['a text', 'text'],
    ['records without a next page', { done: true, records: [] }],
    ['another object with such a field', { nextRecordsUrl: 'https://a.example/b' }],
  ])('%s is passed on as it is', async (_name, value) => {
    server.use(answering(200, value));
    const [, result] = await calledBack((callback) => con.request('/x', callback));
    expect(result).toEqual(value);
  });
});

describe('calls without a type, whose records have it', () => {
  const typed = (type: string, fields = {}) => ({ attributes: { type }, Name: 'A', ...fields });

  it.each<[name: string, args: unknown[], sent: string]>([
    ['create', [typed('Account')], 'POST sobjects/Account {"Name":"A"}'],
    ['insert', [{ type: 'Account', Name: 'A' }], 'POST sobjects/Account {"Name":"A"}'],
    ['update', [typed('Account', { Id: '001' })], 'PATCH sobjects/Account/001 {"Name":"A"}'],
    ['upsert', [typed('Account', { Ext__c: 'e' }), 'Ext__c'], 'PATCH sobjects/Account/Ext__c/e {"Name":"A"}'],
    ['create', ['Account', { Name: 'A' }], 'POST sobjects/Account {"Name":"A"}'],
    [
      'create',
      [[typed('Account'), typed('Contact')]],
      'POST composite/sobjects {"allOrNone":false,"records":[{"attributes":{"type":"Account"},"Name":"A"},' +
        '{"attributes":{"type":"Contact"},"Name":"A"}]}',
    ],
  ])('%s(%j)', async (name, args, sent) => {
    const seen = async (run: () => PromiseLike<unknown>) => {
      server.requests.length = 0;
      await run();
      return server.requests.map(({ method, url, body }) => `${method} ${url.split('v50.0/')[1]} ${body}`);
    };
    expect(await seen(() => con[name](...args))).toEqual([sent]);
    expect(await seen(() => calledBack((callback) => con[name](...args, callback)))).toEqual([sent]);
  });

  it('of the tooling API', async () => {
    await con.tooling.create({ attributes: { type: 'ApexClass' }, Body: 'x' });
    expect(server.requests[0]?.url).toMatch(/\/tooling\/sobjects\/ApexClass$/);
  });

  it.each([['create'], ['update'], ['upsert', 'Ext__c']])(
    '%s without any type says so',
    async (name, ...more) => {
      const record = { Id: '001', Name: 'A', Ext__c: 'e' };
      const [error] = await calledBack((callback) => con[name](record, ...more, callback));
      expect(String(error)).toContain('No SObject Type');
      await expect(con[name](record, ...more)).rejects.toThrow('No SObject Type');
      expect(server.requests).toEqual([]);
    },
  );
});
