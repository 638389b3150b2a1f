import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { StatusCodeError, Toolbelt } from '../../src/index';
import { invoke } from '../../src/testing/invoke';
import { createPlatform, type Platform } from '../../src/testing/platform/platform';
import { failureOf } from '../helpers/failure-of';

let platform: Platform;
beforeEach(() => {
  platform = createPlatform({ rateLimit: { mode: 'off' } });
});
afterEach(() => platform.close());

const http = Toolbelt.HTTPClient();

// The name stands for that of a lambda: it must be in the stack of what the call rejects with.
async function functionOfTheUser(call: () => PromiseLike<unknown>): Promise<unknown> {
  return await call();
}

it.each<[name: string, call: () => PromiseLike<unknown>, request: string]>([
  [
    'HTTPClient',
    () => http.post('https://api.example.com/orders?key=s3cr3t', { json: { a: 1 } }),
    'POST https://api.example.com/orders',
  ],
  [
    'LpClient',
    () => Toolbelt.LpClient()('msgHist', '/messaging_history/api/account/12345678/nothing'),
    'GET https://va.msghist.liveperson.net/messaging_history/api/account/12345678/nothing',
  ],
])('a rejection of %s names the request, and the line that made it', async (_name, call, request) => {
  platform.host('api.example.com').post('/orders').reply(404, 'nf');
  platform.fail('msgHist', { status: 404 });
  const { stack = '' } = await failureOf(functionOfTheUser(call));
  expect(stack).toContain(`\n    for ${request}\n`);
  expect(stack).toMatch(/at (async )?functionOfTheUser .*call-site\.test\.ts:\d+:\d+/);
  expect(stack).not.toContain('s3cr3t');
});

it('the error of a lambda has its line, also where the call failed on the network, and keeps its message', async () => {
  platform.host('api.example.com').get('/orders').reply(404, 'nf');
  platform.fail('api.example.com', { error: 'ECONNRESET' });
  const outcome = async () =>
    (
      await invoke(async function theLambda(_input, callback) {
        callback(null, await http('https://api.example.com/orders'));
      })
    ).error?.cause as Error;
  const [reset, notFound] = [await outcome(), await outcome()];
  for (const error of [reset, notFound]) {
    expect(inspect(error)).toContain('for GET https://api.example.com/orders');
    expect(inspect(error)).toMatch(/at theLambda .*call-site\.test\.ts/);
  }
  expect(notFound).toBeInstanceOf(StatusCodeError);
  expect(notFound.message).toBe('404 - "nf"');
  expect(notFound.stack).toMatch(/^StatusCodeError: 404 - "nf"\n/);
});

it('nothing is noted when nobody watches', async () => {
  await platform.close();
  const { stack = '' } = await failureOf(http('https://api.example.com/'));
  expect(stack).not.toContain('for GET');
});
