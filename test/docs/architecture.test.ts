import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readPage, rowsOf } from '../helpers/markdown';
import { ARROWS } from '../helpers/rooms';

const ROOT = join(__dirname, '../..');
const page = readPage('docs/architecture.md');
const section = (title: string) => page.split(/^## /m).find((text) => text.startsWith(`${title}\n`)) ?? '';

it('has a row for each room of src/, with what it may import', () => {
  const rows = rowsOf(section('Rooms'));
  const drawn = rows.map(([room = '', , imports = '']) => [
    room.replaceAll('`', ''),
    imports === 'nothing of ours' ? [] : imports.replaceAll('`', '').split(', '),
  ]);
  const byRoom = (rooms: Record<string, readonly string[]>) =>
    Object.fromEntries(Object.entries(rooms).map(([room, imports]) => [room, [...imports].sort()]));
  expect(byRoom(Object.fromEntries(drawn))).toEqual(byRoom(ARROWS));
  const rooms = readdirSync(join(ROOT, 'src')).map((name) => name.replace(/\.ts$/, ''));
  expect(drawn.map(([room]) => room).sort()).toEqual(rooms.sort());
});

it('names only files and folders that there are', () => {
  const paths = [...page.matchAll(/`((?:src|test|scripts|vendor|docs)\/[\w./-]+)`/g)].map(
    ([, path = '']) => path,
  );
  expect(paths.length).toBeGreaterThan(10);
  const drawn = [...page.matchAll(/[[{`"]"?((?:http|internal)\/[a-z-]+)(?:\.ts)?["`:\]}]/g)].map(
    ([, path]) => `src/${path}.ts`,
  );
  expect(drawn.length).toBeGreaterThan(8);
  const missing = [...paths, ...drawn].filter((path) => !existsSync(join(ROOT, path)));
  // Built, and not in git.
  expect(missing.filter((path) => !path.startsWith('vendor'))).toEqual([]);
});

it('has a row for each folder of tests', () => {
  const text = section('Tests');
  const rooms = Object.keys(ARROWS);
  const folders = readdirSync(join(ROOT, 'test'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !rooms.includes(entry.name))
    .map(({ name }) => name);
  const helpers = ['fixtures', 'helpers', 'types'];
  const unnamed = folders.filter((name) => !helpers.includes(name) && !text.includes(`\`test/${name}\``));
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
  // Parts of others.
  expect(named.sort()).toEqual(own.filter((name) => !['vendor', 'build'].includes(name)).sort());
});
