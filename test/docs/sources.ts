import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

export interface Source {
  /** From the root. */
  readonly path: string;
  readonly text: string;
}

/** The sources below a folder of the repository. */
export function sourcesIn(folder: string): Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => ({
      path: `${folder}/${name.replaceAll('\\', '/')}`,
      text: readFileSync(join(ROOT, folder, name), 'utf8'),
    }));
}

let tests: Source[] | undefined;

/** The tests, without those of the documents. */
export function testSources(): Source[] {
  tests ??= sourcesIn('test').filter(({ path }) => !path.startsWith('test/docs/'));
  return tests;
}
