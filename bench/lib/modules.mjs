// The modules of src/ one by one, for benchmarks of parts: dist/ holds few files of many parts.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './measure.mjs';

const MODULES = join(ROOT, '.tmp/modules');
let isBuilt = false;

/** The path of a module, such as `http/rules/whitelist`. The first call compiles all of them. */
export function moduleOf(name) {
  if (!isBuilt) {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const options = ['-p', ROOT, '--outDir', MODULES, '--declaration', 'false', '--noCheck'];
    const { status } = spawnSync(process.execPath, [tsc, ...options], { stdio: 'inherit' });
    if (status !== 0) throw new Error('the modules of src/ do not compile');
    isBuilt = true;
  }
  return join(MODULES, `${name}.js`);
}
