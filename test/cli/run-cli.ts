import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { main } from '../../src/cli/main';
import type { Output, Terminal } from '../../src/cli/terminal';
import { temporaryFolder } from '../helpers/settings-folder';
import '../helpers/built';

export const ROOT = join(__dirname, '..', '..');
const PROGRAM = join(ROOT, 'dist', 'cli', 'index.js');

export interface CliRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  cwd?: string;
  env?: Record<string, string>;
  input?: string;
  /** Called with the process as soon as standard error matches. */
  when?: [pattern: RegExp, act: (child: ChildProcess, match: RegExpExecArray) => void];
}

/** Runs the compiled program in another process, without the environment variables of this machine. */
export function runCli(
  args: string[],
  { cwd, env = {}, input = '', when }: CliOptions = {},
): Promise<CliRun> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: cwd ?? temporaryFolder(),
    env: { PATH: process.env.PATH ?? '', ...env },
  });
  let [stdout, stderr, hasActed] = ['', '', false];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    const match = hasActed ? null : when?.[0].exec(stderr);
    if (!match) return;
    hasActed = true;
    when?.[1](child, match);
  });
  child.stdin.on('error', () => {}).end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

const NOT_FOR_TESTS = ['NODE_EXTRA_CA_CERTS', 'NODE_TLS_REJECT_UNAUTHORIZED', 'FORCE_COLOR', 'NO_COLOR'];

/**
 * Runs the program in this process, which is faster and counts for the coverage. Only one run at a time is possible; the
 * environment is brought back after the test.
 */
export async function runHere(
  args: string[],
  { cwd, env = {} }: Pick<CliOptions, 'cwd' | 'env'> = {},
): Promise<CliRun> {
  const before = process.cwd();
  process.chdir(cwd ?? temporaryFolder());
  for (const name of NOT_FOR_TESTS) delete process.env[name];
  Object.assign(process.env, env);
  const terminal = memoryTerminal();
  try {
    const code = await main(args, terminal);
    return { code, stdout: terminal.written.out, stderr: terminal.written.err };
  } finally {
    process.chdir(before);
  }
}

/** Writes files into a new folder, by path. A value that is not text is written as JSON. */
export function projectFolder(files: Record<string, unknown>): string {
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(
      join(folder, path),
      typeof content === 'string' ? content : JSON.stringify(content, null, 2),
    );
  }
  return folder;
}

/** Lets the files of a folder require this package, and others that it has installed. */
export function linkPackages(folder: string, ...others: string[]): void {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(ROOT, join(folder, 'node_modules', 'lp-faas-toolbelt'), 'dir');
  for (const name of others) {
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), 'dir');
  }
}

/** A terminal that keeps everything that is written to it. */
export function memoryTerminal(): Terminal & { written: { out: string; err: string } } {
  const written = { out: '', err: '' };
  const output = (name: 'out' | 'err'): Output => ({
    isTerminal: false,
    hasColours: false,
    line: (text) => {
      written[name] += `${text}\n`;
    },
    paint: (_tone, text) => text,
  });
  return { out: output('out'), err: output('err'), questions: undefined, written };
}

/** Wrong usage: exit code 2, an explanation and the usage line on standard error, nothing on standard output. */
export function expectWrongUsage({ code, stdout, stderr }: CliRun, explanation: RegExp): void {
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(explanation);
  expect(stderr).toContain('Usage: lp-faas-toolbelt');
}
