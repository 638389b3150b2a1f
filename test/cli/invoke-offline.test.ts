import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withServer } from '../helpers/with-server';
import { projectFolder, runCli } from './run-cli';

const LAMBDA = `async function lambda(input, callback) {
  const { Toolbelt } = require('lp-faas-toolbelt');
  const order = await Toolbelt.HTTPClient()('https://api.example.com/orders/7', { json: true });
  const { value } = await Toolbelt.SecretClient().readSecret('voucher-key');
  callback(null, { order, value });
}
`;
const FIXTURE = JSON.stringify([
  {
    scope: 'https://api.example.com:443',
    method: 'GET',
    path: '/orders/7',
    status: 200,
    response: { id: 7 },
  },
]);
const SETUP = `module.exports = async (platform) => { platform.secrets.set('voucher-key', 'v'); };\n`;

it('--fixtures and --setup give data to the offline account', async () => {
  const cwd = projectFolder({ 'lambda.js': LAMBDA, 'fixtures/api.json': FIXTURE, 'setup.js': SETUP });
  const args = [
    'invoke',
    'lambda.js',
    '--offline',
    '--fixtures',
    'fixtures',
    '--setup',
    'setup.js',
    '--json',
  ];
  const { code, stdout, stderr } = await runCli(args, { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ result: { order: { id: 7 }, value: 'v' }, diagnostics: [] });
});

it('--setup answers for hosts, and a missing secret names the file to add it to', async () => {
  const setup = `module.exports = (platform) => platform.host('api.example.com').get('/orders/7').reply(200, {});\n`;
  const cwd = projectFolder({ 'lambda.js': LAMBDA, 'setup.js': setup });
  const { code, stderr } = await runCli(['invoke', 'lambda.js', '--offline', '--setup', 'setup.js'], { cwd });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /add \{ "key": "voucher-key", "value": … \} to "secrets" of functions\/settings\.local\.json/,
  );
});

it.each<[name: string, args: string[], message: RegExp]>([
  [
    'a fixture folder that is not there',
    ['--offline', '--fixtures', 'none'],
    /fixtures: \S+none does not exist: name a file or folder with definitions of nock/,
  ],
  [
    'a setup file that is not there',
    ['--offline', '--setup', 'none.js'],
    /setup: there is no file \S+none\.js/,
  ],
  [
    'a setup file without a function',
    ['--offline', '--setup', 'data.js'],
    /data\.js exports no function: write module/,
  ],
  [
    'a setup folder',
    ['--offline', '--setup', '.'],
    /setup: \S+ is a folder: name the file with the function/,
  ],
  ['a setup function that throws', ['--offline', '--setup', 'throws.js'], /throws\.js threw Error: no luck/],
  ['--fixtures alone', ['--fixtures', 'x'], /--fixtures goes with --offline/],
  ['--record with --offline', ['--record', 'x', '--offline'], /--record and --offline exclude each other/],
])('%s is wrong usage', async (_name, args, message) => {
  const cwd = projectFolder({
    'lambda.js': LAMBDA,
    'data.js': 'module.exports = {};',
    'throws.js': 'module.exports = () => { throw new Error("no luck"); };',
  });
  const { code, stderr } = await runCli(['invoke', 'lambda.js', ...args], { cwd });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
});

it('--record writes what the real services answered, for --fixtures', async () => {
  await withServer(
    (_request, response) =>
      response.setHeader('content-type', 'application/json').end('{"id":7,"access_token":"s3cr3t"}'),
    async (server) => {
      const lambda = LAMBDA.replace('https://api.example.com', server.url().replace(/\/$/, '')).replace(
        /const \{ value.*/,
        'const value = 1;',
      );
      const cwd = projectFolder({
        'lambda.js': lambda,
        'functions/settings.json': '{"whitelist":["127.0.0.1"]}',
      });
      const { code, stderr } = await runCli(['invoke', 'lambda.js', '--record', 'recorded'], { cwd });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const [file] = [`127.0.0.1_${server.port}.json`].map((name) => join(cwd, 'recorded', name));
      expect(existsSync(file ?? '')).toBe(true);
      const text = readFileSync(file ?? '', 'utf8');
      expect(JSON.parse(text)).toMatchObject([{ path: '/orders/7', response: { id: 7 } }]);
      expect(text).not.toContain('s3cr3t');
    },
  );
});

it('--watch runs again when the lambda changes, until Ctrl+C', async () => {
  const cwd = projectFolder({
    'lambda.js': 'function lambda(input, callback) { console.log("first"); callback(); }\n',
  });
  const { stderr, code } = await runCli(['invoke', 'lambda.js', '--watch'], {
    cwd,
    when: [
      /first/,
      (child) => {
        child.stderr?.on('data', (text: string) => {
          if (text.includes('second')) child.kill('SIGINT');
        });
        const write = setInterval(
          () => appendFileSync(join(cwd, 'lambda.js'), 'console.log("second");\n'),
          300,
        );
        child.once('exit', () => clearInterval(write));
      },
    ],
  });
  expect(stderr).toMatch(/first[\s\S]*second/);
  expect([0, 130]).toContain(code);
});
