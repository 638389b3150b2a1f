import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { migrateSource } from '../../src/migrate';

const folders = (path: string) =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const rules = folders(__dirname).filter((rule) => folders(join(__dirname, rule)).length > 0);

// UPDATE_MIGRATE_CASES=1 writes what the rules make of each input: look at the difference before you commit it.
describe.each(rules)('%s', (rule) => {
  it.each(folders(join(__dirname, rule)))('%s', (name) => {
    const [input, expected] = ['input.js', 'expected.js'].map((file) =>
      join(__dirname, rule, name, file),
    ) as [string, string];
    const { output } = migrateSource(readFileSync(input, 'utf8'));
    if (
      process.env.UPDATE_MIGRATE_CASES &&
      (!existsSync(expected) || process.env.UPDATE_MIGRATE_CASES === 'all')
    ) {
      writeFileSync(expected, output);
    }
    expect(output).toBe(readFileSync(expected, 'utf8'));
    // A second run changes nothing.
    expect(migrateSource(output).output).toBe(output);
  });
});
