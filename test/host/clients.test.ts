import { expect, it } from 'vitest';
import * as ours from '../../src/functions-client/index';
import { hostOf } from './support';

/** The published package, as a black box. */
const original = require('liveperson-functions-client') as typeof ours;

const EVENT = 'conversational_command';

/** The published client knows hosts without a port only, so a host with one is put in when it sends. */
function clientFor(library: typeof ours, url: string): ours.Client {
  const config: ours.ClientConfig = {
    accountId: '12345678',
    authStrategy: async () => 'Bearer anything',
    protocol: 'http',
  };
  if (library === ours) {
    return new library.Client(config, { getCsdsEntry: async () => new URL(url).host } as never);
  }
  return new library.Client(config, {
    getCsdsEntry: async () => 'host.test',
    fetch: async ({ url: sent, body, headers, method }: never) => {
      const target = String(sent).replace(/^https?:\/\/host\.test/, url);
      const { request } = require('node:http') as typeof import('node:http');
      return new Promise((resolve, reject) => {
        const outgoing = request(target, { method, headers }, (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk;
          });
          answer.on('end', () => {
            const status = answer.statusCode ?? 0;
            const parsed = text === '' ? undefined : JSON.parse(text);
            const ok = status >= 200 && status < 300;
            resolve({ url: target, headers: answer.headers, body: parsed, ok, status, statusText: '' });
          });
        });
        outgoing.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
      });
    },
  } as never);
}

it.each([
  ['the client of this library', ours],
  ['liveperson-functions-client', original],
])('%s runs against the host', async (_name, library) => {
  const host = await hostOf({
    echo: {
      source: `function lambda(input, callback) {
        if (input.payload === 'fail') callback(new Error('no')); else callback(null, input.payload);
      }`,
      config: { event: EVENT },
    },
  });
  const { url } = await host.listen();
  const client = clientFor(library, url);
  const lambdaUuid = host.functions[0]?.uuid ?? '';
  const invoke = (payload: unknown) =>
    client.invoke({
      lambdaUuid,
      externalSystem: 'test',
      failOnErrorStatusCode: false,
      body: { headers: [], payload },
    } as never);
  expect(await invoke({ a: 1 })).toMatchObject({ ok: true, status: 200, body: { a: 1 } });
  expect(await invoke('fail')).toMatchObject({
    ok: false,
    status: 901,
    body: { errorCode: 'com.liveperson.faas.handler.custom-failure', errorMsg: 'no' },
  });
  const byEvent = { eventId: EVENT, externalSystem: 'test', body: { headers: [], payload: 2 } } as never;
  expect(await client.invoke(byEvent)).toMatchObject({ status: 200, body: [2] });
  expect(await client.isImplemented({ eventId: EVENT, externalSystem: 'test' } as never)).toBe(true);
  expect(await client.isImplemented({ eventId: 'other', externalSystem: 'test' } as never)).toBe(false);
  const listed = await client.getLambdas({ eventId: EVENT, externalSystem: 'test', userId: 'me' } as never);
  expect(listed.body).toMatchObject([{ uuid: lambdaUuid, name: 'echo', state: 'Productive' }]);
});
