import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { linkPackages, projectFolder, runCli } from '../cli/run-cli';

const FOLDER = join(__dirname, 'patterns');
const SECRETS = {
  'crm-login': { user: 'ann' },
  counter: '1',
  'context-key': 'test-context-key',
  'bank-cert': 'x',
  'bank-key': 'y',
  'api-key': 'abcdef',
};
const PAYLOAD = {
  orderId: 'o-1',
  id: '7',
  subject: 's',
  name: 'n',
  items: [1, 2, { name: 'x' }],
  convId: 'c-1',
  uuid: 'u',
  visitorId: 'v',
  sessionId: 's-1',
  email: 'a@example.com',
  key: 'k',
  text: 't',
  arguments: ['note', 'a', 'b'],
  skill: 3,
};

interface Report {
  functions: { file: string; status: string; leftovers: { rule: string }[] }[];
  proofs: { file: string; verdict: string; input: string; detail?: string }[];
}

it('rewrites the ways of published functions, and shows that they do the same', async () => {
  const names = readdirSync(FOLDER);
  const functions = names.flatMap((name) => {
    const folder = `functions/${basename(name, '.js')}`;
    const config = { input: { headers: [], payload: PAYLOAD }, environmentVariables: [] };
    return [
      [`${folder}/index.js`, readFileSync(join(FOLDER, name), 'utf8')],
      [`${folder}/config.json`, config],
    ];
  });
  const secrets = Object.entries(SECRETS).map(([key, value]) => ({ key, value }));
  const cwd = projectFolder({
    ...Object.fromEntries(functions),
    'functions/settings.json': { whitelist: [], secrets },
  });
  linkPackages(cwd, 'lodash', 'es-toolkit');
  const { stdout } = await runCli(['migrate', '--prove', '--json'], { cwd });
  const report = JSON.parse(stdout) as Report;
  const done = report.functions.filter(({ status }) => status === 'done').map(({ file }) => file);
  const proofsOf = (file: string) => report.proofs.filter((proof) => proof.file === file);
  const proven = done.filter((file) => proofsOf(file).every(({ verdict }) => verdict === 'proven'));
  expect(report.proofs.filter(({ verdict }) => verdict === 'differs')).toEqual([]);
  // docs/migration.md has these numbers.
  const count = (status: string) => report.functions.filter((one) => one.status === status).length;
  expect({
    done: done.length,
    proven: proven.length,
    left: count('left'),
    refused: count('refused'),
  }).toEqual({
    done: 25,
    proven: 24,
    left: 7,
    refused: 1,
  });
  const rules = report.functions.flatMap(({ leftovers }) => [...new Set(leftovers.map(({ rule }) => rule))]);
  expect(rules.sort()).toEqual([
    'callback',
    'callback',
    'http-client',
    'http-client',
    'lodash',
    'lp-client',
    'modules',
    'open-work',
  ]);
}, 120_000);
