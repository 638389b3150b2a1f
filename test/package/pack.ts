import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import '../helpers/built';

export const ROOT = resolve(__dirname, '../..');
const CONSUMERS = join(__dirname, 'consumers');
const execute = promisify(execFile);

/** The package as users get it, below a folder of its own in the repository. */
export interface PackedCopy {
  tarball: string;
  /** Paths in the tarball, sorted. */
  files: string[];
  packedBytes: number;
  /** Where the copy is unpacked: `<root>/node_modules/lp-faas-toolbelt`. */
  folder: string;
  manifest: Record<string, unknown>;
  /** Text of a file of the copy. */
  read(file: string): string;
  /** Copies `consumers/<name>` beside the packed copy, so that the package's name resolves to it. */
  consumer(name: string): string;
  remove(): void;
}

export interface Outcome {
  status: number;
  stdout: string;
  stderr: string;
}

/**
 * Packs the built tree. The copy lies inside the repository, so that its dependencies resolve from the
 * repository's node_modules and no test needs the network.
 */
export async function packedCopy(): Promise<PackedCopy> {
  mkdirSync(join(ROOT, '.tmp'), { recursive: true });
  const root = mkdtempSync(join(ROOT, '.tmp', 'package-'));
  try {
    return await packInto(root);
  } catch (error) {
    rmSync(root, { recursive: true, force: true });
    throw error;
  }
}

async function packInto(root: string): Promise<PackedCopy> {
  const args = ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', root];
  const { stdout } = await execute('npm', args, { cwd: ROOT, maxBuffer: 1 << 26 });
  const [report] = JSON.parse(stdout) as [{ filename: string; size: number; files: { path: string }[] }];
  // Without a manifest between them and ours, consumers would get the repository itself: a package may name itself.
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  const tarball = join(root, report.filename);
  const folder = join(root, 'node_modules/lp-faas-toolbelt');
  mkdirSync(folder, { recursive: true });
  await execute('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  return {
    tarball,
    files: report.files.map(({ path }) => path).sort(),
    packedBytes: report.size,
    folder,
    manifest: JSON.parse(read('package.json')) as Record<string, unknown>,
    read,
    consumer: (name) => {
      cpSync(join(CONSUMERS, name), join(root, name), { recursive: true });
      return join(root, name);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/**
 * Runs Node in a fresh process and reports how it ended. Little of the environment is handed on: the test
 * runner's own variables (NODE_ENV, NODE_OPTIONS, VITEST, …) would change what the process does.
 */
export async function runNode(
  args: string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<Outcome> {
  const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env;
  const options = { cwd, env: { PATH, HOME, TMPDIR, ...env }, maxBuffer: 1 << 26 };
  try {
    return { status: 0, ...(await execute(process.execPath, args, options)) };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (typeof code !== 'number') throw error;
    return { status: code, stdout, stderr };
  }
}

/** The path of a tool that the repository has installed. */
export function tool(path: string): string {
  return join(ROOT, 'node_modules', path);
}
