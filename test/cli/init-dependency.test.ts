import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownDependency } from '../../src/cli/init/dependency';
import { version } from '../../src/internal/node/version';
import { temporaryFolder } from '../helpers/settings-folder';
import { ROOT } from './run-cli';

const NAME = 'lp-faas-toolbelt';

/** A project that has the package installed. @param resolved what npm notes of its place */
function installation(resolved: string | undefined): { project: string; packageFolder: string } {
  const project = temporaryFolder();
  const packageFolder = join(project, 'node_modules', NAME);
  mkdirSync(packageFolder, { recursive: true });
  const lock = { lockfileVersion: 3, packages: { [`node_modules/${NAME}`]: { version: '1.0.0', resolved } } };
  writeFileSync(join(project, 'node_modules/.package-lock.json'), JSON.stringify(lock));
  return { project, packageFolder };
}

/** What a new project in a folder of an installation says. */
function dependencyIn(folder: string, resolved: string | undefined, files: string[] = []): string {
  const { project, packageFolder } = installation(resolved);
  for (const file of files) writeFileSync(join(project, file), '');
  return ownDependency(join(project, folder), packageFolder).replace(project, '<project>');
}

describe('the dependency that init writes', () => {
  it.each([
    ['a registry', 'https://packages.example.com/lp-faas-toolbelt/-/lp-faas-toolbelt-1.0.0.tgz'],
    ['a registry that npm does not name', undefined],
  ])('is the version, from %s', (_, resolved) => {
    expect(dependencyIn('my-functions', resolved)).toBe(`^${version()}`);
  });

  it.each([
    ['my-functions', 'file:../lp.tgz'],
    ['.', 'file:./lp.tgz'],
    ['a/b/c', 'file:<project>/lp.tgz'],
  ])('is the file that the running package came from, for %s', (folder, expected) => {
    expect(dependencyIn(folder, 'file:lp.tgz', ['lp.tgz'])).toBe(expected);
  });

  it('is the running package itself when that file is gone', () => {
    expect(dependencyIn('.', 'file:lp.tgz')).toBe(`file:./node_modules/${NAME}`);
  });

  it.each([
    ['a repository', 'git+ssh://git@example.com/lp-faas-toolbelt.git#0123abc'],
    ['an address', 'https://files.example.com/lp-faas-toolbelt-1.0.0.tgz'],
  ])('is %s', (_, resolved) => {
    expect(dependencyIn('my-functions', resolved)).toBe(resolved);
  });

  it.each([
    ['https://user:pass-word-1@files.example.com/lp.tgz', 'https://files.example.com/lp.tgz'],
    ['https://token-1234@files.example.com/lp.tgz', 'https://files.example.com/lp.tgz'],
    ['https://files.example.com/lp.tgz?token=1234&sig=abc', 'https://files.example.com/lp.tgz'],
    ['git+https://token-1234:x@example.com/lp.git#0123abc', 'git+https://example.com/lp.git#0123abc'],
    ['git+ssh://git:secret-1@example.com/lp.git#0123abc', 'git+ssh://example.com/lp.git#0123abc'],
  ])('has no credentials: %s', (resolved, expected) => {
    expect(dependencyIn('my-functions', resolved)).toBe(expected);
  });

  it('is a checkout, when the program runs in one', () => {
    expect(ownDependency('/a/folder/elsewhere')).toBe(`file:${ROOT}`);
  });

  it('is the version, where npm has noted nothing', () => {
    const packageFolder = join(temporaryFolder(), 'node_modules', NAME);
    expect(ownDependency('/elsewhere', packageFolder)).toBe(`^${version()}`);
  });
});
