import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** A JavaScript sample of a seed. */
export interface Sample {
  /** Its heading and number, such as `Orchestrator Client (7)`. */
  name: string;
  text: string;
}

/** The samples of a seed, as printed. */
export function samplesOf(seed: string): Sample[] {
  const text = readFileSync(join(ROOT, 'test/fixtures/seeds', `${seed}.md`), 'utf8');
  return [...text.matchAll(/^## (.*)\n\n```javascript\n([\s\S]*?)^```$/gm)].map(
    ([, name = '', code = '']) => ({
      name,
      text: code,
    }),
  );
}

/** A placeholder of a sample, and what stands in for it. */
export type Fill = readonly [placeholder: string, code: string];

/** Replaces placeholders, each where it stands first; all of them have to be there. */
export function fillIn(text: string, fills: readonly Fill[]): string {
  return fills.reduce((filled, [placeholder, code]) => {
    if (!filled.includes(placeholder)) throw new Error(`the sample has no ${JSON.stringify(placeholder)}`);
    return filled.replace(placeholder, () => code);
  }, text);
}

/**
 * Runs a sample as the body of an async function, as sloppy CommonJS.
 *
 * @param scope names that the sample takes for granted, with their values
 * @param result names that it declares, which are returned
 */
export async function runSample(
  text: string,
  scope: Record<string, unknown>,
  result: readonly string[] = [],
): Promise<Record<string, unknown>> {
  const path = join(ROOT, 'examples', 'sample.js');
  const loaded = new Module(path) as Module & { _compile(code: string, path: string): void };
  loaded.paths = [join(ROOT, 'node_modules')];
  loaded.filename = path;
  const names = Object.keys(scope);
  loaded._compile(
    `module.exports = async (${names.join(', ')}) => {\n${text}\nreturn { ${result.join(', ')} };\n};`,
    path,
  );
  const run = loaded.exports as (...values: unknown[]) => Promise<Record<string, unknown>>;
  return run(...Object.values(scope));
}
