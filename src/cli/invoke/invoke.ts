import { settingsPath as settingsVariable } from '../../config/env';
import { TIME_LIMIT_MS } from '../../runtime/limits';
import { hasConfigOfV2 } from '../../runtime/load/config-of-v2';
import type { Arguments } from '../arguments';
import type { Command } from '../command';
import { JsonSource, readOptionalFile } from '../json-file';
import type { Terminal } from '../terminal';
import { UsageError } from '../usage-error';
import type { DebuggerAddress, InvokeRequest, Remark } from './messages';
import { type Ending, runInChild } from './process';
import { readInput } from './read-input';
import { printLog, report, reportCutOff } from './report';
import { checkSettingsOwner, findTarget, type Target } from './target';
import { readEnvironment } from './variables';

/** One day. */
const MAX_TIMEOUT_MS = 86_400_000;
const SETTINGS_VARIABLE = 'LP_FAAS_SETTINGS';

/** `lp-faas-toolbelt invoke`: runs a lambda in a process of its own. */
export const invokeCommand: Command = {
  spec: {
    name: 'invoke',
    usage: '<file | function name> [options]',
    description: [
      'Runs a lambda by the rules of the platform: its result goes to standard output, all else to standard error.',
      'A name stands for functions/<name>/index.js here or above in the project, as lpf lays it out; config.json',
      'beside it gives input and environment variables, functions/settings.json whitelist and secrets.',
    ],
    options: {
      input: {
        type: 'value',
        value: 'file.json',
        help: 'The whole input, { "headers": […], "payload": … }; "-" is standard input.',
      },
      payload: { type: 'value', value: 'json', help: 'The payload of the input alone.' },
      event: { type: 'value', value: 'name', help: 'A platform event, such as conversationEnd.' },
      env: { type: 'list', value: 'NAME=value', help: 'An environment variable; can be repeated.' },
      'env-file': { type: 'list', value: 'file', help: 'Environment variables of a file; can be repeated.' },
      offline: {
        type: 'flag',
        help: "LivePerson's services are doubled in the process, nothing leaves it (needs nock).",
      },
      fixtures: {
        type: 'value',
        value: 'folder',
        help: "Answers of nock's definitions, with --offline; a file or a folder.",
      },
      setup: {
        type: 'value',
        value: 'file.js',
        help: 'A module whose function gets the platform, with --offline: conversations,\nsecrets, hosts, functions.',
      },
      record: {
        type: 'value',
        value: 'folder',
        help: 'Write the answers of the real services there, without credentials,\nfor --fixtures (needs nock).',
      },
      watch: { type: 'flag', help: 'Run again whenever a file in the folder of the lambda changes.' },
      timeout: {
        type: 'value',
        value: 'ms',
        help: 'When the lambda is stopped; 30000 by default, no limit under a debugger.',
      },
      inspect: { type: 'optional', value: 'host:port', help: 'Let a debugger connect.' },
      'inspect-brk': {
        type: 'optional',
        value: 'host:port',
        help: 'The same, and stop in the first line of the lambda.',
      },
      json: { type: 'flag', help: 'Print one object { result, error, logs, diagnostics, durationMs }.' },
    },
    positionals: { names: ['the file or the name of the function'], required: 1 },
    examples: [
      'invoke greet --payload \'{"name":"Ada"}\'',
      'invoke functions/greet/index.js --event conversationEnd --offline',
      'invoke greet --env GREETING=Ahoy --inspect-brk',
    ],
  },
  run: invokeLambda,
};

async function invokeLambda(args: Arguments, terminal: Terminal): Promise<number> {
  checkCombination(args);
  if (!args.has('watch')) return invokeOnce(args, terminal);
  const { file } = findTarget(args.positionals[0] ?? '', process.cwd());
  const { runOnChanges } = require('./watch') as typeof import('./watch');
  return runOnChanges(file, () => invokeOnce(args, terminal));
}

function checkCombination(args: Arguments): void {
  const alone = ['fixtures', 'setup'].find((name) => args.has(name) && !args.has('offline'));
  if (alone !== undefined)
    throw new UsageError(`--${alone} goes with --offline: without it, the real services answer`);
  if (args.has('record') && args.has('offline')) {
    throw new UsageError('--record and --offline exclude each other: offline, there is nothing to record');
  }
}

async function invokeOnce(args: Arguments, terminal: Terminal): Promise<number> {
  const target = findTarget(args.positionals[0] ?? '', process.cwd());
  const config = readConfig(target);
  const env = readEnvironment(args, config);
  const nodeFlags = debuggerFlags(args);
  const request: InvokeRequest = {
    file: target.file,
    input: readInput(args, config, (name) =>
      (require('./event') as typeof import('./event')).eventInput(name),
    ),
    timeoutMs: timeoutOf(args, args.has('inspect') || args.has('inspect-brk')),
    isOffline: args.has('offline'),
    stopsAt: stopOf(args),
    data: { fixtures: args.value('fixtures'), setup: args.value('setup') },
    record: args.value('record'),
    hasColours: terminal.err.hasColours,
  };
  const isForMachines = args.has('json');
  const run = runInChild(request, {
    env: { ...settingsOf(target, env), ...env },
    nodeFlags,
    onLog: isForMachines ? () => {} : (level, text) => printLog(level, text, terminal),
  });
  // The file is checked while the child starts.
  const remarks = rulesOf(target);
  const exitCode = report(withRemarks(await run.ended, remarks), isForMachines, terminal);
  if (await run.wasCutOff) reportCutOff(terminal);
  return exitCode;
}

/**
 * Says what LivePerson does not allow in the lambda's file, its config.json and its secrets. Leaves out what the run has shown already. A
 * file that cannot be read has no findings.
 */
function rulesOf({ file, settingsPath }: Target): (known: readonly Remark[]) => readonly Remark[] {
  const { ruleDiagnostics, asDiagnostics } =
    require('../../runtime/rules/diagnostics') as typeof import('../../runtime/rules/diagnostics');
  const { secretFindings } = require('../doctor/rules') as typeof import('../doctor/rules');
  const form = hasConfigOfV2(file) ? 'v2' : undefined;
  try {
    ruleDiagnostics(file, form, []);
    const secrets = settingsPath === undefined ? [] : asDiagnostics(secretFindings(settingsPath));
    return (known) => [...ruleDiagnostics(file, form, known), ...secrets];
  } catch {
    return () => [];
  }
}

function withRemarks(ending: Ending, remarks: ReturnType<typeof rulesOf>): Ending {
  if (ending.type !== 'done') return ending;
  const { diagnostics } = ending.outcome;
  const outcome = { ...ending.outcome, diagnostics: [...diagnostics, ...remarks(diagnostics)] };
  return { ...ending, outcome };
}

function readConfig({ configPath }: Target): JsonSource | undefined {
  const text = configPath && readOptionalFile(configPath);
  return configPath === undefined || text === undefined ? undefined : new JsonSource(configPath, text);
}

/** Tells the child the settings file of the project, unless the user has named another one. */
function settingsOf(target: Target, env: Readonly<Record<string, string>>): Record<string, string> {
  const { settingsPath } = target;
  const isNamed = SETTINGS_VARIABLE in env || settingsVariable() !== undefined;
  if (isNamed || settingsPath === undefined) return {};
  checkSettingsOwner(target);
  return { [SETTINGS_VARIABLE]: settingsPath };
}

function debuggerFlags(args: Arguments): string[] {
  if (!args.has('inspect') || args.has('inspect-brk')) return [];
  const address = args.value('inspect');
  return [address === undefined ? '--inspect' : `--inspect=${address}`];
}

/**
 * Where the child waits for a debugger. Node's own `--inspect-brk` would stop in a file of this library.
 * @throws UsageError for a value that is no port and no host
 */
function stopOf(args: Arguments): DebuggerAddress | undefined {
  if (!args.has('inspect-brk')) return undefined;
  const address = args.value('inspect-brk') ?? '';
  const [, host = '', port = ''] = /^(?:(.*):)?(\d*)$/.exec(address) ?? [undefined, address, ''];
  const number = port === '' ? undefined : Number(port);
  if (number !== undefined && number > 65_535) {
    throw new UsageError(`--inspect-brk needs host:port, found ${JSON.stringify(address)}`);
  }
  return { ...(number !== undefined && { port: number }), ...(host !== '' && { host }) };
}

function timeoutOf(args: Arguments, isDebugged: boolean): number | undefined {
  const text = args.value('timeout');
  if (text === undefined) return isDebugged ? undefined : TIME_LIMIT_MS;
  const timeoutMs = Number(text);
  if (/^\d+$/.test(text) && timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS) return timeoutMs;
  throw new UsageError(
    `--timeout needs milliseconds from 1 to ${MAX_TIMEOUT_MS}, found ${JSON.stringify(text)}`,
  );
}
