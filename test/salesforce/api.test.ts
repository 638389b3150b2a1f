import { inspect } from 'node:util';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Toolbelt } from '../../src/index';
import type { SalesforceConnection } from '../../src/salesforce/connection-types';
import type { SalesforceError, SalesforceRecord } from '../../src/salesforce/record-types';
import created from '../fixtures/salesforce/create-account.json';
import account from '../fixtures/salesforce/describe-account.json';
import globals from '../fixtures/salesforce/describe-global.json';
import identity from '../fixtures/salesforce/identity.json';
import invalidSession from '../fixtures/salesforce/invalid-session.json';
import malformed from '../fixtures/salesforce/malformed-query.json';
import invalidGrant from '../fixtures/salesforce/oauth2-invalid-grant.json';
import token from '../fixtures/salesforce/oauth2-token.json';
import accounts from '../fixtures/salesforce/query-accounts.json';
import page1 from '../fixtures/salesforce/query-page-1.json';
import page2 from '../fixtures/salesforce/query-page-2.json';
import { failureOf } from '../helpers/failure-of';

const LOGIN = 'https://login.salesforce.com';
const INSTANCE = 'https://acme.my.salesforce.com';
const DATA = '/services/data/v50.0';
const OAUTH2 = {
  clientId: 'client-1',
  clientSecret: 'CLIENT-SECRET',
  redirectUri: 'https://acme.example.com',
};

beforeEach(() => {
  nock.disableNetConnect();
  Toolbelt.configure({ whitelist: ['*.my.salesforce.com', 'login.salesforce.com'], logger: {} });
});

afterEach(() => {
  const pending = nock.pendingMocks();
  Toolbelt.reset();
  nock.cleanAll();
  nock.enableNetConnect();
  expect(pending).toEqual([]);
});

function connect(options: object = {}): SalesforceConnection {
  return Toolbelt.SFClient().connectToSalesforce({
    instanceUrl: INSTANCE,
    accessToken: 'access-1',
    ...options,
  });
}

function api(accessToken = 'access-1', host = INSTANCE): nock.Scope {
  return nock(host, { reqheaders: { authorization: `Bearer ${accessToken}` } });
}

function calledBack<Result>(
  run: (callback: (error: SalesforceError | null, result: Result) => void) => unknown,
): Promise<{ error: SalesforceError | null; result: Result }> {
  return new Promise((resolve) => {
    run((error, result) => resolve({ error, result }));
  });
}

describe('reading', () => {
  it('queries by promise and by callback alike', async () => {
    api().get(`${DATA}/query`).query({ q: 'SELECT Id, Name FROM Account' }).twice().reply(200, accounts);
    const con = connect();
    const promised = await con.query('SELECT Id, Name FROM Account');
    const { error, result } = await calledBack<typeof promised>((done) =>
      con.query('SELECT Id, Name FROM Account', done),
    );
    expect(error).toBeNull();
    expect(result).toEqual(promised);
    expect(promised).toEqual(accounts);
  });

  it('hands on a refused query with the code of Salesforce', async () => {
    api().get(`${DATA}/query`).query({ q: 'SELCT' }).twice().reply(400, malformed);
    const con = connect();
    const failure = { errorCode: 'MALFORMED_QUERY', message: 'unexpected token: SELCT', data: malformed[0] };
    expect(await failureOf(con.query('SELCT'))).toMatchObject(failure);
    expect((await calledBack((done) => con.query('SELCT', done))).error).toMatchObject(failure);
  });

  it('follows a result page by page', async () => {
    api().get(`${DATA}/query`).query({ q: 'SELECT Id FROM Account' }).reply(200, page1);
    api().get(`${DATA}/query/01g2w000001-2000`).reply(200, page2);
    const con = connect();
    const first = await con.query('SELECT Id FROM Account');
    expect(first.done).toBe(false);
    const { result } = await calledBack<typeof first>((done) =>
      con.queryMore(first.nextRecordsUrl ?? '', done),
    );
    expect(result.records.map(({ Id }) => Id)).toEqual(['001C']);
  });

  it('fetches every page with autoFetch, record by record', async () => {
    api().get(`${DATA}/query`).query({ q: 'SELECT Id FROM Account' }).reply(200, page1);
    api().get(`${DATA}/query/01g2w000001-2000`).reply(200, page2);
    const ids: string[] = [];
    await new Promise((resolve, reject) => {
      const query = connect().query('SELECT Id FROM Account');
      query.on('record', (({ Id }: { Id: string }) => void ids.push(Id)) as never);
      query.on('end', resolve as never);
      query.on('error', reject as never);
      query.run({ autoFetch: true });
    });
    expect(ids).toEqual(['001A', '001B', '001C']);
  });

  it('queries deleted records with queryAll, which jsforce 3 lost', async () => {
    api().get(`${DATA}/queryAll`).query({ q: 'SELECT Id FROM Account' }).twice().reply(200, accounts);
    const con = connect();
    expect((await con.queryAll('SELECT Id FROM Account')).totalSize).toBe(2);
    const { result } = await calledBack<{ totalSize: number }>((done) =>
      con.queryAll('SELECT Id FROM Account', { autoFetch: true }, done),
    );
    expect(result.totalSize).toBe(2);
  });

  it('describes a type and the organisation', async () => {
    api().get(`${DATA}/sobjects/Account/describe`).reply(200, account);
    api().get(`${DATA}/sobjects`).reply(200, globals);
    const con = connect();
    expect(await con.sobject('Account').describe()).toEqual(account);
    const { result } = await calledBack<{ sobjects: SalesforceRecord[] }>((done) => con.describeGlobal(done));
    expect(result.sobjects.map(({ name }) => name)).toEqual(['Account', 'Contact']);
  });

  it('tells who is logged in', async () => {
    api()
      .get(DATA)
      .reply(200, { identity: `${LOGIN}/id/00Dxx/005xx` });
    nock(LOGIN)
      .get('/id/00Dxx/005xx')
      .query({ format: 'json', oauth_token: 'access-1' })
      .reply(200, identity);
    const con = connect();
    const { result } = await calledBack<SalesforceRecord>((done) => con.identity(done));
    expect(result.username).toBe('bot@example.com');
    expect(con.userInfo).toMatchObject({ id: '005xx', organizationId: '00Dxx' });
  });

  it('sends the version and the limits along', async () => {
    api().get('/services/data/v60.0/limits').reply(200, {}, { 'Sforce-Limit-Info': 'api-usage=18/5000' });
    const con = connect({ version: '60.0' });
    await con.limits();
    expect(con.limitInfo).toEqual({ apiUsage: { used: 18, limit: 5000 } });
  });
});

describe('writing', () => {
  it('creates, retrieves, updates, upserts and destroys a record', async () => {
    const path = `${DATA}/sobjects/Account`;
    api().post(path, { Name: 'New' }).reply(201, created);
    api().get(`${path}/${created.id}`).reply(200, accounts.records[0]);
    api().patch(`${path}/${created.id}`, { Name: 'Other' }).reply(204);
    api().patch(`${path}/Ext__c/e1`, { Name: 'Third' }).reply(200, created);
    api().delete(`${path}/${created.id}`).reply(204);
    const sobject = connect().sobject('Account');
    expect(await sobject.create({ Name: 'New' })).toEqual(created);
    expect((await sobject.retrieve(created.id)).Name).toBe('LivePerson');
    const saved = { id: created.id, success: true, errors: [] };
    const { result } = await calledBack((done) => sobject.update({ Id: created.id, Name: 'Other' }, done));
    expect(result).toEqual(saved);
    expect(await sobject.upsert({ Ext__c: 'e1', Name: 'Third' }, 'Ext__c')).toEqual(created);
    expect(await sobject.destroy(created.id)).toEqual(saved);
  });

  it('sends a blob as a form', async () => {
    api()
      .post(`${DATA}/sobjects/ContentVersion`, /name="VersionData"; filename="a.txt"[\s\S]*\r\nhello\r\n/)
      .matchHeader('content-type', /^multipart\/form-data; boundary=/)
      .reply(201, created);
    const record = { Title: 'a', VersionData: Buffer.from('hello').toString('base64') };
    const options = { multipartFileFields: { VersionData: { filename: 'a.txt' } } };
    expect(await connect().sobject('ContentVersion').create(record, options)).toEqual(created);
  });

  it('deploys metadata over SOAP from a stream', async () => {
    const zip = Buffer.from('a zip');
    const answer = '<result><done>false</done><id>0Af1</id><state>Queued</state></result>';
    nock(INSTANCE)
      .post('/services/Soap/m/50.0', new RegExp(`<ZipFile>${zip.toString('base64')}</ZipFile>`))
      .reply(200, envelope(`<deployResponse>${answer}</deployResponse>`), { 'content-type': 'text/xml' });
    const { Readable } = await import('node:stream');
    const { error, result } = await calledBack<{ id: string }>((done) =>
      connect().metadata.deploy(Readable.from([zip]), {}, done),
    );
    expect(error).toBeNull();
    expect(result).toMatchObject({ id: '0Af1', done: false });
  });
});

function envelope(body: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">' +
    `<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`
  );
}

const LOGGED_IN = envelope(
  `<loginResponse><result><serverUrl>${INSTANCE}/services/Soap/u/50.0/00Dxx</serverUrl>` +
    '<sessionId>SESSION-1</sessionId><userId>005xx</userId><userInfo><organizationId>00Dxx</organizationId></userInfo>' +
    '</result></loginResponse>',
);
const LOGIN_FAULT = envelope(
  '<soapenv:Fault><faultcode>INVALID_LOGIN</faultcode><faultstring>INVALID_LOGIN: Invalid username, password, ' +
    'security token; or user locked out.</faultstring></soapenv:Fault>',
);

describe('logging in', () => {
  const anonymous = { instanceUrl: undefined, accessToken: undefined };

  it('takes the session of a SOAP login', async () => {
    nock(LOGIN)
      .post(
        '/services/Soap/u/50.0',
        /<username>bot@example.com<\/username><password>PASS&amp;WORD<\/password>/,
      )
      .reply(200, LOGGED_IN, { 'content-type': 'text/xml' });
    api('SESSION-1').get(`${DATA}/query`).query({ q: 'x' }).reply(200, accounts);
    const con = connect(anonymous);
    const { error, result } = await calledBack<{ id: string }>((done) =>
      con.login('bot@example.com', 'PASS&WORD', done),
    );
    expect([error, result.id, con.instanceUrl]).toEqual([null, '005xx', INSTANCE]);
    expect((await con.query('x')).totalSize).toBe(2);
  });

  it.each<[how: string, options: object, path: string, status: number, answer: unknown, message: RegExp]>([
    ['SOAP', {}, '/services/Soap/u/50.0', 500, LOGIN_FAULT, /^INVALID_LOGIN: Invalid username/],
    ['OAuth 2', { oauth2: OAUTH2 }, '/services/oauth2/token', 400, invalidGrant, /^authentication failure$/],
  ])(
    'fails over %s with the reason, and shows no password',
    async (_how, options, path, status, answer, message) => {
      nock(LOGIN)
        .post(path)
        .twice()
        .reply(status, answer as nock.Body);
      const con = connect({ ...anonymous, ...options });
      const rejected = await failureOf(con.login('bot@example.com', 'PASSWORD-1'));
      const { error, result } = await calledBack((done) => con.login('bot@example.com', 'PASSWORD-1', done));
      for (const failure of [rejected, error]) {
        expect(failure?.message).toMatch(message);
        expectNoSecret(failure, 'PASSWORD-1', 'CLIENT-SECRET');
      }
      expect(result).toBeUndefined();
    },
  );

  it.each(['login', 'loginByOAuth2'])('%s that never arrives shows no password either', async (method) => {
    nock(LOGIN)
      .post(/./)
      .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    const failure = await failureOf(connect({ ...anonymous, oauth2: OAUTH2 })[method]('bot', 'PASSWORD-1'));
    expect(failure).toMatchObject({ name: 'RequestError', cause: { code: 'ECONNRESET' } });
    expectNoSecret(failure, 'PASSWORD-1', 'CLIENT-SECRET');
  });

  it('over SOAP that never arrives shows no password either', async () => {
    nock(LOGIN)
      .post(/./)
      .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    const failure = await failureOf(connect(anonymous).login('bot', 'PASSWORD-1'));
    expect(failure).toMatchObject({
      name: 'RequestError',
      options: { method: 'POST', uri: `${LOGIN}/services/Soap/u/50.0` },
    });
    expectNoSecret(failure, 'PASSWORD-1');
  });

  it.each<[how: string, params: Record<string, string>]>([
    ['client credentials', { grant_type: 'client_credentials' }],
    ['a JWT', { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'a.b.c' }],
  ])('authorizes with %s', async (_how, params) => {
    const fields = { ...params, client_id: 'client-1', client_secret: 'CLIENT-SECRET' };
    nock(LOGIN)
      .post('/services/oauth2/token', (body) =>
        Object.entries(fields).every(([name, value]) => body[name] === value),
      )
      .reply(200, token);
    api('access-2').get(`${DATA}/query`).query({ q: 'x' }).reply(200, accounts);
    const con = connect({ ...anonymous, oauth2: OAUTH2 });
    await con.authorize(params);
    expect([con.accessToken, con.instanceUrl]).toEqual(['access-2', INSTANCE]);
    expect((await con.query('x')).totalSize).toBe(2);
  });

  it('revokes the token at logout', async () => {
    nock(LOGIN).post('/services/oauth2/revoke', { token: 'access-1' }).reply(200);
    const con = connect();
    const { error } = await calledBack((done) => con.logout(done));
    expect([error, con.accessToken]).toEqual([null, null]);
    const failure = await failureOf(con.query('x'));
    expect(failure.message).toContain('The connection has no instanceUrl: log in first');
  });

  function expectNoSecret(failure: unknown, ...secrets: string[]): void {
    const texts = [
      String((failure as Error).message),
      inspect(failure, { depth: 9 }),
      JSON.stringify(failure),
    ];
    for (const text of texts) for (const secret of secrets) expect(text).not.toContain(secret);
  }
});

describe('an expired session', () => {
  const refresh = { refreshToken: 'refresh-1', oauth2: OAUTH2 };

  it('is renewed once, and the call repeated', async () => {
    api('access-1').get(`${DATA}/query`).query({ q: 'x' }).reply(401, invalidSession);
    const refreshed = nock(LOGIN)
      .post('/services/oauth2/token', {
        grant_type: 'refresh_token',
        refresh_token: 'refresh-1',
        client_id: 'client-1',
        client_secret: 'CLIENT-SECRET',
      })
      .reply(200, token);
    api('access-2').get(`${DATA}/query`).query({ q: 'x' }).reply(200, accounts);
    const con = connect(refresh);
    const onRefresh = vi.fn();
    con.on('refresh', onRefresh as never);
    const { error, result } = await calledBack<typeof accounts>((done) => con.query('x', done));
    expect([error, result.totalSize]).toEqual([null, 2]);
    expect(refreshed.isDone()).toBe(true);
    expect(con.accessToken).toBe('access-2');
    expect(onRefresh).toHaveBeenCalledExactlyOnceWith('access-2', expect.anything());
  });

  it('repeats at the instance that the refresh names', async () => {
    nock(LOGIN).get(`${DATA}/query`).query({ q: 'x' }).reply(401, invalidSession);
    nock(LOGIN).post('/services/oauth2/token').reply(200, token);
    api('access-2').get(`${DATA}/query`).query({ q: 'x' }).reply(200, accounts);
    const con = connect({ ...refresh, instanceUrl: undefined, accessToken: undefined });
    expect((await con.query('x')).totalSize).toBe(2);
    expect(con.instanceUrl).toBe(INSTANCE);
  });

  it.each<
    [
      api: string,
      path: string,
      status: number,
      answer: unknown,
      run: (con: SalesforceConnection) => PromiseLike<unknown>,
      code: string,
    ]
  >([
    ['REST', `${DATA}/query?q=x`, 401, invalidSession, (con) => con.query('x'), 'INVALID_SESSION_ID'],
    ['a path without a body', `${DATA}/query?q=x`, 401, '', (con) => con.query('x'), 'ERROR_HTTP_401'],
    [
      'SOAP',
      '/services/Soap/u/50.0',
      500,
      envelope(
        '<soapenv:Fault><faultcode>sf:INVALID_SESSION_ID</faultcode><faultstring>expired</faultstring></soapenv:Fault>',
      ),
      (con) => con.soap.getUserInfo(),
      'INVALID_SESSION_ID',
    ],
    [
      'Bulk',
      '/services/async/50.0/job/750',
      400,
      '<error><exceptionCode>InvalidSessionId</exceptionCode><exceptionMessage>expired</exceptionMessage></error>',
      (con) => con.bulk.job('750').check(),
      'InvalidSessionId',
    ],
  ])('is not renewed for ever: %s', async (_api, path, status, answer, run, code) => {
    nock(INSTANCE)
      .intercept(path, status === 500 ? 'POST' : 'GET')
      .twice()
      .reply(status, answer as nock.Body, {
        'content-type': typeof answer === 'string' ? 'text/xml' : 'application/json',
      });
    nock(LOGIN).post('/services/oauth2/token').reply(200, token);
    expect(await failureOf(run(connect(refresh)))).toMatchObject({ name: code, errorCode: code });
  });

  it('fails with the code of Salesforce when nothing can renew it', async () => {
    api().get(`${DATA}/query`).query({ q: 'x' }).reply(401, invalidSession);
    expect(await failureOf(connect().query('x'))).toMatchObject({
      errorCode: 'INVALID_SESSION_ID',
      message: 'Session expired or invalid',
    });
  });

  it('fails with the reason when it cannot be renewed', async () => {
    api().get(`${DATA}/query`).query({ q: 'x' }).reply(401, invalidSession);
    nock(LOGIN).post('/services/oauth2/token').reply(400, invalidGrant);
    const failure = await failureOf(connect(refresh).query('x'));
    expect(failure.message).toBe('Unable to refresh session due to: authentication failure');
  });

  it('is renewed by refreshFn', async () => {
    api('access-1').get(`${DATA}/query`).query({ q: 'x' }).reply(401, invalidSession);
    api('access-3').get(`${DATA}/query`).query({ q: 'x' }).reply(200, accounts);
    const refreshFn = vi.fn((_con, callback) => callback(null, 'access-3'));
    const con = connect({ refreshFn });
    expect((await con.query('x')).totalSize).toBe(2);
    expect(refreshFn).toHaveBeenCalledOnce();
    expect(refreshFn.mock.calls[0]?.[0]).toBe(con);
  });

  it('is renewed once for concurrent calls', async () => {
    api('access-1').get(`${DATA}/query`).query(true).twice().reply(401, invalidSession);
    nock(LOGIN).post('/services/oauth2/token').reply(200, token);
    api('access-2').get(`${DATA}/query`).query(true).twice().reply(200, accounts);
    const con = connect(refresh);
    const results = await Promise.all([con.query('x'), con.query('y')]);
    expect(results.map(({ totalSize }) => totalSize)).toEqual([2, 2]);
  });
});
