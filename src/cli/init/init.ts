import { lstatSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import type { NewFile } from '../../host/create/function-files';
import { linkOnTheWay } from '../../internal/node/foreign-files';
import type { Arguments } from '../arguments';
import { type Command, ExitCode } from '../command';
import { PROGRAM } from '../help';
import type { Terminal } from '../terminal';
import { UsageError } from '../usage-error';
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
  refuseToOverwrite(files, folder);
  writeFiles(folder, files);
  for (const { path } of files) out.line(`${out.paint('good', 'wrote')} ${path}`);
  out.line(nextSteps(folder, name, hasManifest, language));
  return ExitCode.OK;
}

function newSecret(): string {
  const { randomBytes } = require('node:crypto') as typeof import('node:crypto');
  return randomBytes(SECRET_BYTES).toString('hex');
}

function refuseToOverwrite(files: readonly NewFile[], folder: string): void {
  const link = files.flatMap(({ path }) => linkIn(folder, path) ?? [])[0];
  if (link !== undefined) {
    throw new UsageError(
      `nothing was written to ${folder}, because ${link} there is a link, and the files would land elsewhere`,
    );
  }
  const existing = files.map(({ path }) => path).filter((path) => exists(join(folder, path)));
  if (existing.length === 0) return;
  throw new UsageError(
    `nothing was written to ${folder}, because these exist: ${existing.join(', ')} ` +
      '(move them away, or name another folder or function)',
  );
}

function linkIn(folder: string, path: string): string | undefined {
  try {
    return linkOnTheWay(folder, path);
  } catch (error) {
    throw cannotWrite(join(folder, path), error);
  }
}

/** Also true for a symbolic link whose target does not exist. */
function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

function cannotWrite(path: string, error: unknown): UsageError {
  return new UsageError(`cannot write ${path}: ${(error as Error).message}`);
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
