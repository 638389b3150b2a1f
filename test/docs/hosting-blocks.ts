import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runCli } from '../cli/run-cli';

const ROOT = join(__dirname, '..', '..');
const load = createRequire(join(ROOT, 'docs-of-users.js'));

/** The block is a file of an example, which another test runs. */
export const isFile = (path: string) => async (code: string) =>
  expect(code).toBe(readFileSync(join(ROOT, path), 'utf8'));

/** Without a server: test/integration/redis.test.ts shows how processes count together. */
async function sharedLimit(code: string): Promise<void> {
  const Redis = load('ioredis') as new (options: { lazyConnect: true }) => object;
  function LazyRedis() {
    return new Redis({ lazyConnect: true });
  }
  const require = (name: string) => (name === 'ioredis' ? LazyRedis : load(name));
  const exports: { functions?: (request: object, response: object) => Promise<void> } = {};
  const run = new Function('require', 'exports', '__dirname', code);
  run(require, exports, join(ROOT, 'examples', 'container'));
  const answer: unknown[] = [];
  const response = {
    writeHead: (status: number) => answer.push(status),
    end: (body: string) => answer.push(JSON.parse(body)),
  };
  const url = '/api/account/12345678/lambdas?v=1';
  await exports.functions?.({ method: 'GET', url, headers: {} }, response);
  expect(answer).toEqual([200, [expect.objectContaining({ name: 'greet' })]]);
}

async function printSchedules(code: string): Promise<void> {
  const [, target = '', others = ''] = /--print-schedules (\w+) +# or (.*)$/m.exec(code) ?? [];
  for (const name of [target, ...others.split(', or ')]) {
    const args = ['serve', join(ROOT, 'examples', 'container'), '--print-schedules', name];
    const { code: status, stdout } = await runCli(args, { cwd: ROOT });
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('greet') });
  }
}

/** The blocks of docs/hosting.md: see `TREATMENTS`. */
export const HOSTING_TREATMENTS: Record<string, [start: string, run: (code: string) => Promise<void>][]> = {
  'docs/hosting.md': [
    ["const { toHttpFunction } = require('lp", isFile('examples/container/index.js')],
    ["const { toLambdaHandler } = require('lp", isFile('examples/aws-lambda/index.js')],
    ["const Redis = require('ioredis')", sharedLimit],
    ['npx lp-faas-toolbelt serve --print-schedules', printSchedules],
  ],
};
