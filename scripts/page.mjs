// Bundles the page of the host, src/page/, into dist/page/: one script and one style sheet.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCE = join(ROOT, 'src/page');
const TARGET = join(ROOT, 'dist/page');

const build = await rolldown({
  input: join(SOURCE, 'main.tsx'),
  platform: 'browser',
  logLevel: 'warn',
  tsconfig: join(SOURCE, 'tsconfig.json'),
  transform: { target: 'es2022' },
});
await build.write({ file: join(TARGET, 'page.js'), format: 'iife', minify: true });
await build.close();

mkdirSync(TARGET, { recursive: true });
for (const file of ['index.html', 'icon.svg']) copyFileSync(join(SOURCE, file), join(TARGET, file));
const styles = readdirSync(join(SOURCE, 'style')).sort();
// What the script is bundled of asks for this.
writeFileSync(
  join(TARGET, 'THIRD-PARTY-NOTICES'),
  ['preact', 'diff']
    .map((name) => `${name}\n\n${readFileSync(join(ROOT, 'node_modules', name, 'LICENSE'), 'utf8')}`)
    .join('\n\n'),
);
writeFileSync(
  join(TARGET, 'page.css'),
  styles.map((file) => readFileSync(join(SOURCE, 'style', file), 'utf8')).join('\n'),
);
