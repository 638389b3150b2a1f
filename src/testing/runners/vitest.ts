/**
 * `lp-faas-toolbelt/testing/vitest`: lets vitest load the lambdas that `invoke` runs, so that coverage, mocks and watch
 * mode see them.
 *
 * @packageDocumentation
 */

import { readFileSync } from 'node:fs';
import { editText } from '../../internal/javascript/edit';
import { parseJavaScript } from '../../internal/javascript/parse';
import { PACKAGE, V2_PACKAGE } from '../../runtime/load/module';
import { type PreparedModule, prepareModule } from '../../runtime/load/prepare';
import { moduleIds, undeclaredName } from './module-ids';
import { KIT, namedFiles } from './named-files';
import { IMPORT, QUERY } from './vitest-worker';
import { type RawSourceMap, wrapModule } from './wrap';

/** The part of vite's context that the plugin uses. */
interface Context {
  addWatchFile(path: string): void;
  resolve(id: string, importer: string): Promise<{ id: string; external?: boolean | string } | null>;
  warn(message: string): void;
}

/** The value that a hook returns to vite. */
interface Transformed {
  code: string;
  map: RawSourceMap | null;
}

/** A plugin of vite. The type of vite itself fits. */
export interface VitestPlugin {
  /** The name of the plugin. */
  name: string;
  /** It comes before the plugins of vite itself. */
  enforce: 'pre';
  /** Gives the compiled file of a function. */
  load(this: Context, id: string): Promise<Transformed | undefined>;
  /** Makes a test depend on the functions that it names. */
  transform(this: Context, code: string, id: string): Transformed | undefined;
}

/** A module without a body: `invoke` loads the file itself. */
const NOTHING: Transformed = { code: 'export {};', map: null };

/**
 * Makes a plugin of vitest. With it, vitest itself loads the files of lambdas that `invoke` runs, and their own modules. Both providers of
 * coverage then count these files, and `vi.mock` reaches what they require. Watch mode runs a test again when a lambda changes that the
 * test names, as in `invoke("greet")`.
 *
 * @example `export default { plugins: [functions()] };` in `vitest.config.mjs`
 */
export function functions(): VitestPlugin {
  return {
    name: 'lp-faas-toolbelt',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith(QUERY)) return undefined;
      return loadModule(this, id.slice(0, -QUERY.length));
    },
    transform(code, id) {
      if (!code.includes(KIT) || id.includes('/node_modules/')) return undefined;
      for (const file of namedFiles(code)) this.addWatchFile(file);
      const edited = editText(code);
      // Node loads the test kit itself, and Node's `import` does not lead to vitest.
      edited.prepend(
        `globalThis[Symbol.for(${JSON.stringify(IMPORT)})]=(path)=>import(/* @vite-ignore */path);`,
      );
      const { version, sources, names, mappings } = edited.generateMap({ source: id, hires: 'boundary' });
      return { code: edited.toString(), map: { version, sources, names, mappings } };
    },
  };
}

/** The code that a worker gets for a lambda's file: its body, and an `import` of each module that it names. */
async function loadModule(context: Context, path: string): Promise<Transformed> {
  const text = readFileSync(path, 'utf8');
  const { module } = prepareModule(text, path);
  if (!module) return NOTHING;
  const { program } = parseJavaScript(module.source, isEsModule(module) ? 'module' : 'script');
  if (!program) return NOTHING;
  const imports: string[] = [];
  for (const id of moduleIds(program)) {
    const target = id === V2_PACKAGE ? `${PACKAGE}/v2` : id;
    const isFound = await context.resolve(target, path);
    if (isFound) imports.push(`${JSON.stringify(id)}:()=>import(${JSON.stringify(target)})`);
  }
  const before = `export const modules={${imports}};export const body=`;
  const wrapped = wrapModule(module, text, path, { before, after: ';' });
  const undeclared = isEsModule(module) ? undefined : undeclaredName(program);
  const { problem } = parseJavaScript(wrapped.code, 'module');
  if (undeclared === undefined && !problem) return wrapped;
  const reason = undeclared === undefined ? problem?.text : `it assigns ${undeclared} without a declaration`;
  context.warn(
    `${path} needs sloppy mode (${reason}), so vitest does not load it: its mocks and istanbul do not reach it.`,
  );
  return NOTHING;
}

function isEsModule({ linksParameter }: PreparedModule): boolean {
  return linksParameter !== undefined;
}
