import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { join } from 'node:path';
import nock from 'nock';
import { afterEach, describe, expect, it } from 'vitest';
import './helpers/built';
import { blockOf } from './helpers/markdown';

const ROOT = join(__dirname, '..');
const require = createRequire(__filename);

type Lambda = (input: unknown, callback: (error: unknown, result?: unknown) => void) => unknown;

/** Evaluates the text of a lambda as the platform does: sloppy CommonJS, called by its name. */
function evaluate(source: string): Lambda {
  const path = join(ROOT, 'examples', 'lambda.js');
  const lambda = new Module(path) as Module & { _compile(code: string, path: string): void };
  lambda.paths = [join(ROOT, 'node_modules')];
  lambda.filename = path;
  lambda._compile(`${source}\nmodule.exports = lambda;`, path);
  return lambda.exports as Lambda;
}

describe('examples/quickstart', () => {
  it('prints what the lambda calls back with, offline and without an account', () => {
    const output = execFileSync(process.execPath, [join(ROOT, 'examples/quickstart/run.js')], {
      encoding: 'utf8',
    });
    expect(JSON.parse(output)).toEqual({
      conversationId: 'c911f008-4761-4f43-9544-6948017eace5',
      ticket: 'T-4711',
      matches: [
        {
          message: 'Will we use Keywords in this conversation?',
          sentTimestamp: 1560764690328,
          sentBy: 'Consumer',
          tag: 'keywordRef:Keyword',
        },
        {
          message: 'We definitely will, because keywords are awesome!',
          sentTimestamp: 1560764734592,
          sentBy: 'Agent',
          tag: 'keywordRef:Keyword',
        },
        {
          message: 'We definitely will, because keywords are awesome!',
          sentTimestamp: 1560764734592,
          sentBy: 'Agent',
          tag: 'keywordRef:awesome',
        },
      ],
    });
  });

  it('says on stderr what is wrong when a fixture does not answer', () => {
    const run = () =>
      execFileSync(process.execPath, [join(ROOT, 'examples/quickstart/run.js')], {
        encoding: 'utf8',
        stdio: 'pipe',
        env: { ...process.env, NODE_OPTIONS: `--require ${join(ROOT, 'test/fixtures/no-fixtures.cjs')}` },
      });
    expect(run).toThrow(/Service discovery for account 12345678 failed/);
  });
});

/** What each example prints. */
const OUTPUT: Record<string, unknown> = {
  'context-service-client': { count: 1 },
  'conversation-util': [
    {
      message: 'I want a Refund for order A-1',
      sentTimestamp: 1560764690328,
      sentBy: 'Consumer',
      tag: 'keywordRef:refund',
    },
    {
      message: 'I want a Refund for order A-1',
      sentTimestamp: 1560764690328,
      sentBy: 'Consumer',
      tag: 'keywordRef:/\\border [A-Z]-\\d+\\b/',
    },
  ],
  'gdpr-util': { replaced: ['/v1/AUTH_demo/c911f008/1.JPG'] },
  'http-client': {
    orders: [
      { id: 'A-1', total: 12.5 },
      { id: 'A-2', total: 80 },
    ],
  },
  'lp-client': { type: 'transfer', skillId: 4712 },
  'mtls-client': { score: 93 },
  'orchestrator-client': [
    { uuid: '0d5a1bc6-weather', statusCode: 200, answer: { forecast: 'sunny' } },
    { uuid: '7f2e94aa-traffic', statusCode: 404, answer: 'com.liveperson.faas.es.notdeployed' },
  ],
  'sde-util': { added: true, known: ['CUSTOMER_INFO', 'PERSONAL_INFO'] },
  'secret-client': { status: 'open' },
  'sf-client': { totalSize: 1, names: ["O'Neill"] },
};

describe('examples', () => {
  const files = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.js'));

  it('are one a client', () => {
    expect(files.map((name) => name.replace(/\.js$/, ''))).toEqual(Object.keys(OUTPUT));
  });

  it.each(files)('%s runs offline, and prints what its lambda calls back with', (name) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'examples', name)], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(OUTPUT[name.replace(/\.js$/, '')]);
  });

  it.each(files)('%s is short', (name) => {
    const lines = readFileSync(join(ROOT, 'examples', name), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(10);
    expect(lines.length).toBeLessThanOrEqual(40);
  });
});

describe("the README's lambda", () => {
  const { Toolbelt } = require('lp-faas-toolbelt') as typeof import('../src/index');

  afterEach(() => {
    Toolbelt.reset();
    nock.cleanAll();
  });

  it('runs as printed', async () => {
    const source = blockOf(
      'README.md',
      'const { Toolbelt } = require("lp-faas-toolbelt");\nconst httpClient',
    );
    Toolbelt.configure({ whitelist: ['api.example.com'], secrets: { 'weather-api-key': 'k' } });
    nock('https://api.example.com', { reqheaders: { 'x-api-key': 'k' } })
      .get('/weather')
      .query({ city: 'San José' })
      .reply(200, { summary: 'sunny' });
    const result = await new Promise((resolve, reject) => {
      const input = { headers: [], payload: { city: 'San José' } };
      evaluate(source)(input, (error, value) => (error ? reject(error) : resolve(value)));
    });
    expect(result).toBe('sunny');
    expect(nock.isDone()).toBe(true);
  });
});
