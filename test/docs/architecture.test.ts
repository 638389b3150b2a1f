import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readPage, rowsOf } from '../helpers/markdown';
import { ARROWS, CLIENTS, STAGES } from '../helpers/rooms';

const ROOT = join(__dirname, '../..');
const page = readPage('docs/architecture.md');
const section = (title: string) => page.split(/^## /m).find((text) => text.startsWith(`${title}\n`)) ?? '';

/** The tables of the section: the rooms, and the stages of `http`. */
const [roomRows = [], stageRows = []] = section('Rooms')
  .split(/^(?=\| Stage )/m)
  .map(rowsOf);

/** The last cell of a row: the rooms it names, with the words for several of them replaced by their names. */
function importsOf(cell: string, room: string): string[] {
  if (cell === 'nothing of ours') return [];
  const [, left] = /^everything but (.+)$/.exec(cell) ?? [];
  if (left !== undefined)
    return Object.keys(ARROWS).filter((other) => other !== room && !left.includes(`\`${other}\``));
  return cell.split(', ').flatMap((name) => (name === 'the clients' ? CLIENTS : name.replaceAll('`', '')));
}

function drawnIn(rows: string[][]): Record<string, string[]> {
  const names = rows.map(([name = '', , cell = '']) => [name.replaceAll('`', ''), cell] as const);
  return sorted(Object.fromEntries(names.map(([name, cell]) => [name, importsOf(cell, name)])));
}

function sorted(table: Record<string, readonly string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(table).map(([name, imports]) => [name, [...imports].sort()]));
}

const namesIn = (folder: string) =>
  readdirSync(join(ROOT, folder))
    .map((name) => name.replace(/\.ts$/, ''))
    .sort();

it('has a row for each room of src/, with what it may import', () => {
  expect(drawnIn(roomRows)).toEqual(sorted(ARROWS));
  expect(Object.keys(drawnIn(roomRows)).sort()).toEqual(namesIn('src'));
});

it('has a row for each stage of src/http, with what it may import', () => {
  expect(drawnIn(stageRows)).toEqual(sorted(STAGES));
  expect(Object.keys(drawnIn(stageRows)).sort()).toEqual(namesIn('src/http'));
});

it('names only files and folders that there are', () => {
  const paths = [...page.matchAll(/`((?:src|test|scripts|vendor|docs)\/[\w./-]+)`/g)].map(
    ([, path = '']) => path,
  );
  expect(paths.length).toBeGreaterThan(10);
  const rooms = Object.keys(ARROWS).join('|');
  const drawn = [
    ...page.matchAll(new RegExp(`[[{\`"]"?((?:${rooms})/[a-z/-]+)(?:\\.ts)?["\`:\\]}]`, 'g')),
  ].map(([, path]) => `src/${path}.ts`);
  expect(drawn.length).toBeGreaterThan(8);
  const missing = [...paths, ...drawn].filter((path) => !existsSync(join(ROOT, path)));
  // The build makes vendor/, so a checkout may not have it yet.
  expect(missing.filter((path) => !path.startsWith('vendor'))).toEqual([]);
});

it('has a row for each folder of tests', () => {
  const text = section('Tests');
  const rooms = Object.keys(ARROWS);
  const folders = readdirSync(join(ROOT, 'test'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !rooms.includes(entry.name))
    .map(({ name }) => name);
  const unnamed = folders.filter((name) => !text.includes(`\`test/${name}\``));
  expect(unnamed).toEqual([]);
});

it('lets CONTRIBUTING.md name the commands that there are', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const [, table = ''] = /^## Commands\n([\s\S]*?)^## /m.exec(readPage('CONTRIBUTING.md')) ?? [];
  const named = rowsOf(table)
    .map(([command = '']) => /`npm (?:run )?([\w:]+)/.exec(command)?.[1])
    .filter((name) => name !== undefined);
  const own = Object.keys(scripts).filter((name) => !/^(pre|post)/.test(name));
  // The section "Set up" has `npm run build`, which runs `vendor`.
  expect(named.sort()).toEqual(own.filter((name) => !['vendor', 'build'].includes(name)).sort());
});
