import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { migrateSource } from '../../src/migrate';
import { outcome } from './outcome';

const folders = (path: string) =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const rules = folders(__dirname).filter((rule) => folders(join(__dirname, rule)).length > 0);

// UPDATE_MIGRATE_CASES=1 writes what the rules make of each input: look at the difference before you commit it.
describe.each(rules)('%s', (rule) => {
  it.each(folders(join(__dirname, rule)))('%s', async (name) => {
    const [input, expected, payloads] = ['input.js', 'expected.js', 'payloads.json'].map((file) =>
      join(__dirname, rule, name, file),
    ) as [string, string, string];
    const source = readFileSync(input, 'utf8');
    const { status, output } = migrateSource(source);
    if (
      process.env.UPDATE_MIGRATE_CASES &&
      (!existsSync(expected) || process.env.UPDATE_MIGRATE_CASES === 'all')
    ) {
      writeFileSync(expected, output);
    }
    expect(output).toBe(readFileSync(expected, 'utf8'));
    // A second run changes nothing.
    expect(migrateSource(output).output).toBe(output);
    // A case with payloads is done, and does the same with each of them.
    if (!existsSync(payloads)) return;
    expect(status).toBe('done');
    for (const payload of JSON.parse(readFileSync(payloads, 'utf8')) as unknown[]) {
      expect(await outcome(output, 'v2', payload)).toEqual(await outcome(source, 'v1', payload));
    }
  });
});
