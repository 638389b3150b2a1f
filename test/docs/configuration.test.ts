import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterEach, describe, expect, it } from 'vitest';
import { Configuration } from '../../src/config/configuration';
import * as defaults from '../../src/config/defaults';
import { optionsProblems } from '../../src/config/settings-schema';
import { readPage, rowsOf } from '../helpers/markdown';

const ROOT = join(__dirname, '../..');
const page = readPage('docs/settings.md');
const [, section = ''] =
  /<!-- configuration:start -->\n([\s\S]*?)<!-- configuration:end -->/.exec(page) ?? [];
const rows = rowsOf(section);
const plain = (cell = '') => cell.replaceAll('`', '');

/** The properties of an interface of src/config/types.ts. */
function propertiesOf(name: string): string[] {
  const path = join(ROOT, 'src/config/types.ts');
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ESNext, true);
  const found = source.statements.find(
    (node): node is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(node) && node.name.text === name,
  );
  return found?.members.map((member) => member.name?.getText() ?? '') ?? [];
}

describe('the table of docs/settings.md', () => {
  const known = [
    ...propertiesOf('ToolbeltOptions').filter((key) => key !== 'rateLimit'),
    ...propertiesOf('RateLimitOptions').map((key) => `rateLimit.${key}`),
  ];

  it('has a row for each key of Toolbelt.configure, and for nothing else', () => {
    expect(known.length).toBeGreaterThan(12);
    expect(rows.map(([key]) => plain(key)).sort()).toEqual(known.sort());
  });

  it('knows the keys that are accepted at run time', () => {
    const keysOf = (problem: string) => /expected one of (.*)$/.exec(problem)?.[1]?.split(', ') ?? [];
    const [top, inner] = [{ zzzzzzzzzz: 1 }, { rateLimit: { zzzzzzzzzz: 1 } }].map((options) =>
      keysOf(optionsProblems(options)[0]?.text ?? ''),
    );
    const accepted = [
      ...(top ?? []).filter((key) => key !== 'rateLimit'),
      ...(inner ?? []).map((key) => `rateLimit.${key}`),
    ];
    expect(rows.map(([key]) => plain(key)).sort()).toEqual(accepted.sort());
  });

  it('says something of each', () => {
    for (const [, value, , meaning] of rows) {
      expect(value).toMatch(/\S/);
      expect(meaning).toMatch(/^\S.{15,}\.$/);
    }
  });

  it('has the defaults that apply', () => {
    const configuration = new Configuration();
    const limit = configuration.rateLimit();
    const actual: Record<string, unknown> = {
      settingsPath: defaults.DEFAULT_SETTINGS_PATH,
      whitelist: configuration.configuredWhitelist(),
      whitelistViolation: configuration.whitelistViolation(),
      secrets: configuration.secretSource().kind,
      csds: configuration.csds(),
      'rateLimit.limit': limit.limit,
      'rateLimit.intervalMs': limit.intervalMs,
      'rateLimit.mode': limit.mode,
      'rateLimit.maxWaitMs': limit.maxWaitMs,
    };
    for (const [key, value] of Object.entries(actual)) {
      const [, shown] = rows.find(([name]) => plain(name) === key) ?? [];
      const text = typeof value === 'string' ? [value, JSON.stringify(value)] : [JSON.stringify(value)];
      expect(text, key).toContain(plain(shown));
    }
    for (const key of ['accountId', 'functionId', 'proxy']) {
      expect(rows.find(([name]) => plain(name) === key)?.[1]).toBe('none');
    }
    expect(configuration.optionalAccountId() ?? configuration.functionId() ?? configuration.proxy()).toBe(
      undefined,
    );
  });
});

describe('the environment variables', () => {
  afterEach(() => {
    delete process.env.LP_FAAS_SECRET_MY_KEY;
  });

  // The quoted names that look like variables, in the only files that may read the environment.
  const read = ['src/config/env.ts', 'src/cli/environment.ts'].flatMap((path) => {
    const source = ts.createSourceFile(
      path,
      readFileSync(join(ROOT, path), 'utf8'),
      ts.ScriptTarget.ESNext,
      true,
    );
    const names: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isStringLiteral(node)) names.push(node.text);
      if (ts.isPropertyAccessExpression(node) && node.expression.getText() === 'process.env') {
        names.push(node.name.text);
      }
      if (ts.isBindingElement(node)) names.push((node.propertyName ?? node.name).getText());
      node.forEachChild(visit);
    };
    visit(source);
    return names.filter((name) => /^[A-Z][A-Z_]+$/.test(name));
  });

  it('that are read stand in docs/settings.md', () => {
    const names = [...new Set(read)].map((name) => (name.endsWith('_') ? `${name}<KEY>` : name));
    expect(names.length).toBeGreaterThan(13);
    expect(names.filter((name) => !page.includes(`\`${name}`))).toEqual([]);
  });

  it('of the table are read', () => {
    const named = rows.flatMap(([, , variables = '']) =>
      [...variables.matchAll(/`([A-Z_]+)/g)].map(([, name]) => name),
    );
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => !read.includes(name ?? ''))).toEqual([]);
  });
});
