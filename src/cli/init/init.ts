import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { version } from '../../internal/node/version';
import type { Arguments } from '../arguments';
import { type Command, ExitCode } from '../command';
import { PROGRAM } from '../help';
import type { Terminal } from '../terminal';
import { UsageError } from '../usage-error';
import type { Template } from './template';
import { type Language, manifestParts, manifestTemplate, projectTemplates } from './templates';

const DEFAULT_NAME = 'greet';
/** The names that LivePerson accepts for a function (docs/platform.md, "Limits of a function"). */
const FUNCTION_NAME = /^[A-Za-z\d]{1,50}$/;
const SECRET_BYTES = 16;

/** `lp-faas-toolbelt init`: writes a small project that runs and whose test passes. */
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
  if (!FUNCTION_NAME.test(name)) {
    throw new UsageError(`--name needs 1 to 50 letters and digits, found ${JSON.stringify(name)}`);
  }
  const hasManifest = exists(join(folder, 'package.json'));
  const language = args.has('ts') ? 'ts' : 'js';
  const manifest = hasManifest ? [] : [manifestTemplate(packageName(folder), version(), language)];
  const templates = [...projectTemplates(name, newSecret(), language), ...manifest];
  refuseToOverwrite(templates, folder);
  for (const template of templates) {
    write(template, folder);
    out.line(`${out.paint('good', 'wrote')} ${template.path}`);
  }
  out.line(nextSteps(folder, name, hasManifest, language));
  return ExitCode.OK;
}

function newSecret(): string {
  const { randomBytes } = require('node:crypto') as typeof import('node:crypto');
  return randomBytes(SECRET_BYTES).toString('hex');
}

function refuseToOverwrite(templates: readonly Template[], folder: string): void {
  const link = templates.flatMap(({ path }) => foldersOf(path)).find((path) => isLink(join(folder, path)));
  if (link !== undefined) {
    throw new UsageError(
      `nothing was written to ${folder}, because ${link} there is a link, and the files would land elsewhere`,
    );
  }
  const existing = templates.map(({ path }) => path).filter((path) => exists(join(folder, path)));
  if (existing.length === 0) return;
  throw new UsageError(
    `nothing was written to ${folder}, because these exist: ${existing.join(', ')} ` +
      '(move them away, or name another folder or function)',
  );
}

/** The folders of a template: `functions/greet/index.js` stands in `functions/greet` and `functions`. */
function foldersOf(path: string): string[] {
  const folder = dirname(path);
  return folder === '.' ? [] : [folder, ...foldersOf(folder)];
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  } catch (error) {
    throw cannotWrite(path, error);
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

function write({ path, text, mode }: Template, folder: string): void {
  const file = join(folder, path);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx', ...(mode !== undefined && { mode }) });
  } catch (error) {
    throw cannotWrite(file, error);
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
  const parts = JSON.stringify(manifestParts(version(), language), null, 2);
  return [
    '',
    ...(hasManifest ? ['Add to your package.json:', parts, ''] : []),
    'Next:',
    ...(place === '' ? [] : [`  cd ${/[^\w./-]/.test(place) ? JSON.stringify(place) : place}`]),
    '  npm install',
    '  npm test',
    ...(language === 'ts' ? ['  npm run build'] : []),
    `  npx ${PROGRAM} invoke ${name}`,
    `  npx ${PROGRAM} doctor`,
  ].join('\n');
}
