import { readFileSync } from 'node:fs';
import { prepareModule } from '../../runtime/load/prepare';
import type { TestRunner } from '../../runtime/load/runner';
import type { ModuleBody } from '../../runtime/load/source';
import { isMeasured } from '../environment';
import { loadByNode } from './node-loader';
import { wrapModule } from './wrap';

/** Node forgets the source map of a module that is not used any more. */
const measured = new Set<NodeJS.Module>();

/**
 * Node and c8 take the lines of a script from its source map. Only Node's own loader can register a source map, so it compiles the files
 * whose code is not the text of the file: ES modules, and TypeScript with `import` and `export`.
 * @returns undefined when coverage is not measured
 */
export function coverageRunner(): TestRunner | undefined {
  return isMeasured() ? { bodyOf, replacementOf: () => undefined } : undefined;
}

function bodyOf(path: string): ModuleBody | undefined {
  const text = readFileSync(path, 'utf8');
  const { module } = prepareModule(text, path);
  if (!module || module.prologueLength === 0) return undefined;
  const { code, map } = wrapModule(module, text, path, { before: 'module.exports=', after: ';' });
  const url = `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
  const loaded = loadByNode(path, `${code}\n//# sourceMappingURL=${url}`);
  if (!loaded) return undefined;
  measured.add(loaded);
  return loaded.exports as ModuleBody;
}
