import { expect } from 'vitest';
import { ErrorCodes, Toolbelt } from '../../src/index';
import { HTML } from '../helpers/faulty-server';
import {
  broken,
  type Cell,
  type ClientUnderTest,
  errorStatus,
  type Failure,
  followed,
  redirected,
  type Surroundings,
  silent,
} from './cells';
import { HTTP_CELLS } from './clients-http';
import { ACCOUNT, configure, GREETING, json, OAUTH2, TIMEOUT_MS } from './setup';

type Made = Omit<Failure, 'root' | 'sent'>;

/** Cells of a call that is made once, whose failures look alike: `make` gets what went wrong, in words. */
function onceOnly(make: (reason: string, isRefused: boolean) => Made, silence: string, quoted: boolean) {
  const text = (body: string) => (quoted ? JSON.stringify(body) : body);
  return {
    ...broken(
      ({ code, text: reason, isReached }): Cell => ({
        ...make(reason, false),
        root: code,
        sent: isReached ? 1 : 0,
      }),
    ),
    ...silent(
      (isReached): Cell => ({ ...make(silence, false), root: 'ESOCKETTIMEDOUT', sent: isReached ? 1 : 0 }),
    ),
    ...errorStatus(
      (status, body): Cell => ({ ...make(`${status} - ${text(body)}`, false), root: status, sent: 1 }),
    ),
    ...redirected({ ...make('302 - ', false), root: 302, sent: 1 }),
  };
}

const DIRECTORY = {
  baseURIs: [{ service: 'api', account: ACCOUNT, baseURI: 'va.api.liveperson.net' }],
};

const discoveryFailed = (reason: string): Made => ({
  name: 'ToolbeltError',
  code: ErrorCodes.Csds.OP_FAILED,
  says: [
    'Service discovery for account 12345 failed: GET https://127.0.0.1:',
    '/api/account/12345/service/baseURI.json?version=1.0: ',
    reason,
    'Check the account id, or name the hosts yourself with Toolbelt.configure({ csds',
  ],
});

const NO_DISCOVERY = 'no answer within 10000 ms';
const DISCOVERY_CELLS: ClientUnderTest['cells'] = {
  ...onceOnly(discoveryFailed, NO_DISCOVERY, false),
  ...followed(({ root, text, sent }) => ({
    ...discoveryFailed(text),
    ...(root === undefined ? {} : { root }),
    sent,
  })),
  'slow bytes': { ...discoveryFailed(NO_DISCOVERY), root: 'ESOCKETTIMEDOUT', sent: 1 },
  'truncated gzip': { ...discoveryFailed('the answer has no list "baseURIs"'), sent: 1 },
  'HTML instead of JSON': { ...discoveryFailed('the answer has no list "baseURIs"'), sent: 1 },
};

const noToken = (reason: string): Made => ({
  name: 'ToolbeltError',
  code: ErrorCodes.Toolbelt.TOKEN_FAILED,
  says: [
    'No access token for client client-1: POST https://127.0.0.1:',
    '/sentinel/api/account/12345/app/token?v=2.0: ',
    reason,
    'This says nothing about the credentials: try again later, or check host and network.',
  ],
});
const TOKEN_MISSING: Cell = {
  name: 'ToolbeltError',
  code: ErrorCodes.Toolbelt.TOKEN_FAILED,
  says: ['No access token for client client-1: ', 'answered without "access_token"'],
  sent: 1,
};
const TOKEN_ONCE = onceOnly(noToken, 'no answer within 10000 ms', false) as ClientUnderTest['cells'];
/** Faults that may be over at once: a token is asked for once more, since all calls would fail without it. */
const TRANSIENT: readonly (keyof ClientUnderTest['cells'])[] = [
  'reset before headers',
  'reset mid-body',
  'Content-Length too long',
  '500',
  '503 with Retry-After',
];
const TOKEN_CELLS: ClientUnderTest['cells'] = {
  // A POST is not redirected.
  ...TOKEN_ONCE,
  ...Object.fromEntries(TRANSIENT.map((fault) => [fault, { ...TOKEN_ONCE[fault], sent: 2 }])),
  'slow bytes': { ...noToken('no answer within 10000 ms'), root: 'ESOCKETTIMEDOUT', sent: 1 },
  'truncated gzip': TOKEN_MISSING,
  'HTML instead of JSON': TOKEN_MISSING,
};

const CONVERSATION = { conversationHistoryRecords: [{ info: { conversationId: 'conv-1' } }] };
const notRetrieved = (reason: string): Made => ({
  name: 'ToolbeltError',
  code: ErrorCodes.ConversationUtil.GENERAL,
  says: ['Conversation conv-1 could not be retrieved: ', reason],
});
const NO_CONVERSATION: Cell = {
  ...notRetrieved('the answer has no list "conversationHistoryRecords"'),
  sent: 1,
};

const notAdded = (reason: string): Made => ({
  name: 'ToolbeltError',
  code: ErrorCodes.SdeUtil.GENERAL,
  says: ['SDEs of visitor v-1, session s-1 could not be added: ', reason],
});
/** Nobody reads the answer's body. */
const ADDED: Cell = { value: undefined, sent: 1 };

const FILES = {
  conversationHistoryRecords: [
    { messageRecords: [{ type: 'HOSTED_FILE', messageData: { file: { relativePath: '/a.png' } } }] },
  ],
};
const prepareGdpr = ({ server }: Surroundings) => {
  configure({ swift: server.origin });
  const util = Toolbelt.GDPRUtil();
  return () => util.replaceConversationFiles(FILES as never, { username: 'u', password: 'p' });
};
const noAccess = (reason: string): Made => ({
  name: 'ToolbeltError',
  code: ErrorCodes.GdprUtil.AUTH_FAILED,
  says: [
    'No access to the file storage: GET https://127.0.0.1:',
    '/auth/v1.0: ',
    reason,
    'This says nothing about the credentials: try again later, or check host and network.',
  ],
});
const notReplaced = (reason: string): Made => ({
  name: 'ReplaceFilesError',
  code: ErrorCodes.GdprUtil.REPLACE_FILE_FAILED,
  says: [
    '1 of 1 files could not be replaced, first /a.png: ',
    reason,
    '"failed" lists them; call again with a shouldReplace that returns true only for those.',
  ],
});
const REPLACED = (sent: number): Cell => ({ value: ['/a.png'], sent });
const STORAGE_TOKEN = { 'x-auth-token': 'T0K3N' };

export const LP_CLIENTS: readonly ClientUnderTest[] = [
  {
    name: 'LpClient',
    scheme: 'https',
    answer: json(GREETING),
    limits: 'silence',
    limitMs: TIMEOUT_MS,
    prepare({ server }) {
      configure({ api: server.origin });
      const client = Toolbelt.LpClient();
      return () => client('api', '/a', { json: true, gzip: true, timeout: TIMEOUT_MS });
    },
    cells: HTTP_CELLS,
  },
  {
    name: 'LpClient: service discovery',
    scheme: 'https',
    answer: json(DIRECTORY),
    limits: 'whole',
    limitMs: 10_000,
    prepare({ server }) {
      configure({});
      process.env.X_LIVEPERSON_CSDS_DOMAIN = `127.0.0.1:${server.port}`;
      return () => Toolbelt.LpClient()('api', '/a', { json: true });
    },
    cells: DISCOVERY_CELLS,
  },
  {
    name: 'LpClient: access token',
    scheme: 'https',
    answer: json({ access_token: 'T0K3N', token_type: 'Bearer', expires_in: 3600 }),
    limits: 'whole',
    limitMs: 10_000,
    prepare({ server }) {
      configure({ sentinel: server.origin, api: 'https://127.0.0.1:1' }, OAUTH2);
      return () => Toolbelt.LpClient()('api', '/a', { json: true });
    },
    cells: TOKEN_CELLS,
  },
  {
    name: 'ConversationUtil',
    scheme: 'https',
    answer: json(CONVERSATION),
    limits: 'silence',
    limitMs: 10_000,
    prepare({ server }) {
      configure({ msgHist: server.origin });
      return () => Toolbelt.ConversationUtil().getConversationById('conv-1');
    },
    cells: {
      ...onceOnly(notRetrieved, 'nothing came from msgHist for 10000 ms, try again later', false),
      'slow bytes': { value: CONVERSATION, sent: 1 },
      'truncated gzip': NO_CONVERSATION,
      'HTML instead of JSON': NO_CONVERSATION,
    },
  },
  {
    name: 'SDEUtil',
    scheme: 'https',
    answer: json({ message: 'whatever the service says' }),
    limits: 'silence',
    limitMs: 10_000,
    prepare({ server }) {
      configure({ smt: server.origin });
      return () => Toolbelt.SDEUtil().addSDEs([{ type: 'personal' }] as never, 'v-1', 's-1');
    },
    cells: {
      ...onceOnly(notAdded, 'nothing came from smt for 10000 ms, try again later', false),
      'slow bytes': ADDED,
      'truncated gzip': ADDED,
      'HTML instead of JSON': ADDED,
    },
  },
  {
    name: 'GDPRUtil: login',
    scheme: 'https',
    answer: { headers: STORAGE_TOKEN, body: 'welcome' },
    limits: 'silence',
    limitMs: 10_000,
    prepare: prepareGdpr,
    cells: {
      // Redirects are not followed: the credentials are for one host.
      ...onceOnly(noAccess, 'nothing came for 10000 ms', true),
      // The token is in the head: the file is put where the fault, by then harmless, is met again.
      'slow bytes': REPLACED(2),
      'truncated gzip': REPLACED(2),
      'HTML instead of JSON': { ...noAccess('the answer has no header "x-auth-token"'), sent: 1 },
    },
  },
  {
    name: 'GDPRUtil: file',
    scheme: 'https',
    before: [{ headers: STORAGE_TOKEN, body: '' }],
    answer: { status: 201, body: 'created' },
    limits: 'silence',
    limitMs: 10_000,
    prepare: prepareGdpr,
    cells: {
      ...onceOnly(notReplaced, 'Error: ESOCKETTIMEDOUT', true),
      // A 2xx says it all.
      'slow bytes': REPLACED(1),
      'truncated gzip': REPLACED(1),
      'HTML instead of JSON': REPLACED(1),
    },
  },
];

const NETWORK_RETRIED: ReadonlySet<string> = new Set(['ECONNRESET', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);
const GATEWAY_RETRIED: ReadonlySet<number> = new Set([429, 500]);

const notInvoked = (
  code: string,
  reason: string,
  isRepeated: boolean,
  status = '',
): Omit<Failure, 'sent'> => ({
  name: 'OrchestratorError',
  code,
  says: [
    `OrchestratorClient.invoke: invocations[0], function f-1, failed${status} (try ${isRepeated ? 2 : 1}): `,
    reason,
  ],
  ...(isRepeated ? { waits: [100] } : {}),
});
const INVOCATION_TIMEOUT = (sent: number): Cell => ({
  ...notInvoked('ESOCKETTIMEDOUT', 'no answer within 5000 ms', true),
  root: 'ESOCKETTIMEDOUT',
  sent,
});
const gatewayStatus = (status: number, tries: number): Cell => ({
  ...notInvoked(
    ErrorCodes.Orchestrator.INVOCATION_FAILED,
    `the gateway answered with status ${status}`,
    tries > 1,
    ` with status ${status}`,
  ),
  statusCode: status,
  root: status,
  sent: tries,
});
const invoked = (body: unknown): Cell => ({
  value: [{ uuid: 'f-1', body, headers: expect.any(Object), statusCode: 200 }],
  sent: 1,
});

const STORE = 'ContextServiceClient.getAllPropertiesInSession: session "s-1" in namespace "ns": ';
const { INTERNAL_SERVER_ERROR, RESPONSE_TIMEOUT, UNKNOWN } = ErrorCodes.ContextService;
const CONTEXT_RETRIED: ReadonlySet<string> = new Set(['ECONNRESET', 'ECONNREFUSED']);
const CONTEXT_WAITS = [2_000, 4_000];
const storeSilent = (sent: number): Cell => ({
  name: 'ContextServiceError',
  code: RESPONSE_TIMEOUT,
  root: 'ESOCKETTIMEDOUT',
  says: [STORE, 'got no answer (3 attempts). Try again; the option "timeout" of the client'],
  sent,
  waits: CONTEXT_WAITS,
});
const storeStatus = (statusCode: number, code: string, says: string): Cell => ({
  name: 'ContextServiceError',
  code,
  statusCode,
  root: statusCode,
  says: [STORE, says, `was answered ${statusCode}`],
  sent: 1,
});
const storeUnreadable: Cell = {
  name: 'ContextServiceError',
  code: UNKNOWN,
  says: [
    'ContextServiceClient.getAllPropertiesInSession: the answer is not an object with the properties but ',
    'Check the zone of the service.',
  ],
  sent: 1,
};

export const RETRYING_CLIENTS: readonly ClientUnderTest[] = [
  {
    name: 'OrchestratorClient',
    scheme: 'https',
    answer: json({ result: 'done' }),
    limits: 'whole',
    limitMs: 5_000,
    prepare({ server }) {
      configure({ faasGW: server.origin });
      const invocation = { uuid: 'f-1', payload: {}, retries: 1 };
      return () => Toolbelt.OrchestratorClient().invoke([invocation], 25_000, { timeout: 5_000 });
    },
    cells: {
      ...broken(({ code, text, isReached }) => {
        const isRepeated = NETWORK_RETRIED.has(code);
        return {
          ...notInvoked(code, text, isRepeated),
          root: code,
          sent: isReached ? (isRepeated ? 2 : 1) : 0,
        };
      }),
      ...silent((isReached) => INVOCATION_TIMEOUT(isReached ? 2 : 0)),
      'slow bytes': INVOCATION_TIMEOUT(2),
      ...redirected(gatewayStatus(302, 1)),
      // 503 is not repeated unless a retryFunction says so (docs/platform.md, "OrchestratorClient").
      ...errorStatus((status) => gatewayStatus(status, GATEWAY_RETRIED.has(status) ? 2 : 1)),
      // A function may answer with any text: what it means, only its caller knows.
      'truncated gzip': invoked(expect.stringContaining('\x1F')),
      'HTML instead of JSON': invoked(HTML),
    },
  },
  {
    name: 'ContextServiceClient',
    scheme: 'https',
    answer: json(GREETING),
    limits: 'whole',
    limitMs: 10_000,
    prepare({ server }) {
      configure({ mavenContext: server.origin });
      const client = Toolbelt.ContextServiceClient({ accountId: ACCOUNT, apiKey: 'k3y' });
      return () => client.getAllPropertiesInSession('ns', 's-1');
    },
    cells: {
      ...broken(({ code, text, isReached }) => {
        const isRepeated = CONTEXT_RETRIED.has(code);
        return {
          name: 'ContextServiceError',
          code,
          root: code,
          says: [STORE, isRepeated ? 'failed (3 attempts): ' : 'failed: ', text],
          sent: isReached ? (isRepeated ? 3 : 1) : 0,
          ...(isRepeated ? { waits: CONTEXT_WAITS } : {}),
        };
      }),
      ...silent((isReached) => storeSilent(isReached ? 3 : 0)),
      'slow bytes': storeSilent(3),
      // The key is for one host.
      ...redirected(storeStatus(302, UNKNOWN, 'the request was not accepted')),
      // Neither 5xx nor 429 is repeated, whatever Retry-After says
      // (docs/platform.md, "Failures of the Context Session Store").
      '500': storeStatus(500, INTERNAL_SERVER_ERROR, 'the service failed. Try again later'),
      '503 with Retry-After': storeStatus(503, INTERNAL_SERVER_ERROR, 'the service failed. Try again later'),
      '429': storeStatus(429, UNKNOWN, 'there were too many requests. Send fewer at a time'),
      'truncated gzip': storeUnreadable,
      'HTML instead of JSON': storeUnreadable,
    },
  },
];
