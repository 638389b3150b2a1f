import type { Template } from './template';
import { TYPESCRIPT_PACKAGES, TYPESCRIPT_SCRIPTS, typeScriptTemplates } from './type-script';

const OWNER_ONLY = 0o600;
/** The language of a new project. */
export type Language = 'js' | 'ts';

/** The lines that work on Node 20, too. */
const VITEST = '~4.1.12';
const NOCK = '~14.0.17';

/**
 * The files of a new project, without its package.json.
 * @param name name of the function
 * @param secret value of the secret that it reads
 */
export function projectTemplates(name: string, secret: string, language: Language): Template[] {
  return [
    ...(language === 'ts' ? typeScriptTemplates(name) : javaScriptTemplates(name)),
    { path: `functions/${name}/config.json`, text: json(functionConfig(name)) },
    { path: 'functions/settings.json', text: json({ whitelist: [] }) },
    {
      path: 'functions/settings.local.json',
      text: json({ secrets: [{ key: 'voucher-key', value: secret }] }),
      mode: OWNER_ONLY,
    },
    { path: '.gitignore', text: language === 'ts' ? `${GITIGNORE}functions/*/index.js\n` : GITIGNORE },
  ];
}

function javaScriptTemplates(name: string): Template[] {
  return [
    { path: `functions/${name}/index.js`, text: FUNCTION },
    { path: `test/${name}.test.js`, text: testOf(name) },
  ];
}

/** The part of a package.json that a project needs. */
export function manifestParts(toolbeltVersion: string, language: Language) {
  const isTypeScript = language === 'ts';
  const packages = { 'lp-faas-toolbelt': `^${toolbeltVersion}`, nock: NOCK, vitest: VITEST };
  return {
    scripts: { ...(isTypeScript && TYPESCRIPT_SCRIPTS), test: 'vitest run' },
    devDependencies: { ...packages, ...(isTypeScript && TYPESCRIPT_PACKAGES) },
  };
}

/** A whole package.json. */
export function manifestTemplate(projectName: string, toolbeltVersion: string, language: Language): Template {
  const parts = manifestParts(toolbeltVersion, language);
  const manifest = { name: projectName, version: '0.0.0', private: true, ...parts };
  return { path: 'package.json', text: json(manifest) };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const FUNCTION = `async function lambda(input, callback) {
  // LivePerson looks for the function in the first line of the file; what it needs stands below it.
  try {
    const { name } = input.payload;
    const { value: key } = await secretClient.readSecret('voucher-key');
    const code = createHmac('sha256', key).update(name).digest('hex').slice(0, 8);
    console.info('Voucher issued', { name });
    callback(null, \`Hello \${name}, your voucher is \${code}.\`);
  } catch (error) {
    callback(error);
  }
}

const { createHmac } = require('node:crypto');
const { Toolbelt } = require('lp-faas-toolbelt');

// Clients can be built here: building one reads nothing and sends nothing.
const secretClient = Toolbelt.SecretClient();
`;

function functionConfig(name: string) {
  return {
    name,
    event: null,
    description: 'Greets a customer with a voucher',
    input: { headers: [], payload: { name: 'Ada' } },
    environmentVariables: [],
  };
}

const GITIGNORE = `node_modules/
settings.local.json
.settings*.tmp
settings*.json.lock*
`;

function testOf(name: string): string {
  return `import { createPlatform, invoke } from 'lp-faas-toolbelt/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';

const LAMBDA = 'functions/${name}/index.js';
let platform;

beforeEach(() => {
  platform = createPlatform();
  platform.secrets.set('voucher-key', 'a key for tests');
});

afterEach(() => platform.close());

it('greets a customer with a voucher', async () => {
  const { result, error, logs } = await invoke(LAMBDA, { headers: [], payload: { name: 'Ada' } });
  expect(error).toBeUndefined();
  expect(result).toMatch(/^Hello Ada, your voucher is [0-9a-f]{8}\\.$/);
  expect(logs).toMatchObject([{ level: 'info', message: 'Voucher issued' }]);
});

it('fails without a name', async () => {
  const { error } = await invoke(LAMBDA, { headers: [], payload: {} });
  expect(error.code).toBe('com.liveperson.faas.handler.custom-failure');
});
`;
}
