import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { Client } from '../../src/functions-client/index';
import { Toolbelt } from '../../src/index';
import { failureOf } from '../helpers/failure-of';
import { listen } from '../helpers/listen';
import { LOGGERS } from '../helpers/loggers';

const SECRET = 'S3CRETofTheCall';

/** Every form in which the bytes of an answer may be printed: as text, in base64 and as numbers. */
function formsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  return [text, bytes.toString('base64').slice(4, -4), [...bytes].join(',')];
}

it.each<[client: string, call: (url: string) => PromiseLike<unknown>]>([
  ['HTTPClient', (url) => Toolbelt.HTTPClient()({ url, headers: { 'x-api-key': SECRET } })],
  [
    'functions client',
    (url) =>
      new Client(
        { accountId: '4711', authStrategy: async () => `Bearer ${SECRET}`, protocol: 'http' },
        { getCsdsEntry: async () => new URL(url).host },
      ).invoke({ lambdaUuid: 'a', externalSystem: 'test', body: { headers: [], payload: {} } }),
  ],
])('no error of %s holds the bytes of an answer that is no HTTP', async (_client, call) => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(`you sent ${SECRET}\r\n\r\n`));
  });
  const { port, close } = await listen(server);
  try {
    Toolbelt.configure({ whitelist: ['127.0.0.1'], logger: {} });
    const error = await failureOf(call(`http://127.0.0.1:${port}/`) as Promise<unknown>);
    for (const [name, show] of Object.entries(LOGGERS)) {
      for (const form of formsOf(SECRET)) expect(show(error), name).not.toContain(form);
    }
  } finally {
    await close();
  }
});
