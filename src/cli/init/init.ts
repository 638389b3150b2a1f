import { basename, join, relative, resolve } from 'node:path';
import { exists } from '../../internal/node/foreign-files';
import type { Arguments } from '../arguments';
import { type Command, ExitCode } from '../command';
import { PROGRAM } from '../help';
import type { Terminal } from '../terminal';
import { ownDependency } from './dependency';
import { type Language, manifestParts, manifestTemplate, projectFiles } from './templates';

const DEFAULT_NAME = 'greet';
/** The template of the function. The command `new` lists all templates. */
const TEMPLATE = 'voucher';
const SECRET = 'voucher-key';
const SECRET_BYTES = 16;

/** `lp-faas-toolbelt init`: writes a small project with a function that runs and a test that passes. */
export const initCommand: Command = {
  spec: {
    name: 'init',
    usage: '[folder] [options]',
    description: [
      'Writes a small project to a folder, the working directory by default: a function with its configuration,',
      'settings.json for the whitelist, settings.local.json for secrets, a .gitignore, a test, and a package.json if',
      'there is none. Nothing is overwritten: when one of the files exists, nothing is written.',
    ],
    options: {
      ts: {
        type: 'flag',
        help: 'Write the function and its test in TypeScript, with a tsconfig.json and a build.',
      },
      name: { type: 'value', value: 'name', help: `The name of the function; ${DEFAULT_NAME} by default.` },
    },
    positionals: { names: ['the folder'], required: 0 },
    examples: ['init', 'init my-functions --name routeVips', 'init my-functions --ts'],
  },
  run: writeProject,
};

async function writeProject(args: Arguments, { out }: Terminal): Promise<number> {
  const folder = resolve(args.positionals[0] ?? '.');
  const name = args.value('name') ?? DEFAULT_NAME;
  const hasManifest = exists(join(folder, 'package.json'));
  const language = args.has('ts') ? 'ts' : 'js';
  const manifest = hasManifest
    ? []
    : [manifestTemplate(packageName(folder), ownDependency(folder), language)];
  const { plannedFunction, writeFiles } =
    require('../../host/create/create-function') as typeof import('../../host/create/create-function');
  const planned = plannedFunction(folder, { name, template: TEMPLATE }, { [SECRET]: newSecret() });
  const files = [...projectFiles(planned, name, language), ...manifest];
  // A new project extends no settings file of another one.
  writeFiles(
    folder,
    files.map((file) => ({ ...file, isExtended: false })),
  );
  for (const { path } of files) out.line(`${out.paint('good', 'wrote')} ${path}`);
  out.line(nextSteps(folder, name, hasManifest, language));
  return ExitCode.OK;
}

function newSecret(): string {
  const { randomBytes } = require('node:crypto') as typeof import('node:crypto');
  return randomBytes(SECRET_BYTES).toString('hex');
}

/** The name of the folder, changed so that npm accepts it as the name of a package. */
function packageName(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z\d-]+/g, '-')
    .replaceAll(/^-+|(?<!-)-+$/g, '');
  return name === '' || name === 'lp-faas-toolbelt' ? 'my-functions' : name;
}

function nextSteps(folder: string, name: string, hasManifest: boolean, language: Language): string {
  const place = relative(process.cwd(), folder);
  const parts = JSON.stringify(manifestParts(ownDependency(folder), language), null, 2);
  return [
    '',
    ...(hasManifest ? ['Add to your package.json:', parts, ''] : []),
    'Next:',
    ...(place === '' ? [] : [`  cd ${/[^\w./-]/.test(place) ? JSON.stringify(place) : place}`]),
    '  npm install',
    '  npm test',
    ...(language === 'ts' ? ['  npm run build'] : []),
    `  npx ${PROGRAM} invoke ${name}`,
    `  npx ${PROGRAM} serve`,
    `  npx ${PROGRAM} doctor`,
  ].join('\n');
}
