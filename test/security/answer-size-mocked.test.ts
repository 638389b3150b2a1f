import nock from 'nock';
import VError from 'verror';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Client } from '../../src/functions-client/index';
import { ErrorCodes, RequestError, Toolbelt } from '../../src/index';
import { type Failure, failureOf } from '../helpers/failure-of';

// What speaks https to hosts that cannot be on this machine; the wire is tested in answer-size.test.ts.

const { RESPONSE_TOO_LARGE } = ErrorCodes.Toolbelt;
const LIMIT = 100_000;

beforeEach(() => {
  nock.disableNetConnect();
  Toolbelt.configure({
    accountId: '12345',
    whitelist: ['acme.my.salesforce.com'],
    logger: {},
    maxResponseBytes: LIMIT,
    secrets: { 'lp-faas-default-app-key': { client_id: 'id', client_secret: 's' } },
  });
});

afterEach(() => {
  Toolbelt.reset();
  nock.cleanAll();
  nock.enableNetConnect();
});

it('service discovery', async () => {
  nock('https://api.liveperson.net')
    .get(/baseURI\.json/)
    .reply(200, 'a'.repeat(LIMIT + 1));
  const error = await failureOf(Toolbelt.LpClient()('msgHist', '/api'));
  expect(error.code).toBe(ErrorCodes.Csds.OP_FAILED);
  expect(error.cause?.cause?.code).toBe(RESPONSE_TOO_LARGE);
});

it('SFClient: an answer that is not streamed', async () => {
  nock('https://acme.my.salesforce.com')
    .get(/query/)
    .reply(200, `{"records":"${'a'.repeat(LIMIT)}"}`);
  const connection = Toolbelt.SFClient().connectToSalesforce({
    instanceUrl: 'https://acme.my.salesforce.com',
    accessToken: 'ACCESS',
  });
  const error = await failureOf(connection.query('SELECT Id FROM Account'));
  expect(error).toBeInstanceOf(RequestError);
  expect(error.cause?.code).toBe(RESPONSE_TOO_LARGE);
  expect(error.message).toContain(`acme.my.salesforce.com is larger than ${LIMIT} bytes`);
  expect(JSON.stringify(error)).not.toContain('ACCESS');
});

it('the functions client: service discovery', async () => {
  nock('https://csds.example.com')
    .get(/baseURI/)
    .reply(200, 'a'.repeat(LIMIT + 1));
  const client = new Client({
    accountId: '1',
    maxResponseBytes: LIMIT,
    authStrategy: async () => 'Bearer x',
    csdsDomain: 'csds.example.com',
  });
  const error = await failureOf(client.invoke({ lambdaUuid: 'a', body: { payload: {} } }));
  const codes: unknown[] = [];
  for (let next: unknown = error; next instanceof Error; next = VError.cause(next)) {
    codes.push((next as Failure).code);
  }
  expect(codes).toContain(RESPONSE_TOO_LARGE);
});
