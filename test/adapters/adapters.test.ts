import type { HttpFunction } from '@google-cloud/functions-framework';
import { expect, it } from 'vitest';
import { toLambdaHandler } from '../../src/adapters/aws-lambda';
import type { AdapterLogLine, AdapterOptions } from '../../src/adapters/engine';
import { toHttpFunction } from '../../src/adapters/functions-framework';
import { project } from '../host/support';

const UUID = '00000000-0000-4000-8000-000000000001';
const INVOKE = `/api/account/12345678/lambdas/${UUID}/invoke`;
const BODY = JSON.stringify({ headers: [], payload: 'ä' });
const FAIL =
  "function lambda(input, callback) { console.log('tries', input.payload); callback(new Error('no')); }";

const folderOf = (source: string) =>
  project({
    one: { source, config: { uuid: UUID, event: 'e' } },
    two: { source: 'function lambda(input, callback) { callback(); }', config: { event: 'e' } },
  });
const ECHO = 'function lambda(input, callback) { callback(null, input); }';

/** A handler whose log is kept. */
function handlerOf(source: string, options: Partial<AdapterOptions> = {}) {
  const lines: AdapterLogLine[] = [];
  const onLog = (line: AdapterLogLine) => void lines.push(line);
  const handler = toLambdaHandler({ folder: folderOf(source), accountId: '12345678', onLog, ...options });
  return { handler, lines };
}

it('reads bodies in base64, queries and headers of both versions, and ignores a base path', async () => {
  const { handler } = handlerOf(ECHO, { token: 'secret-token' });
  const ok = { statusCode: 200, body: '{"headers":[],"payload":"ä"}' };
  const base64 = { body: Buffer.from(BODY).toString('base64'), isBase64Encoded: true };
  const multi = {
    httpMethod: 'POST',
    path: `/base/path${INVOKE}`,
    headers: null,
    multiValueHeaders: { Authorization: ['Bearer secret-token'] },
    multiValueQueryStringParameters: { v: ['1'] },
    ...base64,
  };
  expect(await handler(multi)).toMatchObject(ok);
  const single = {
    httpMethod: 'POST',
    path: INVOKE,
    headers: { authorization: 'Bearer secret-token' },
    queryStringParameters: { v: '1' },
    body: BODY,
  };
  expect(await handler(single)).toMatchObject(ok);
  const requestContext = { http: { method: 'POST' } };
  const headers = { authorization: 'Bearer secret-token' };
  const second = { rawPath: `/prod${INVOKE}`, rawQueryString: 'v=1', headers, requestContext };
  expect(await handler({ ...second, ...base64 })).toMatchObject(ok);
  expect(await handler({ ...second, body: BODY })).toMatchObject(ok);
  expect(await handler({ ...second, headers: {}, body: BODY })).toMatchObject({ statusCode: 401 });
  expect(await handler({ ...second, rawQueryString: '' })).toMatchObject({ statusCode: 400 });
});

it('reads the query of a load balancer as it was sent, and answers with the headers that it reads', async () => {
  const { handler } = handlerOf(ECHO, { token: 'secret-token' });
  const event = { httpMethod: 'POST', path: INVOKE, body: BODY, requestContext: { elb: {} } };
  const authorization = 'Bearer secret-token';
  const type = 'application/json';
  const single = {
    ...event,
    headers: { authorization },
    queryStringParameters: { v: '1', userId: 'a%26v=2' },
  };
  const answer = await handler(single);
  expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': type } });
  expect(answer).not.toHaveProperty('multiValueHeaders');
  const multi = {
    ...event,
    multiValueHeaders: { authorization: [authorization] },
    multiValueQueryStringParameters: { v: ['1'] },
  };
  expect(await handler(multi)).toMatchObject({
    statusCode: 200,
    multiValueHeaders: { 'content-type': [type] },
  });
});

it('answers direct invocations by name, id and event, and rejects when a function fails', async () => {
  const { handler } = handlerOf(ECHO, { token: 'is not asked for' });
  const direct = { timestamp: 1, headers: [{ key: 'a', value: 'b' }], payload: 1 };
  expect(await handler({ lambda: 'one', ...direct })).toEqual(direct);
  expect(await handler({ lambda: UUID })).toMatchObject({ headers: [], payload: {} });
  expect(await handler({ lambda: 'e', ...direct })).toEqual([direct, null]);
  await expect(handler({ lambda: 'ones' })).rejects.toThrow('Did you mean "one"?');
  await expect(handler({} as never)).rejects.toThrow(/no request .* send \{ lambda, headers, payload \}/s);
  await expect(handlerOf(FAIL).handler({ lambda: 'one' })).rejects.toMatchObject({
    name: 'com.liveperson.faas.handler.custom-failure',
    message: 'no',
  });
});

it('maps 901 where it is asked to, and tells of logs and failures without credentials', async () => {
  const { handler, lines } = handlerOf(FAIL, { statusOf901: 502 });
  const body = JSON.stringify({ headers: [], payload: { password: 'hunter-2-hunter' } });
  const requestContext = { http: { method: 'POST' } };
  const event = { rawPath: INVOKE, rawQueryString: 'v=1', requestContext, body };
  expect(await handler(event)).toMatchObject({
    statusCode: 502,
    body: expect.stringContaining('"errorCode":"com.liveperson.faas.handler.custom-failure","errorMsg":"no"'),
  });
  const common = { function: 'one', invocationId: expect.any(String) };
  expect(lines).toEqual([
    { severity: 'INFO', message: 'tries', extras: [expect.anything()], ...common },
    {
      severity: 'ERROR',
      message: 'one failed with com.liveperson.faas.handler.custom-failure: no',
      ...common,
    },
  ]);
  expect(JSON.stringify(lines)).not.toContain('hunter-2-hunter');
});

it('answers nothing but the invocation API', async () => {
  const run = toHttpFunction({ folder: folderOf(ECHO), accountId: '12345678' });
  // It has the type that the framework asks for.
  run satisfies HttpFunction;
  const get = async (url: string, method = 'GET') => {
    let status = 0;
    await run({ method, url, headers: {} }, { writeHead: (found) => (status = found), end: () => {} });
    return status;
  };
  expect(await get('/api/account/12345678/lambdas?v=1')).toBe(200);
  expect(await get(INVOKE)).toBe(405);
  for (const url of [
    '/',
    '/_/api/overview',
    '/_/api/overview?/api/account/',
    '/_/api/events',
    '/api/accounts',
  ]) {
    expect(await get(url), url).toBe(404);
  }
  expect(await get('/_/api/account/../overview')).toBe(404);
  expect(await get('/_/api/invoke', 'POST')).toBe(404);
});

it.each<[problem: RegExp, options: object]>([
  [/^toHttpFunction: "folder" is missing/, {}],
  [/^toHttpFunction: unknown option "tokn" \(did you mean "token"\?\)/, { folder: '.', tokn: 'x' }],
  [
    /^toHttpFunction: "statusOf901" must be a status from 400 to 599, or 901/,
    { folder: '.', statusOf901: 200 },
  ],
  [/^toHttpFunction: "onLog" must be a function/, { folder: '.', onLog: false }],
  [/^There is no folder .*nowhere/, { folder: 'nowhere' }],
])('says at once %s', (problem, options) => {
  expect(() => toHttpFunction(options as AdapterOptions)).toThrow(problem);
});
