import { existsSync } from 'node:fs';
import type { Arguments } from '../arguments';
import { type Command, ExitCode } from '../command';
import { gitState } from '../git';
import type { Output, Terminal, Tone } from '../terminal';
import { UsageError } from '../usage-error';
import { checkAccount } from './account';
import type { Finding, Level } from './finding';
import { checkFunctions } from './functions';
import { checkProxy, checkTls } from './network';
import { checkSettingsRules } from './rules';
import { checkNode, checkPeers } from './runtime';
import { checkSecrets, checkSecretsFile } from './secrets';
import { checkSettings, type SettingsCheck } from './settings';
import { checkSettingsContent } from './settings-content';
import { checkWhitelist } from './whitelist';

const MARKS: Record<Level, { mark: string; tone: Tone }> = {
  ok: { mark: 'ok', tone: 'good' },
  warning: { mark: 'warning', tone: 'warning' },
  problem: { mark: 'problem', tone: 'bad' },
};
const MARK_WIDTH = 9;

/** `lp-faas-toolbelt doctor`: checks what a lambda depends on, and says what to do. */
export const doctorCommand: Command = {
  spec: {
    name: 'doctor',
    usage: '[folder] [options]',
    description: [
      'Checks account, settings file, whitelist, secrets, functions, proxy, TLS, Node and optional packages as the',
      'toolbelt in this folder finds them, and says what to do about each finding. It changes nothing, sends',
      'nothing, runs no function, and shows no secret.',
    ],
    options: {
      json: {
        type: 'flag',
        help: 'Print { findings: [{ level, what, cure, rule, file, line, column }] } for machines.',
      },
    },
    positionals: { names: ['the folder of the functions'], required: 0 },
    examples: ['doctor', 'doctor functions/ --json'],
  },
  run: examine,
};

async function examine(args: Arguments, { out }: Terminal): Promise<number> {
  const [folder] = args.positionals;
  if (folder !== undefined && !existsSync(folder)) throw new UsageError(`there is no folder ${folder}`);
  const settings = checkSettings(process.cwd());
  const findings = [
    ...checkNode(process.versions.node),
    ...checkPeers(process.versions.node),
    ...checkAccount(),
    ...settings.findings,
    ...(settings.settings === undefined
      ? []
      : [
          ...checkSettingsContent(settings.settings.existing),
          ...checkSettingsRules(settings.settings.existing),
          ...checkWhitelist(settings.settings.whitelist),
          ...checkSecrets(settings.settings),
        ]),
    ...(await checkFiles(settings)),
    ...checkFunctions(folder ?? settings.functionsFolder),
    ...checkProxy(),
    ...checkTls(),
  ];
  if (args.has('json')) out.line(JSON.stringify({ findings }, null, out.isTerminal ? 2 : 0));
  else print(findings, out);
  return findings.some(({ level }) => level === 'problem') ? ExitCode.FAILED : ExitCode.OK;
}

async function checkFiles({ settings, files }: SettingsCheck): Promise<Finding[]> {
  const holders =
    settings && new Set([...settings.sources].flatMap(([key, file]) => (key === '' ? [] : [file])));
  const checks = files.map(async (file) => checkSecretsFile(file, await gitState(file), holders?.has(file)));
  return (await Promise.all(checks)).flat();
}

function print(findings: readonly Finding[], out: Output): void {
  const indent = ' '.repeat(MARK_WIDTH);
  for (const { level, what, cure } of findings) {
    const { mark, tone } = MARKS[level];
    out.line(`${out.paint(tone, mark.padEnd(MARK_WIDTH))}${what}`);
    if (cure !== undefined) out.line(`${indent}${out.paint('faint', cure)}`);
  }
  const count = (wanted: Level) => findings.filter(({ level }) => level === wanted).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  out.line('');
  out.line(`${plural(problems, 'problem')}, ${plural(warnings, 'warning')}.`);
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
