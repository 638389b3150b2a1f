import { Client } from '../../src/functions-client/index';
import { Toolbelt } from '../../src/index';
import {
  always,
  broken,
  type Cell,
  type ClientUnderTest,
  errorStatus,
  type Failure,
  followed,
  redirected,
  silent,
} from './cells';
import { requestError } from './clients-http';
import { ACCOUNT, configure, json } from './setup';

const NO_RECORDS = { totalSize: 0, done: true, records: [] };
const unreadable = (beginning: string): Cell => ({
  name: 'INVALID_RESPONSE',
  code: 'INVALID_RESPONSE',
  says: [
    'GET https://127.0.0.1:',
    'was answered 200, but with',
    'that is no JSON: ',
    beginning,
    'Check instanceUrl',
  ],
  sent: 1,
});

const SALESFORCE: ClientUnderTest = {
  name: 'SFClient',
  scheme: 'https',
  answer: json(NO_RECORDS),
  limits: 'silence',
  limitMs: 25_000,
  prepare({ server }) {
    configure({});
    const sf = Toolbelt.SFClient();
    const con = sf.connectToSalesforce({ instanceUrl: server.origin, accessToken: 'T' });
    return () => con.query('SELECT Id FROM Account');
  },
  cells: {
    ...broken(({ code, text, isReached }) => requestError(code, ['Error', text], isReached ? 1 : 0)),
    ...silent((isReached) => requestError('ESOCKETTIMEDOUT', ['Error: ESOCKETTIMEDOUT'], isReached ? 1 : 0)),
    ...followed(({ root, text, sent }) => requestError(root, ['Error', text], sent)),
    'redirect to a denied host': {
      name: 'ERROR_HTTP_302',
      code: 'ERROR_HTTP_302',
      says: ['GET', 'was redirected to', 'the session is for its own host alone'],
      sent: 1,
    },
    // jsforce's own errors; the call is sent once.
    ...errorStatus((status, body) => ({
      name: `ERROR_HTTP_${status}`,
      code: `ERROR_HTTP_${status}`,
      says: [body],
      sent: 1,
    })),
    'slow bytes': { value: NO_RECORDS, sent: 1 },
    'truncated gzip': unreadable('totalSize'),
    'HTML instead of JSON': unreadable('<html>'),
  },
};

const REPEAT_WAITS = [350, 700, 1_050];
/** What `Retry-After: 1` asks for. */
const ASKED_WAITS = [1_000, 1_000, 1_000];
/** Sure to be new to the other side, and for a GET of any time. */
const POST_REPEATED: ReadonlySet<string> = new Set(['refused', 'reset before headers']);
const GET_REPEATED: ReadonlySet<string> = new Set([
  ...POST_REPEATED,
  'reset mid-body',
  'Content-Length too long',
]);

/** Cells of a request of the functions client; `make` gets what went wrong, in words. */
function functionsCells(
  method: 'GET' | 'POST',
  make: (reason: string) => Pick<Failure, 'name' | 'says'>,
): Omit<ClientUnderTest['cells'], 'truncated gzip' | 'HTML instead of JSON'> {
  const repeated = method === 'GET' ? GET_REPEATED : POST_REPEATED;
  const statuses = new Set(method === 'GET' ? [429, 500, 503] : [429, 503]);
  const timeouts = method === 'GET' ? { waits: REPEAT_WAITS } : {};
  const tries = (isRepeated: boolean) => (isRepeated ? 4 : 1);
  const noAnswer = (sent: number): Cell => ({
    ...make(`got no answer${method === 'GET' ? ' after 4 tries' : ''}: no answer within 35000 ms`),
    root: 'ESOCKETTIMEDOUT',
    sent,
    ...timeouts,
  });
  return {
    ...broken(({ fault, code, text, isReached }) => {
      const isRepeated = repeated.has(fault);
      return {
        ...make(`got no answer${isRepeated ? ' after 4 tries' : ''}: the network failed: ${text}`),
        root: code,
        sent: isReached ? tries(isRepeated) : 0,
        ...(isRepeated ? { waits: REPEAT_WAITS } : {}),
      };
    }),
    ...silent((isReached) => noAnswer(isReached ? tries(method === 'GET') : 0)),
    'slow bytes': noAnswer(tries(method === 'GET')),
    // Credentials, and an invocation, are for one host.
    ...redirected({ ...make('status 302'), statusCode: 302, sent: 1 }),
    ...errorStatus((status) => {
      const isRepeated = statuses.has(status);
      const waits = status === 503 ? ASKED_WAITS : REPEAT_WAITS;
      return {
        ...make(`status ${status}`),
        statusCode: status,
        sent: tries(isRepeated),
        ...(isRepeated ? { waits } : {}),
      };
    }),
  };
}

const failed =
  (...start: string[]) =>
  (reason: string): Pick<Failure, 'name' | 'says'> => ({
    name: 'FaaSInvokeError',
    says: ['the call failed: ', ...start, reason],
  });
const notInvoked = failed();
const notFound = failed('service discovery for account 12345 failed: ', '/service/baseURI.json');
const noToken = failed('no token for client client-1 of account 12345: ');
const unreadableAnswer = (says: string): Cell => ({
  name: 'FaaSInvokeError',
  statusCode: 200,
  says: ['the answer cannot be read: 127.0.0.1:', 'status 200, but ', says],
  sent: 1,
});

const CONFIG = { accountId: ACCOUNT, authStrategy: async () => 'Bearer T' };
const REQUEST = { lambdaUuid: 'f-1', body: { payload: {} } };
const FUNCTIONS = { scheme: 'https', limits: 'whole', limitMs: 35_000, isApart: true } as const;

const FUNCTIONS_CLIENTS: readonly ClientUnderTest[] = [
  {
    ...FUNCTIONS,
    name: 'functions client',
    answer: json({ result: 'done' }),
    prepare({ server }) {
      const client = new Client(CONFIG, { getCsdsEntry: async () => server.origin });
      return () => client.invoke(REQUEST);
    },
    cells: {
      ...functionsCells('POST', notInvoked),
      'truncated gzip': unreadableAnswer('application/json instead of JSON'),
      'HTML instead of JSON': unreadableAnswer('text/html instead of JSON: <html>'),
    },
  },
  {
    ...FUNCTIONS,
    name: 'functions client: service discovery',
    answer: json({ baseURIs: [{ service: 'faasGW', account: ACCOUNT, baseURI: 'va.faasgw.example' }] }),
    prepare({ server }) {
      const client = new Client({ ...CONFIG, csdsDomain: `127.0.0.1:${server.port}` });
      return () => client.invoke(REQUEST);
    },
    cells: {
      ...functionsCells('GET', notFound),
      'truncated gzip': { ...notFound('answered without a list "baseURIs"'), statusCode: 200, sent: 1 },
      'HTML instead of JSON': { ...notFound('answered without a list "baseURIs"'), statusCode: 200, sent: 1 },
    },
  },
  {
    ...FUNCTIONS,
    name: 'functions client: access token',
    answer: json({ access_token: 'T0K3N', token_type: 'Bearer' }),
    prepare({ server }) {
      const authStrategy = { clientId: 'client-1', clientSecret: 's3cr3t-1' };
      const client = new Client(
        { accountId: ACCOUNT, authStrategy },
        { getCsdsEntry: async () => server.origin },
      );
      return () => client.invoke(REQUEST);
    },
    cells: {
      ...functionsCells('POST', noToken),
      // All calls would fail without a token, so it is asked for once more.
      '500': { ...functionsCells('POST', noToken)['500'], sent: 2 },
      'truncated gzip': { ...noToken('answered with no "access_token"'), statusCode: 200, sent: 1 },
      'HTML instead of JSON': { ...noToken('answered with no "access_token"'), statusCode: 200, sent: 1 },
    },
  },
];

/** It is tested by itself that nothing is sent. */
const SECRETS: ClientUnderTest = {
  name: 'SecretClient',
  scheme: 'https',
  answer: json({}),
  limits: 'silence',
  limitMs: 0,
  prepare: () => async () => {
    throw new Error('has no request');
  },
  cells: always({
    because: 'it reads files, variables, memory or a store of the user, and sends nothing itself',
  }),
};

export const OTHER_CLIENTS: readonly ClientUnderTest[] = [SALESFORCE, SECRETS, ...FUNCTIONS_CLIENTS];
