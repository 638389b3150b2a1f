import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import {
  type ClientRequest,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import nock from 'nock13';
import { onTestFinished } from 'vitest';
import { createPlatform } from '../../src/testing/platform/platform';
import { linkPackages, ROOT } from '../cli/run-cli';
import { listen } from '../helpers/listen';
import { project } from '../host/support';

export const ACCOUNT = '12345678';
export const TOKEN = 'the-token-of-the-suite';
const load = createRequire(join(ROOT, 'package.json'));

export interface Sent {
  method: string;
  /** The path with its query. */
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface Answer {
  status: number | undefined;
  type: string | undefined;
  body: unknown;
}

/** Something that answers the invocation API. */
export interface Target {
  /** What callers of it send as authorization. */
  authorization: string;
  send(sent: Sent): Promise<Answer>;
}

const echo = 'function lambda(input, callback) { callback(null, input.payload); }';
const fails =
  "function lambda(input, callback) { console.warn('careful', 1); callback(new Error('no ' + input.payload)); }";
const echoOfV2 = `export async function lambda({ payload }) {
  return payload === null ? undefined : { echo: payload };
}`;
const again = `const { Toolbelt } = require('lp-faas-toolbelt');
  async function lambda(input, callback) {
    const call = { uuid: process.env.LAMBDA_UUID, payload: 1, headers: {} };
    Toolbelt.OrchestratorClient().invoke([call], 5000, {})
      .then(([{ body }]) => callback(null, body), ({ statusCode }) => callback(null, 'the inner one: ' + statusCode));
  }`;
const on = (event: string) => ({ event, skills: event.endsWith('idle') ? ['7'] : [] });

/** By name. Each has an id that ends in the place that it has here. */
export const FUNCTIONS: Record<
  string,
  { source: string; config: { event?: string; skills?: string[]; environmentVariables?: object } }
> = {
  again: { source: again, config: {} },
  command1: { source: "function lambda(input, callback) { callback(null, 'one'); }", config: on('command') },
  command2: { source: 'function lambda(input, callback) { callback(null); }', config: on('command') },
  echo: { source: echo, config: {} },
  fails: { source: fails, config: on('fails') },
  idle: { source: echo, config: on('idle') },
  late: {
    source: "function lambda() { setTimeout(() => { throw new TypeError('too late'); }, 5); }",
    config: {},
  },
  none: { source: 'function lambda(input, callback) { callback(); }', config: {} },
  slow: { source: 'function lambda(input, callback) { setTimeout(callback, 200); }', config: {} },
  v1both: { source: "function lambda(input, callback) { callback(null, 'one'); }", config: on('both') },
  v2both: { source: echoOfV2, config: { ...on('both'), environmentVariables: {} } },
  v2echo: { source: echoOfV2, config: { environmentVariables: {} } },
  v2fails: {
    source: `export async function lambda({ payload }) {
      if (payload === 'late') return new Promise(() => setTimeout(() => { throw new TypeError('too late'); }, 5));
      if (payload === 'cycle') { const cycle = {}; cycle.cycle = cycle; return cycle; }
      throw new Error('no ' + payload);
    }`,
    config: { environmentVariables: {} },
  },
  throws: { source: "function lambda() { throw new TypeError('not so'); }", config: {} },
};

export function uuidOf(name: string): string {
  const place = String(Object.keys(FUNCTIONS).indexOf(name));
  return `00000000-0000-4000-8000-${place.padStart(12, '0')}`;
}

function files(): { folder: string; options: string } {
  const functions = Object.entries(FUNCTIONS).map(([name, { source, config }]) => [
    name,
    { source, config: { ...config, uuid: uuidOf(name) } },
  ]);
  const folder = project(Object.fromEntries(functions));
  linkPackages(folder, '@google-cloud');
  return { folder, options: JSON.stringify({ folder, accountId: ACCOUNT, token: TOKEN, maxConcurrent: 1 }) };
}

function start(command: string[], env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, command, {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  return child;
}

async function answerOf(incoming: IncomingMessage): Promise<Answer> {
  let text = '';
  for await (const part of incoming.setEncoding('utf8')) text += part;
  return toAnswer(incoming.statusCode, incoming.headers['content-type'], text);
}

function toAnswer(status: number | undefined, type: string | undefined, text: string): Answer {
  return { status, type, body: text === '' ? '' : JSON.parse(text) };
}

type SendRequest = (
  url: string,
  options: RequestOptions,
  onAnswer: (incoming: IncomingMessage) => void,
) => ClientRequest;

function overHttp(
  origin: string,
  { path, body, ...rest }: Sent,
  request: SendRequest = httpRequest,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}${path}`, { ...rest, agent: false }, (incoming) =>
      resolve(answerOf(incoming)),
    );
    sent.once('error', reject).end(body);
  });
}

/** `listen` of the host, with a process for each function. */
export async function listening(): Promise<Target> {
  const { createHost } = load('lp-faas-toolbelt/host') as typeof import('../../src/host/index');
  const host = await createHost(JSON.parse(files().options));
  onTestFinished(() => host.close());
  const { url } = await host.listen();
  return { authorization: `Bearer ${TOKEN}`, send: (sent) => overHttp(url, sent) };
}

/** Starts the program of functions-framework for a folder. @returns sends a request to it */
export async function startFramework(
  folder: string,
  env: Record<string, string> = {},
): Promise<Target['send']> {
  const free = await listen(createServer());
  await free.close();
  const program = join(ROOT, 'node_modules/@google-cloud/functions-framework/build/src/main.js');
  start([program, '--target=functions', `--source=${folder}`, `--port=${free.port}`], env);
  return async (sent) => {
    for (let tries = 0; ; tries += 1) {
      try {
        return await overHttp(`http://127.0.0.1:${free.port}`, sent);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED' || tries === 200) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };
}

/** The program of functions-framework, with the adapter. */
export async function functionsFramework(): Promise<Target> {
  const { folder, options } = files();
  const text = `const { toHttpFunction } = require('lp-faas-toolbelt/adapters/functions-framework');
    exports.functions = toHttpFunction(${options});`;
  writeFileSync(join(folder, 'index.js'), text);
  return { authorization: `Bearer ${TOKEN}`, send: await startFramework(folder) };
}

/**
 * A stand-in for the Runtime API of AWS Lambda, and a runtime in a process of its own.
 * @param folder its index.js exports the handler
 * @returns sends an event
 */
export async function lambdaRuntime(folder: string, env: Record<string, string> = {}) {
  const queue: Array<{ event: unknown; resolve(result: unknown): void }> = [];
  let deliver: () => void = () => {};
  let current: (typeof queue)[number] | undefined;
  const server = createServer(async (incoming, outgoing) => {
    if (incoming.url?.endsWith('/next')) {
      if (queue.length === 0) {
        await new Promise<void>((resolve) => {
          deliver = resolve;
        });
      }
      current = queue.shift();
      // The native client of aws-lambda-ric needs the type.
      outgoing.setHeader('content-type', 'application/json');
      outgoing.setHeader('Lambda-Runtime-Aws-Request-Id', 'an-id');
      outgoing.end(JSON.stringify(current?.event));
      return;
    }
    let text = '';
    for await (const part of incoming.setEncoding('utf8')) text += part;
    outgoing.writeHead(202).end();
    current?.resolve(JSON.parse(text));
  });
  const { host, close } = await listen(server);
  onTestFinished(close);
  start([join(__dirname, 'lambda-runtime.cjs'), join(folder, 'index.js')], {
    ...env,
    AWS_LAMBDA_RUNTIME_API: host,
  });
  return (event: unknown): Promise<unknown> =>
    new Promise((resolve) => {
      queue.push({ event, resolve });
      deliver();
    });
}

/** What a function URL or an HTTP API makes of a request: version 2 of the payload. */
export function httpEvent({ method, path, headers, body }: Sent): object {
  const [rawPath, rawQueryString = ''] = path.split('?');
  return {
    version: '2.0',
    rawPath: `/stage${rawPath}`,
    rawQueryString,
    headers,
    requestContext: { http: { method, path: rawPath }, stage: 'stage' },
    ...(body !== undefined && { body: Buffer.from(body).toString('base64') }),
    isBase64Encoded: body !== undefined,
  };
}

/** What an Application Load Balancer makes of a request. It leaves the query encoded. */
export function balancerEvent(sent: Sent): object {
  const { multiValueHeaders: _headers, ...event } = restEvent(sent) as Record<string, unknown>;
  const query = (sent.path.split('?')[1] ?? '').split('&').map((pair) => pair.split('='));
  return {
    ...event,
    requestContext: {
      elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/functions/1' },
    },
    queryStringParameters: Object.fromEntries(query),
    multiValueQueryStringParameters: undefined,
  };
}

/** What a REST API makes of a request: version 1 of the payload. */
export function restEvent({ method, path, headers, body = '' }: Sent): object {
  const [own, search] = path.split('?');
  const parameters = [...new URLSearchParams(search)];
  return {
    httpMethod: method,
    path: own,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: parameters.length > 0 ? Object.fromEntries(parameters) : null,
    multiValueQueryStringParameters: Object.fromEntries(parameters.map(([name, value]) => [name, [value]])),
    body: body === '' ? null : body,
    isBase64Encoded: false,
  };
}

/** AWS Lambda behind a gateway. */
export async function awsLambda(toEvent: (sent: Sent) => object): Promise<Target> {
  const { folder, options } = files();
  const text = `const { toLambdaHandler } = require('lp-faas-toolbelt/adapters/aws-lambda');
    exports.handler = toLambdaHandler(${options});`;
  writeFileSync(join(folder, 'index.js'), text);
  const invoke = await lambdaRuntime(folder);
  const send = async (sent: Sent): Promise<Answer> => {
    const result = (await invoke(toEvent(sent))) as {
      statusCode: number;
      headers: Record<string, string>;
      body: string;
    };
    return toAnswer(result.statusCode, result.headers['content-type'], result.body);
  };
  return { authorization: `Bearer ${TOKEN}`, send };
}

/** The test kit's double of LivePerson's services, on nock 13: nock 14 answers 500 in the place of 901. */
export async function doubleOnNock(): Promise<Target> {
  const platform = createPlatform({ nock });
  onTestFinished(() => platform.close());
  // nock replaces this method, so it is looked up for each request.
  const viaNock: SendRequest = (...args) => https.request(...args);
  const { folder } = files();
  for (const [name, { config }] of Object.entries(FUNCTIONS)) {
    const { event, skills = [] } = config;
    const target = {
      uuid: uuidOf(name),
      name,
      ...(event && { eventId: event }),
      ...(skills[0] && { skillId: skills[0] }),
    };
    platform.functions.register(target, join(folder, 'functions', name, 'index.js'));
  }
  const form = {
    grant_type: 'client_credentials',
    client_id: 'test-client-id',
    client_secret: 'test-client-secret',
  };
  const token = await overHttp(
    'https://va.sentinel.liveperson.net',
    {
      method: 'POST',
      path: `/sentinel/api/account/${ACCOUNT}/app/token?v=2.0`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    },
    viaNock,
  );
  const { access_token } = token.body as { access_token: string };
  return {
    authorization: `Bearer ${access_token}`,
    send: (sent) => {
      const isList = sent.method === 'GET' && sent.path.includes('/lambdas');
      return overHttp(`https://va.${isList ? 'faasui' : 'faasgw'}.liveperson.net`, sent, viaNock);
    },
  };
}
