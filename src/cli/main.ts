import { ToolbeltError } from '../errors';
import { nearName } from '../internal/wording';
import { parseCommand } from './arguments';
import { type Command, ExitCode } from './command';
import { commandHelp, PROGRAM, programHelp, usageLine } from './help';
import type { Terminal } from './terminal';
import { UsageError } from './usage-error';

interface CommandEntry {
  readonly summary: string;
  /** Loads the modules of the command. Only those of the called command are needed. */
  load(): Command;
}

const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  invoke: {
    summary: 'Run a lambda by the rules of the platform.',
    load: () => (require('./invoke/invoke') as typeof import('./invoke/invoke')).invokeCommand,
  },
  serve: {
    summary: 'Run all functions of a project behind the invocation API.',
    load: () => (require('./serve/serve') as typeof import('./serve/serve')).serveCommand,
  },
  build: {
    summary: 'Make the one file that LivePerson takes, of TypeScript or ES modules.',
    load: () => (require('./build/build') as typeof import('./build/build')).buildCommand,
  },
  doctor: {
    summary: 'Check account, settings, secrets, proxy and Node, and say what to do.',
    load: () => (require('./doctor/doctor') as typeof import('./doctor/doctor')).doctorCommand,
  },
  init: {
    summary: 'Write a small project: a function, its settings and a test.',
    load: () => (require('./init/init') as typeof import('./init/init')).initCommand,
  },
  new: {
    summary: 'Write a function of a template into a project.',
    load: () => (require('./new/new') as typeof import('./new/new')).newCommand,
  },
  migrate: {
    summary: 'Rewrite functions of V1 for V2, and say what is left for a person.',
    load: () => (require('./migrate/migrate') as typeof import('./migrate/migrate')).migrateCommand,
  },
};

/**
 * Runs the program.
 * @param args the arguments that follow the name of the program
 * @returns the exit code: 0, 1 when the lambda failed or a problem was found, 2 for wrong usage
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...rest] = args;
  if (first === 'help' && rest[0] !== undefined) return main([rest[0], '--help'], terminal);
  if (first === undefined) {
    terminal.err.line(programHelp(summaries()));
    return ExitCode.WRONG_USAGE;
  }
  if (['--help', '-h', 'help'].includes(first)) {
    terminal.out.line(programHelp(summaries()));
    return ExitCode.OK;
  }
  if (['--version', '-v'].includes(first)) {
    terminal.out.line(
      (require('../internal/node/version') as typeof import('../internal/node/version')).version(),
    );
    return ExitCode.OK;
  }
  const entry = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  if (entry !== undefined) return runCommand(entry.load(), rest, terminal);
  return unknownCommand(first, terminal);
}

async function runCommand({ spec, run }: Command, args: readonly string[], terminal: Terminal) {
  try {
    const parsed = parseCommand(spec, args);
    if (parsed.has('help')) {
      terminal.out.line(commandHelp(spec));
      return ExitCode.OK;
    }
    return await run(parsed, terminal);
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof ToolbeltError)) throw error;
    terminal.err.line(`${terminal.err.paint('bad', 'error')} ${spec.name}: ${error.message}`);
    if (error instanceof UsageError) {
      terminal.err.line(`${usageLine(spec)}\nRun "${PROGRAM} ${spec.name} --help" for more.`);
    }
    return ExitCode.WRONG_USAGE;
  }
}

function unknownCommand(name: string, { err }: Terminal): number {
  const kind = name.startsWith('-') ? 'option' : 'command';
  const near = nearName(name.replace(/^-+/, ''), [...Object.keys(COMMANDS), 'help', 'version']);
  const meant = near !== undefined && near in COMMANDS ? near : near && `--${near}`;
  err.line(
    `${err.paint('bad', 'error')} unknown ${kind} ${JSON.stringify(name)}${meant ? `. Did you mean "${meant}"?` : ''}`,
  );
  err.line(
    `Usage: ${PROGRAM} <${Object.keys(COMMANDS).join(' | ')}> [options]\nRun "${PROGRAM} --help" for more.`,
  );
  return ExitCode.WRONG_USAGE;
}

function summaries(): Record<string, string> {
  return Object.fromEntries(Object.entries(COMMANDS).map(([name, { summary }]) => [name, summary]));
}
