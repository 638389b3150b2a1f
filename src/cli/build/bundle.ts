import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../usage-error';

const PACKAGE = 'rolldown';
const PACKAGE_LINE = '^1.2.19';

/** One file that was made from a source and its own modules. */
export interface Bundle {
  readonly code: string;
  /** The paths of all sources in it. */
  readonly files: readonly string[];
}

/** What to bundle. */
export interface BundleRequest {
  /** Path of the source. */
  readonly file: string;
  readonly format: 'cjs' | 'esm';
  /** Text that is added to the source at its end. */
  readonly ending: string;
}

/**
 * Makes one file from a source and its own modules. An import that is not a path stays an import. Types are removed, and not checked.
 * @throws UsageError when the bundler is not installed, or cannot make the file
 */
export async function bundle({ file, format, ending }: BundleRequest): Promise<Bundle> {
  const { rolldown } = await loadBundler(file);
  try {
    const build = await rolldown({
      input: file,
      cwd: dirname(file),
      platform: 'node',
      logLevel: 'silent',
      external: (id) => !/^(\.{0,2}\/|[a-z]:|\0)/i.test(id),
      plugins: [
        {
          name: 'ending',
          transform: (code, id) => (id === file && ending !== '' ? `${code}\n${ending}` : null),
        },
      ],
    });
    const { output } = await build.generate({ format, exports: 'named', codeSplitting: false });
    await build.close();
    const chunks = output.flatMap((part) => (part.type === 'chunk' ? [part] : []));
    const files = chunks.flatMap(({ modules }) => Object.keys(modules)).filter((id) => !id.startsWith('\0'));
    return { code: chunks.map(({ code }) => code).join('\n'), files };
  } catch (error) {
    throw new UsageError(`${file} could not be built: ${(error as Error).message}`);
  }
}

/** The bundler that is installed with this library, or else that of the project. A folder of sources should not choose the bundler. */
async function loadBundler(file: string): Promise<typeof import('rolldown')> {
  for (const from of [__filename, join(process.cwd(), 'package.json'), file]) {
    const path = findPackage(from);
    if (path !== undefined) return (await import(pathToFileURL(path).href)) as typeof import('rolldown');
  }
  throw new UsageError(`build needs a bundler: npm install --save-dev ${PACKAGE}@${PACKAGE_LINE}`);
}

function findPackage(from: string): string | undefined {
  try {
    return createRequire(from).resolve(PACKAGE);
  } catch {
    return undefined;
  }
}
