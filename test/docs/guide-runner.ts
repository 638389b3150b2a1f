import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { type CliRun, linkPackages, runCli } from '../cli/run-cli';
import { blocksOf } from '../helpers/markdown';
import { temporaryFolder } from '../helpers/settings-folder';
import { runNode, tool } from '../package/pack';

const ROOT = join(__dirname, '..', '..');
const ACCOUNT = { BRAND_ID: '12345678' };

/** The pages whose blocks are run in order, each page in a folder of its own: an empty one, or the project of `init`. */
export const GUIDES: Record<string, 'empty' | 'project'> = {
  'docs/guides/getting-started.md': 'empty',
  'docs/guides/testing.md': 'empty',
  'docs/guides/debugging.md': 'project',
  'docs/guides/typescript.md': 'project',
  'docs/guides/from-the-local-mock.md': 'project',
  'docs/command-line.md': 'project',
};

/**
 * Does what a page says. A block that begins with the path of a file is written there. The lines of a shell block are
 * run; with `<!-- fails -->` before the block, the last one has to fail. A block of text has parts of what was printed.
 */
export async function runGuide(page: string): Promise<void> {
  const shell = new Shell();
  if (GUIDES[page] === 'project') await shell.run('npx lp-faas-toolbelt init');
  const failing = failingLines(page);
  for (const { language, code, line, notRun } of blocksOf(page)) {
    if (notRun !== undefined) continue;
    const [, path] = /^\/\/ (\S+\.[cm]?[jt]s)\n/.exec(code) ?? [];
    if (path !== undefined) shell.write(path, code.slice(code.indexOf('\n') + 1));
    else if (language === 'sh') await shell.run(code, failing.has(line));
    else if (language === 'text') shell.expectPrinted(code);
    else if (language === 'json') expect(JSON.parse(code)).toBeTypeOf('object');
    else throw new Error(`${page}:${line}: nobody knows what to do with this block`);
  }
  await shell.runTests();
}

/** The lines of the blocks that have to fail. */
function failingLines(page: string): Set<number> {
  const lines = readFileSync(join(ROOT, page), 'utf8').split('\n');
  return new Set(lines.flatMap((text, index) => (text === '<!-- fails -->' ? [index + 2] : [])));
}

/** Runs the commands of pages. */
export class Shell {
  #cwd: string;
  #printed = '';
  #hasNewTests = false;

  constructor(cwd = temporaryFolder()) {
    this.#cwd = cwd;
    if (cwd !== ROOT) this.#install();
  }

  /** Writes a file of a page. */
  write(path: string, text: string): void {
    const file = join(this.#cwd, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    this.#hasNewTests ||= path.startsWith('test/');
  }

  /** Runs lines one after the other. */
  async run(code: string, isLastFailing = false): Promise<void> {
    const commands = code
      .replace(/(^|\s+)#.*$/gm, '')
      .trim()
      .split(/\n| && /);
    for (const [index, command] of commands.entries()) {
      const { code: status, stdout, stderr } = await this.#command(command.trim());
      this.#printed = stdout + stderr;
      const expected = isLastFailing && index === commands.length - 1 ? 1 : 0;
      expect(status, `${command}\n${this.#printed}`).toBe(expected);
    }
  }

  /** Runs the tests that the page has, unless it has done so itself. */
  async runTests(): Promise<void> {
    if (this.#hasNewTests) await this.run('npm test');
  }

  /** @param text lines with what the last command printed; `…` stands for anything */
  expectPrinted(text: string): void {
    for (const line of text.trim().split('\n')) {
      const parts = line.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      expect(this.#printed).toMatch(new RegExp(parts.join('.*')));
    }
  }

  #command(command: string): CliRun | Promise<CliRun> {
    const [, folder] = /^cd (\S+)$/.exec(command) ?? [];
    if (folder !== undefined) {
      this.#cwd = join(this.#cwd, folder);
      return { code: existsSync(this.#cwd) ? 0 : 1, stdout: '', stderr: '' };
    }
    if (command === 'npm install') return this.#install();
    if (command === 'node --test') return this.#node(['--test', '--test-reporter=tap']);
    const [, vitestFlags] = /^(?:npm test|npx vitest run)((?: --\S+)*)$/.exec(command) ?? [];
    if (vitestFlags !== undefined) return this.#vitest(vitestFlags.trim().split(' ').filter(Boolean));
    const [, variables = '', rest] = /^((?:[A-Z_]+=\S+ )*)npx lp-faas-toolbelt (.*)$/.exec(command) ?? [];
    if (rest === undefined) throw new Error(`nobody knows how to run ${command}`);
    const set = variables.split(' ').flatMap((pair) => (pair === '' ? [] : [pair.split('=')]));
    const env = { ...ACCOUNT, ...Object.fromEntries(set) };
    const args = rest.match(/'[^']*'|\S+/g)?.map((arg) => arg.replace(/^'|'$/g, '')) ?? [];
    const options = { cwd: this.#cwd, env };
    return args[0] === 'serve' ? serveOnce(args, options) : runCli(args, options);
  }

  /** What a project installs is in the repository already. */
  #install(): CliRun {
    linkPackages(this.#cwd, 'nock', 'vitest', '@vitest', 'rolldown');
    return { code: 0, stdout: '', stderr: '' };
  }

  #vitest(flags: string[]): Promise<CliRun> {
    this.#hasNewTests = false;
    return this.#node([tool('vitest/vitest.mjs'), 'run', '--no-color', ...flags]);
  }

  async #node(args: string[]): Promise<CliRun> {
    const { status, stdout, stderr } = await runNode(args, this.#cwd, { NO_COLOR: '1' });
    return { code: status, stdout, stderr };
  }
}

/** Interrupts `serve` when it is ready, which has to end it well. */
function serveOnce(args: string[], { cwd, env }: { cwd: string; env: object }): Promise<CliRun> {
  const port = args.includes('--port') ? [] : ['--port', '0'];
  const program = join(ROOT, 'dist/cli/index.js');
  const child = spawn(process.execPath, [program, ...args, ...port], {
    cwd,
    env: { PATH: process.env.PATH ?? '', ...env },
  });
  const printed = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed.stdout += text;
    if (text.startsWith('ready ')) child.kill('SIGINT');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...printed }));
  });
}
