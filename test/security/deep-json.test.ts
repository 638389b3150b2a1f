import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client } from '../../src/functions-client/index';
import { ErrorCodes, StatusCodeError, Toolbelt, TransformError } from '../../src/index';
import { failureOf } from '../helpers/failure-of';
import { temporaryFolder, thrownBy, writeSettings } from '../helpers/settings-folder';
import { startServer, type TestServer } from '../helpers/with-server';

const DEPTH = 100_000;
/** From Node 26 on, JSON.stringify writes any depth. Older versions of Node run out of stack. */
const WRITES_ANY_DEPTH = Number.parseInt(process.versions.node, 10) >= 26;
const ARRAYS = '['.repeat(DEPTH) + ']'.repeat(DEPTH);
const OBJECTS = `${'{"a":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`;

let server: TestServer;

beforeEach(async () => {
  server = await startServer((request, response) => {
    const [, status = '200', kind] = request.url.split('/');
    response.writeHead(Number(status), { 'content-type': 'application/json' });
    response.end(kind === 'objects' ? OBJECTS : ARRAYS);
  });
  Toolbelt.configure({ accountId: '1', whitelist: ['127.0.0.1'], rateLimit: { mode: 'off' }, logger: {} });
});

afterEach(async () => {
  Toolbelt.reset();
  await server.close();
});

/** Everything that is done to an error in a lambda. */
function show(error: Error): void {
  expect(JSON.stringify(error)).toContain('[nested too deeply]');
  for (const text of [inspect(error), inspect(error, { depth: null }), String(error), error.stack]) {
    expect(text).toContain(error.name);
  }
}

describe.each(['arrays', 'objects'])('100,000 levels of %s', (kind) => {
  it('are parsed, and make an error that can be shown', async () => {
    const client = Toolbelt.HTTPClient();
    const body = await client({ url: server.url(`/200/${kind}`), json: true });
    expect(typeof body).toBe('object');
    const refused = await failureOf(client({ url: server.url(`/500/${kind}`), json: true }));
    expect(refused).toBeInstanceOf(StatusCodeError);
    expect(refused.message).toMatch(
      WRITES_ANY_DEPTH ? /^500 - (\[{3}|(\{"a":){3})/ : /^500 - \[a body that cannot be shown: /,
    );
    show(refused);
    const transform = () => {
      throw new Error('mine');
    };
    const failed = await failureOf(client({ url: server.url(`/200/${kind}`), json: true, transform }));
    expect(failed).toBeInstanceOf(TransformError);
    show(failed);
    const response = await client({
      url: server.url(`/200/${kind}`),
      json: true,
      resolveWithFullResponse: true,
    });
    expect(inspect(response)).toContain('statusCode: 200');
  });

  it('are an answer of a function, good or bad, for the functions client', async () => {
    const tooling = { getCsdsEntry: async () => `127.0.0.1:${server.port}` };
    const config = { accountId: '1', protocol: 'http' as const, authStrategy: async () => 'Bearer x' };
    const call = { lambdaUuid: 'a', body: { payload: {} } };
    const good = new Client({ ...config, invokeUuidUri: `200/${kind}/%s/%s` }, tooling);
    expect((await good.invoke(call)).ok).toBe(true);
    const bad = new Client({ ...config, v1CompError: true, invokeUuidUri: `400/${kind}/%s/%s` }, tooling);
    const error = await failureOf(bad.invoke(call));
    expect(error.name).toBe('FaaSInvokeError');
    expect(inspect(error, { depth: null })).toContain('FaaSInvokeError');
  });
});

describe('a settings file', () => {
  it.each([
    ['broken in its depth', '['.repeat(DEPTH)],
    ['of the wrong shape', `{"whitelist":${OBJECTS}}`],
    ['too deep in what nobody reads', `{"secrets":[{"key":"k","value":"v"}],"other":${ARRAYS}}`],
  ])('%s is an error of settings, and none of the stack', async (_name, text) => {
    Toolbelt.configure({ settingsPath: writeSettings(temporaryFolder(), text) });
    const error = await failureOf(Toolbelt.SecretClient().readSecret('k'));
    expect(error.message).toMatch(/Invalid settings file .*line 1, column/);
  });
});

it('a conversation whose events are nested deeply is copied or refused, and nothing hangs', () => {
  const conversation = {
    conversationHistoryRecords: [{ sdes: { events: [JSON.parse(OBJECTS)] }, messageRecords: [] }],
  };
  const copy = () => Toolbelt.SDEUtil().getSDEsFromConv(conversation as never);
  if (WRITES_ANY_DEPTH) {
    // An assertion on the value itself would walk through it.
    expect(copy().sdes.events.length).toBe(1);
    return;
  }
  const error = thrownBy(copy);
  expect(error.code).toBe(ErrorCodes.Toolbelt.INVALID_ARGUMENT);
});
