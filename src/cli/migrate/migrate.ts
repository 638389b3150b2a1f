import { basename, dirname, relative } from 'node:path';
import type { Arguments } from '../arguments';
import { type Command, ExitCode } from '../command';
import { treeState } from '../git';
import { checkOwners } from '../owners';
import { linkBelow, withParents, writeProjectFile } from '../project-files';
import type { Terminal } from '../terminal';
import { UsageError } from '../usage-error';
import { planConfig } from './config-file';
import { type FileChange, type FunctionPlan, planFunction } from './plan';
import { printChanges, printFunctions, toJson } from './report';
import { planSettings } from './settings-file';
import { findTargets, type MigrationTarget } from './targets';

/** `lp-faas-toolbelt migrate`: rewrites functions of V1 for V2. */
export const migrateCommand: Command = {
  spec: {
    name: 'migrate',
    usage: '[folder | file …] [options]',
    description: [
      'Rewrites functions of V1 for V2, and prints the difference and what is left for a person. Nothing is written',
      'without --write. What is only partly understood stays as it is, with a comment "// migrate: …" above it.',
      'The exit code is 0 when all is done, 1 when something is left, 2 for wrong usage.',
    ],
    options: {
      write: { type: 'flag', help: 'Write the files. Refused when git has changes that are not committed.' },
      force: { type: 'flag', help: 'Write although git has changes that are not committed.' },
      check: {
        type: 'flag',
        help: 'Print no difference; exit with 1 when a file would change or something is left.',
      },
      prove: { type: 'flag', help: 'Run the old and the new function on the offline account, and compare.' },
      json: {
        type: 'flag',
        help: 'Print { functions: [{ file, status, leftovers, output, size }] } for machines.',
      },
    },
    positionals: { names: [], required: 0, isOpen: true },
    examples: ['migrate', 'migrate functions/Greeting', 'migrate --prove', 'migrate --write'],
  },
  run: migrate,
};

async function migrate(args: Arguments, terminal: Terminal): Promise<number> {
  if (args.has('check') && args.has('write')) {
    throw new UsageError('--check and --write exclude each other: --check writes nothing');
  }
  if (args.has('force') && !args.has('write')) throw new UsageError('--force needs --write');
  const { out, err } = terminal;
  const cwd = process.cwd();
  const targets = findTargets(args.positionals, cwd);
  const plans = targets.map(planFunction);
  const { changes, remarks } = planFiles(plans);
  if (args.has('prove') && args.positionals.length === 0) checkOwners(cwd, 'migrate --prove');
  if (args.has('write')) await checkTree(targets, args.has('force'), terminal);
  const prove = args.has('prove')
    ? (require('./prove/prove') as typeof import('./prove/prove')).prove
    : undefined;
  const proofs = prove && (await prove(plans, cwd));
  if (args.has('json')) out.line(JSON.stringify(toJson(plans, cwd, proofs), null, out.isTerminal ? 2 : 0));
  else {
    if (!args.has('check') && !args.has('write')) printChanges(changes, cwd, out);
    printFunctions(plans, cwd, out, proofs);
  }
  for (const remark of remarks) err.line(`${err.paint('warning', 'remark')} ${remark}`);
  if (args.has('write')) {
    const link = linkOf(changes, targets);
    if (link !== undefined) {
      throw new UsageError(
        `nothing was written: ${link} is a link, so files would be written to another place: name the folder itself`,
      );
    }
    for (const { file, after } of changes) writeProjectFile(file, after);
    if (!args.has('json')) out.line(`${changes.length} ${changes.length === 1 ? 'file' : 'files'} written.`);
    for (const { target } of plans.filter(({ status }) => status === 'refused')) {
      if (!args.has('json')) out.line(`Not written: ${relative(cwd, target.file)} was refused.`);
    }
  } else if (!args.has('json') && !args.has('check') && changes.length > 0) {
    out.line('Nothing was written. Run again with --write to write these changes.');
  }
  const isLeft = plans.some(({ status }) => status !== 'done') || remarks.length > 0;
  const isStale = args.has('check') && changes.length > 0;
  const differs = proofs?.some(({ verdict }) => verdict === 'differs') ?? false;
  return isLeft || isStale || differs ? ExitCode.FAILED : ExitCode.OK;
}

/** The first link that a change would be written through. */
function linkOf(changes: readonly FileChange[], targets: readonly MigrationTarget[]): string | undefined {
  for (const { file } of changes) {
    const folders = withParents(file);
    const home = targets.map((target) => target.home).find((folder) => folders.includes(folder));
    const link = linkBelow(home ?? dirname(file), file);
    if (link !== undefined) return link;
  }
  return undefined;
}

/** Every file that changes: the sources, their config.json, and the settings of a project when all of its functions are rewritten. */
function planFiles(plans: readonly FunctionPlan[]): { changes: FileChange[]; remarks: string[] } {
  const changes: FileChange[] = [];
  const remarks: string[] = [];
  for (const { target, status, before, output } of plans) {
    if (status === 'refused') continue;
    if (before !== output) changes.push({ file: target.file, before, after: output });
    const config = target.folder === undefined ? undefined : planConfig(target.folder);
    if (config) changes.push(config);
  }
  for (const folder of wholeProjects(plans)) {
    const settings = planSettings(folder);
    changes.push(...settings.changes);
    remarks.push(...settings.remarks);
  }
  return { changes, remarks };
}

/** The folders `functions` in which every function is rewritten. In other folders, the functions of V1 still need the names of V1. */
function wholeProjects(plans: readonly FunctionPlan[]): string[] {
  const folders = new Set(
    plans.flatMap(({ target }) => (target.folder === undefined ? [] : [dirname(target.folder)])),
  );
  return [...folders].filter((folder) => {
    const rewritten = plans.filter(({ status }) => status !== 'refused').map(({ target }) => target.file);
    return findTargets([folder], folder).every(({ file }) => rewritten.includes(file));
  });
}

async function checkTree(
  targets: readonly MigrationTarget[],
  isForced: boolean,
  { err }: Terminal,
): Promise<void> {
  const folders = new Set(targets.map(({ file }) => dirname(file)));
  const states = await Promise.all([...folders].map(treeState));
  if (isForced) return;
  if (states.includes('dirty')) {
    throw new UsageError(
      'git has changes that are not committed, and they would be mixed with what is written here. Commit or stash them, or give --force',
    );
  }
  if (states.includes('no-repository')) {
    const names = [...folders]
      .map((folder) => relative(process.cwd(), folder) || basename(folder))
      .join(', ');
    err.line(
      `${err.paint('warning', 'remark')} ${names}: no git repository, so only a copy of yours can restore the files.`,
    );
  }
}
