import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { createContainer } from '../../../src/container';
import { untilTestEnds } from '../../helpers/listen';
import { startServer } from '../../helpers/with-server';
import '../../helpers/built';

const CHILD = `
  const [url, options] = process.argv.slice(1);
  require('node:test').mock.timers.enable({ apis: ['setImmediate', 'setTimeout', 'setInterval'] });
  const { Toolbelt } = require(${JSON.stringify(join(__dirname, '../../../dist'))});
  Toolbelt.configure({ whitelist: ['127.0.0.1'] });
  Toolbelt.HTTPClient()(url, JSON.parse(options)).then((body) => {
    console.log(body);
    process.exit();
  });
`;

it.each([
  ['GET', {}],
  ['a form with fields', { method: 'POST', formData: { name: 'Ada' } }],
])('a call ends though all timers were faked before the package was loaded: %s', async (_name, options) => {
  const server = untilTestEnds(await startServer((_request, response) => response.end('ok')));
  const args = ['-e', CHILD, server.url('/'), JSON.stringify(options)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toBe('ok\n');
});

it('a call can still be changed in a microtask, as in request', async () => {
  const server = untilTestEnds(await startServer((_request, response) => response.end('ok')));
  const container = createContainer();
  container.configuration.configure({ whitelist: ['127.0.0.1'] });
  const call = container.httpClient()(server.url('/'));
  const events: string[] = [];
  await Promise.resolve();
  call.on('request', () => events.push('request'));
  await Promise.resolve();
  call.setHeader('x-late', 'yes');
  expect(await call).toBe('ok');
  container.reset();
  expect(events).toEqual(['request']);
  expect(server.requests[0]?.headers).toMatchObject({ 'x-late': 'yes' });
});
