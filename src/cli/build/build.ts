import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { configFindings, configOf } from '../../runtime/rules/diagnostics';
import type { RuleFinding } from '../../runtime/rules/types';
import type { Arguments } from '../arguments';
import { type Command, ExitCode } from '../command';
import { entryOf, functionsIn } from '../invoke/target';
import { readOptionalFile } from '../json-file';
import { FUNCTIONS, linkBelow, writeProjectFile } from '../project-files';
import type { Output, Terminal } from '../terminal';
import { UsageError } from '../usage-error';
import { assemble, MARK } from './assemble';

/** `lp-faas-toolbelt build`: makes the single file that LivePerson accepts from the sources of a lambda. */
export const buildCommand: Command = {
  spec: {
    name: 'build',
    usage: '[folder | file] [options]',
    description: [
      'Makes the one file that LivePerson takes of a lambda in TypeScript or ES modules and of the modules of its own:',
      'index.js beside index.ts, index.mts or index.mjs. A folder is that of a function, or one with folders of',
      'functions; functions/ by default. What LivePerson refuses is refused with its place. Types are not checked.',
    ],
    options: {
      out: { type: 'value', value: 'file.js', help: 'The file to write; only for one function.' },
      force: { type: 'flag', help: 'Overwrite a file that this command has not written.' },
      json: { type: 'flag', help: 'Print { built: [{ file, from, characters }], findings } for machines.' },
    },
    positionals: { names: ['the folder or file'], required: 0 },
    examples: ['build', 'build functions/greet', 'build greet.ts --out dist/greet.js'],
  },
  run: build,
};

interface Built {
  readonly file: string;
  readonly from: readonly string[];
  readonly characters: number;
}

async function build(args: Arguments, terminal: Terminal): Promise<number> {
  const [named] = args.positionals;
  const sources = sourcesOf(resolve(named ?? FUNCTIONS));
  const home = resolve(named ?? '');
  const out = args.value('out');
  if (out !== undefined && sources.length > 1) {
    throw new UsageError(`--out names one file, and there are ${sources.length} functions`);
  }
  const built: Built[] = [];
  const findings: RuleFinding[] = [];
  for (const source of sources) {
    const file =
      out === undefined ? join(dirname(source), `${basename(source, extname(source))}.js`) : resolve(out);
    const text = readOptionalFile(file);
    if (file === source) {
      throw new UsageError(`${source} would be overwritten: name another file with --out`);
    }
    const link = out === undefined ? linkBelow(home, file) : undefined;
    if (link !== undefined) {
      throw new UsageError(
        `${link} is a link, so ${basename(file)} would be written to another place: name its folder, or the file with --out`,
      );
    }
    if (text !== undefined && !text.includes(MARK) && !args.has('force')) {
      throw new UsageError(`${file} was not written by build: move it away, or overwrite it with --force`);
    }
    const configPath = configOf(source);
    const ofConfig = configFindings(configPath && readOptionalFile(configPath), configPath);
    const result = await assemble(source, file);
    findings.push(...result.findings, ...ofConfig);
    if (result.code === undefined || ofConfig.some(({ severity }) => severity === 'refused')) continue;
    writeProjectFile(file, result.code);
    built.push({ file, from: result.files, characters: result.code.length });
  }
  if (args.has('json')) terminal.out.line(JSON.stringify({ built, findings }));
  else print(built, findings, terminal);
  return findings.some(({ severity }) => severity === 'refused') ? ExitCode.FAILED : ExitCode.OK;
}

/** The sources for a path: a file, the folder of a function, or a folder of such folders. */
function sourcesOf(path: string): string[] {
  if (extname(path) !== '') {
    if (readOptionalFile(path) === undefined) throw new UsageError(`there is no file ${path}`);
    return [path];
  }
  const isSource = (file: string | undefined): file is string =>
    file !== undefined && extname(file) !== '.js';
  const entry = entryOf(path);
  const sources = (
    entry === undefined ? functionsIn(path).map((name) => entryOf(join(path, name))) : [entry]
  ).filter(isSource);
  if (sources.length > 0) return sources;
  throw new UsageError(
    `${path} has nothing to build: no index.ts, index.mts or index.mjs there or in its folders`,
  );
}

function print(built: readonly Built[], findings: readonly RuleFinding[], { out, err }: Terminal): void {
  for (const { severity, file, line, column, message } of findings) {
    const isRefused = severity === 'refused';
    const mark = err.paint(isRefused ? 'bad' : 'warning', isRefused ? 'refused' : 'warning');
    err.line(`${mark} ${file}:${line}:${column} ${message}`);
  }
  for (const { file, from, characters } of built) printBuilt(file, from.length, characters, out);
}

function printBuilt(file: string, count: number, characters: number, out: Output): void {
  const sources = `${count} ${count === 1 ? 'file' : 'files'}`;
  const shown = relative(process.cwd(), file);
  out.line(
    `${out.paint('good', 'built')} ${shown} of ${sources}, ${characters.toLocaleString('en-US')} characters`,
  );
}
