import type { NewFile } from '../../host/create/function-files';

/** The further packages of a project in TypeScript: the compiler, a bundler for `build`, and the package that removes types on Node 20. */
export const TYPESCRIPT_PACKAGES: Readonly<Record<string, string>> = {
  '@swc/wasm-typescript': '^1.16.2',
  '@types/node': '^20.19.0',
  rolldown: '^1.2.19',
  typescript: '~6.0.3',
};

/** The scripts of such a project, in addition to its test. */
export const TYPESCRIPT_SCRIPTS: Readonly<Record<string, string>> = {
  build: 'lp-faas-toolbelt build',
  typecheck: 'tsc --noEmit',
};

/** The files of a function in TypeScript. @param name name of the function */
export function typeScriptTemplates(name: string): NewFile[] {
  return [
    { path: `functions/${name}/index.ts`, text: FUNCTION },
    { path: `test/${name}.test.ts`, text: testOf(name) },
    { path: 'tsconfig.json', text: TSCONFIG },
  ];
}

const FUNCTION = `import { createHmac } from 'node:crypto';
import { type LambdaCallback, type LambdaInput, Toolbelt } from 'lp-faas-toolbelt';

interface Customer {
  name: string;
}

// Clients can be built here: building one reads nothing and sends nothing.
const secretClient = Toolbelt.SecretClient();

// "npm run build" writes index.js beside this file: the one file that LivePerson takes.
export async function lambda(input: LambdaInput<Customer>, callback: LambdaCallback<string>): Promise<void> {
  try {
    const { name } = input.payload;
    const { value: key } = await secretClient.readSecret('voucher-key');
    const code = createHmac('sha256', String(key)).update(name).digest('hex').slice(0, 8);
    console.info('Voucher issued', { name });
    callback(null, \`Hello \${name}, your voucher is \${code}.\`);
  } catch (error) {
    callback(error);
  }
}
`;

/** Node and \`build\` remove types without compiling them, so the compiler refuses what cannot be removed. */
const TSCONFIG = `{
  "compilerOptions": {
    "target": "es2023",
    "module": "preserve",
    "moduleResolution": "bundler",
    "types": ["node"],
    "strict": true,
    "noEmit": true,
    "verbatimModuleSyntax": true,
    "erasableSyntaxOnly": true,
    "skipLibCheck": true
  },
  "include": ["functions/**/*.ts", "test/**/*.ts"]
}
`;

function testOf(name: string): string {
  return `import { createPlatform, invoke, type Platform } from 'lp-faas-toolbelt/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';

let platform: Platform;

beforeEach(() => {
  platform = createPlatform();
  platform.secrets.set('voucher-key', 'a key for tests');
});

afterEach(() => platform.close());

it('greets a customer with a voucher', async () => {
  const { result, error, logs } = await invoke('${name}', { headers: [], payload: { name: 'Ada' } });
  expect(error).toBeUndefined();
  expect(result).toMatch(/^Hello Ada, your voucher is [0-9a-f]{8}\\.$/);
  expect(logs).toMatchObject([{ level: 'info', message: 'Voucher issued' }]);
});

it('fails without a name', async () => {
  const { error } = await invoke('${name}', { headers: [], payload: {} });
  expect(error?.message).toContain('"data" argument');
});
`;
}
