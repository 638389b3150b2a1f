import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Configuration } from '../../src/config/configuration';
import { failedRequest, malformedAnswer } from '../../src/context/errors';
import type { Lambda } from '../../src/events/input';
import { createError, ErrorNames, rememberSent } from '../../src/functions-client/errors';
import { Client, type ClientConfig } from '../../src/functions-client/index';
import { SwiftClient } from '../../src/gdpr/swift-client';
import type { SendCall } from '../../src/http/client/send-call';
import type { HttpResponse } from '../../src/http/response/types';
import { RequestError, StatusCodeError, Toolbelt } from '../../src/index';
import { type WatchedCall, watchCalls } from '../../src/internal/async/call-channel';
import { TokenClient } from '../../src/liveperson/token-client';
import { networkFailure, statusFailure } from '../../src/orchestrator/failure';
import { runLambda } from '../../src/runtime/run-lambda';
import { answered } from '../helpers/answered';
import { failureOf } from '../helpers/failure-of';
import { selfSigned } from '../helpers/self-signed';
import { startRawServer, startServer, withServer } from '../helpers/with-server';

/** A credential whose form says what it is. */
const TOKEN = 'Bearer hunter2hunter2';
/** A credential that is known only because the call sent it. */
const SENT = 'S3nt-by-the-call';

function fullTextOf(error: Error): string {
  return [error.message, error.stack, String(error), JSON.stringify(error)].join('\n');
}

afterEach(() => Toolbelt.reset());

describe('an error of the functions client', () => {
  it.each([
    ['a message', () => createError(ErrorNames.REQUEST, `refused: ${TOKEN}`)],
    ['a cause', () => createError(ErrorNames.REQUEST, 'refused', { cause: new Error(`no: ${TOKEN}`) })],
    ['a cause that is a text', () => createError(ErrorNames.REQUEST, 'refused', { cause: `no: ${TOKEN}` })],
    ['its info', () => createError(ErrorNames.REQUEST, 'refused', { info: { a: TOKEN } })],
  ])('shows no credential of %s', (_, make) => {
    const error = make();
    const { cause } = error as { cause?: unknown };
    const causes = typeof cause === 'function' ? [cause.call(error)] : [cause];
    const { jse_info: info } = error as { jse_info?: object };
    for (const each of [error, ...causes.filter((one) => one instanceof Error)])
      expect(fullTextOf(each)).not.toContain('hunter2');
    expect(JSON.stringify(info ?? {})).not.toContain('hunter2');
    expect(error.message).toContain('refused');
  });

  it('shows nothing of what its call sent', () => {
    const answer = rememberSent({}, { token: SENT });
    const error = createError(ErrorNames.REQUEST, `the answer was ${SENT}`, { answer, info: { body: SENT } });
    expect(error.message).toBe('the answer was [redacted]');
    expect(JSON.stringify((error as { jse_info?: object }).jse_info)).toBe('{"body":"[redacted]"}');
  });
});

it.each([
  `http//me:${SENT}@a.example`,
  `http://me:${SENT}/x@a.example/`,
  `http://me:${SENT}?@a.example/`,
  `http://me:${SENT}#x@a.example/`,
  `me:${SENT}@a.example`,
])('a URL with a password that is wrong is shown without the password: %s', async (url) => {
  for (const options of [{ uri: url }, { url }, { baseUrl: url, uri: '/x' }]) {
    const error = await failureOf((async () => Toolbelt.HTTPClient()(options as never))());
    const shown = [error.message, error.stack, inspect(error, { depth: 9 }), JSON.stringify(error)].join(
      '\n',
    );
    expect(shown).toContain('a.example');
    expect(shown).not.toContain(SENT);
  }
});

it('the failure of an invocation shows no credential', () => {
  const options = { headers: { authorization: `Bearer ${SENT}` } };
  const response = { statusCode: 400 } as HttpResponse;
  for (const errorMsg of [`refused: ${TOKEN}`, `refused: ${SENT}`]) {
    const { shown } = statusFailure({ errorMsg }, response, options);
    expect(shown.message).toMatch(/^refused: .*\[redacted\]$/);
    expect(shown.message).not.toMatch(/hunter2|S3nt/);
  }
  const { shown } = networkFailure(new RequestError(new Error(`broken: ${TOKEN}`), {}, undefined), 10);
  expect(shown.message).not.toContain('hunter2');
});

it('an error of ContextServiceClient shows no credential that the answer repeats', () => {
  const options = { headers: { 'maven-api-key': SENT } };
  const request = { subject: 'ContextServiceClient.get', line: 'GET https://a.example/x', host: 'a.example' };
  for (const body of [`bad key ${SENT}`, `bad key ${TOKEN}`]) {
    const error = failedRequest(new StatusCodeError(400, body, options, {}), request) as Error;
    expect(error.message).toContain('was answered 400 "bad key ');
    expect(error.message).not.toMatch(/hunter2|S3nt/);
  }
  expect(malformedAnswer('get', 'a list', `<p>${TOKEN}</p>`).message).not.toContain('hunter2');
});

it('the error of a token that sentinel refused shows no credential of the cause', async () => {
  const configuration = new Configuration();
  configuration.configure({ accountId: '12345' });
  const client = new TokenClient({
    send: (() => answered(Promise.reject(new Error(`refused: ${TOKEN}`)))) as unknown as SendCall,
    configuration,
    origin: async () => 'https://sentinel.example.com',
  });
  const error = await failureOf(client.token({ client_id: 'client-1', client_secret: SENT }));
  expect(error.message).toContain('refused: ');
  expect(error.message).not.toMatch(/hunter2|S3nt/);
});

describe('Salesforce', () => {
  let watched: WatchedCall[];
  let stop: () => void;

  beforeEach(() => {
    watched = [];
    stop = watchCalls((call) => watched.push(call));
    Toolbelt.configure({ whitelist: ['127.0.0.1'] });
  });
  afterEach(() => stop());

  const connect = (instanceUrl: string) =>
    Toolbelt.SFClient().connectToSalesforce({ instanceUrl, accessToken: SENT });

  it.each(['loginUrl', 'instanceUrl'])('a %s with a password is refused without the password', (name) => {
    const options = { accessToken: 'T', [name]: 'http://user:hunter2hunter2@example.com' };
    expect(() => Toolbelt.SFClient().connectToSalesforce(options)).toThrow(
      /^(?!.*hunter2).*must be an https URL/,
    );
  });

  it('what is said of a call has no credential', async () => {
    await withServer(
      (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
      async (server) => {
        await connect(server.url('')).request(`/services/data/x;access_token=hunter2hunter2/y`);
        const [call] = watched;
        expect(call?.describe()).toContain('GET http://127.0.0.1:');
        expect(call?.describe()).not.toContain('hunter2');
      },
    );
  });

  it('an answer with an error status has no token that it repeats', async () => {
    const server = await startServer(
      (_, response) =>
        void response
          .writeHead(400, { 'content-type': 'application/json' })
          .end(JSON.stringify([{ errorCode: 'X', message: `refused: ${SENT}` }])),
    );
    try {
      const error = await failureOf(Promise.resolve(connect(server.url('')).request('/services/data/x')));
      expect(error.message).toBe('refused: [redacted]');
    } finally {
      await server.close();
    }
  });

  it.each<[what: string, answer: Parameters<typeof startRawServer>[0]]>([
    ['a call without an answer', (socket) => socket.resetAndDestroy()],
    ['an answer that breaks off', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"a"'],
  ])('%s gives an error without the query and the headers of its request', async (_what, answer) => {
    const server = await startRawServer(answer);
    try {
      const call = connect(`http://127.0.0.1:${server.port}`).request(`/services/data/x?q=${SENT}`);
      const error = await failureOf<RequestError>(Promise.resolve(call));
      expect(error).toBeInstanceOf(RequestError);
      expect(error.options).toEqual({
        method: 'GET',
        uri: `http://127.0.0.1:${server.port}/services/data/x`,
      });
      expect(fullTextOf(error)).not.toContain(SENT);
    } finally {
      await server.close();
    }
  });

  it('a choice of several records has no token that it repeats', async () => {
    await withServer(
      (_, response) =>
        void response
          .writeHead(300, { 'content-type': 'application/json' })
          .end(JSON.stringify(['/services/data/v50.0/sobjects/A/001', `/x?token=${SENT}`])),
      async (server) => {
        const call = connect(server.url('')).request('/services/data/x');
        const error = await failureOf<Error & { data: string[] }>(Promise.resolve(call));
        expect(error.data[0]).toBe('/services/data/v50.0/sobjects/A/001');
        expect(JSON.stringify(error.data)).not.toContain(SENT);
      },
    );
  });

  it('an answer beyond the limit gives an error without the headers of its request', async () => {
    Toolbelt.configure({ whitelist: ['127.0.0.1'], maxResponseBytes: 5 });
    await withServer(
      (_, response) => void response.end('{"a":"longer"}'),
      async (server) => {
        const call = connect(server.url('')).request(`/services/data/x?q=${SENT}`);
        const error = await failureOf<RequestError>(Promise.resolve(call));
        expect(error).toBeInstanceOf(RequestError);
        expect(error.options).toEqual({ method: 'GET', uri: server.url('/services/data/x') });
        expect(fullTextOf(error)).not.toContain(SENT);
      },
    );
  });
});

it('what is said of a call of the functions client has no credential', async () => {
  const watched: WatchedCall[] = [];
  const stop = watchCalls((call) => watched.push(call));
  const server = await startServer((_, response) => void response.end('{}'));
  try {
    const client = new Client(
      { accountId: '12345', authStrategy: async () => TOKEN, protocol: 'http' } as ClientConfig,
      { getCsdsEntry: async () => server.host },
    );
    await client
      .invoke({
        lambdaUuid: `ghp_${'hunter2'.repeat(4)}`,
        externalSystem: 'x',
        body: { payload: {} },
      } as never)
      .catch(() => {});
    const said = watched.map((call) => call.describe()).join('\n');
    expect(said).toContain('POST http://127.0.0.1:');
    expect(said).not.toContain('hunter2');
  } finally {
    stop();
    await server.close();
  }
});

it('what is said of a call of MTLSClient has no credential', async () => {
  const watched: WatchedCall[] = [];
  const stop = watchCalls((call) => watched.push(call));
  try {
    const client = Toolbelt.MTLSClient(selfSigned());
    await failureOf(client.get('https://denied.example/a;access_token=hunter2hunter2?key=hunter2hunter2'));
    expect(watched.map((call) => call.describe())).toEqual([
      'GET https://denied.example/a;access_token=[redacted]',
    ]);
  } finally {
    stop();
  }
});

it('the diagnostics of a call of fetch have no credential', async () => {
  const server = await startServer(() => undefined);
  const lambda: Lambda = (_input, callback) => {
    fetch(server.url('/a;access_token=hunter2hunter2?key=hunter2hunter2')).catch(() => undefined);
    callback(null, 'done');
  };
  try {
    const { diagnostics } = await runLambda({ lambda, input: { headers: [], payload: {} } });
    const said = diagnostics.map(({ message }) => message).join('\n');
    expect(said).toContain('/a;access_token=[redacted]');
    expect(said).not.toContain('hunter2');
  } finally {
    await server.close();
  }
});

it('the error of a file storage that refuses has no credential of the cause', async () => {
  const send = () => answered(Promise.reject(new Error(`refused: ${TOKEN}`)));
  const credentials = { username: 'me', password: SENT };
  const swift = new SwiftClient('https://swift.example.com', credentials, send as unknown as SendCall);
  const error = await failureOf(swift.authenticate());
  expect(error.message).toContain('refused: ');
  expect(error.message).not.toMatch(/hunter2|S3nt/);
});
