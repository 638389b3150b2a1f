import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  asDiagnostics,
  configFindings,
  configOf,
  ruleDiagnostics,
} from '../../../src/runtime/rules/diagnostics';

it('findings are diagnostics with their place', () => {
  const finding = {
    rule: 'eval',
    message: 'No.',
    file: '/p/a.js',
    line: 2,
    column: 3,
    severity: 'refused',
  } as const;
  expect(asDiagnostics([finding])).toEqual([{ code: 'eval', message: '/p/a.js:2:3: No.' }]);
});

it.each([
  ['/p/functions/greet/index.js', '/p/functions/greet/config.json'],
  ['/p/functions/greet/index.mjs', '/p/functions/greet/config.json'],
  ['/p/functions/greet/index.cts', '/p/functions/greet/config.json'],
  ['/p/functions/greet/other.js', undefined],
  ['/p/functions/greet/index.json', undefined],
  ['/p/functions/index.js', undefined],
  ['/p/lambdas/greet/index.js', undefined],
])('the config.json of %s', (file, config) => {
  expect(configOf(file)).toBe(config);
});

it('a config.json that is missing or no JSON has no findings', () => {
  expect(configFindings(undefined, '/p/config.json')).toEqual([]);
  expect(configFindings('{"event":"x_y_z"}', undefined)).toEqual([]);
  expect(configFindings('{', '/p/config.json')).toEqual([]);
  expect(configFindings('{"event":"x_y_z"}', '/p/config.json')).toMatchObject([
    { rule: 'event', file: '/p/config.json' },
  ]);
});

describe('the diagnostics of a file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rules-'));
    mkdirSync(join(folder, 'functions/greet'), { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, text: string) => writeFileSync(join(folder, 'functions/greet', name), text);
  const codes = (form?: 'v1' | 'v2', known: string[] = []) =>
    ruleDiagnostics(
      join(folder, 'functions/greet/index.js'),
      form,
      known.map((code) => ({ code, message: '' })),
    ).map(({ code }) => code);

  beforeEach(() => {
    write('index.js', 'function lambda(input, callback) {}');
    write('config.json', '{"event":"x_y_z"}');
  });

  it('follow its text, its form and its config.json', () => {
    expect(codes()).toEqual(['callback-unused', 'event']);
    expect(codes()).toEqual(['callback-unused', 'event']);
    expect(codes('v2')).toEqual(['lambda-declaration', 'event']);
    write('config.json', '{}');
    expect(codes('v2')).toEqual(['lambda-declaration']);
    write('index.js', 'async function lambda(input) {}');
    expect(codes('v2')).toEqual([]);
    rmSync(join(folder, 'functions/greet/config.json'));
    expect(codes('v1')).toEqual(['callback-unused']);
  });

  it('do not repeat what the run has said', () => {
    for (const code of ['callback-never', 'returned-instead-of-callback', 'limit-exceeded']) {
      expect(codes('v1', ['log-limit', code])).toEqual(['event']);
    }
    expect(codes('v1', ['log-limit'])).toEqual(['callback-unused', 'event']);
  });
});
