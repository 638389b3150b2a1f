import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { isRecord } from '../../internal/is-record';
import { version } from '../../internal/node/version';
import { withoutUserInfo } from '../../internal/user-info';
import { readProjectFile } from '../project-files';

/** The folder of this package. dist/cli/init and src/cli/init are three levels below it. */
const PACKAGE = resolve(__dirname, '..', '..', '..');

/**
 * The entry of a package.json that gets this package from where the running one came from: a version of the registry, a file, a folder, or
 * a repository.
 * @param project the folder of the package.json
 * @param packageFolder the folder of the running package
 */
export function ownDependency(project: string, packageFolder = PACKAGE): string {
  const modules = dirname(packageFolder);
  // A checkout, or a link to one.
  if (basename(modules) !== 'node_modules') return fileDependency(project, packageFolder);
  const source = sourceOf(basename(packageFolder), modules);
  if (source === undefined) return `^${version()}`;
  if (!source.startsWith('file:')) return source;
  const file = resolve(dirname(modules), source.slice('file:'.length));
  return fileDependency(project, existsSync(file) ? file : packageFolder);
}

/**
 * Where npm got a package from. Undefined for the registry. npm records it in the folder of the packages. Other package managers do not.
 */
function sourceOf(name: string, modules: string): string | undefined {
  let lock: unknown;
  try {
    lock = JSON.parse(readProjectFile(join(modules, '.package-lock.json')) ?? '');
  } catch {
    return undefined;
  }
  const packages = isRecord(lock) && isRecord(lock.packages) ? lock.packages : {};
  const entry = packages[`node_modules/${name}`];
  const source = isRecord(entry) ? entry.resolved : undefined;
  // The URL of a package in a registry ends with /<name>/-/<name>-<version>.tgz.
  if (typeof source !== 'string' || source.includes(`/${name}/-/`)) return undefined;
  return withoutCredentials(source);
}

/** An address of a package without a password or a token. `git@` and the like stay, because they are no secret and git needs them. */
function withoutCredentials(source: string): string {
  if (source.startsWith('file:') || !URL.canParse(source)) return source;
  const given = new URL(source);
  const isUserOnly = /ssh:$/.test(given.protocol) && given.password === '';
  const url = isUserOnly ? given : withoutUserInfo(given);
  url.search = '';
  return url.href;
}

/** A near file or folder is named relative to the project, so that both can be moved together. Any other is named by its absolute path. */
function fileDependency(project: string, target: string): string {
  const path = relative(project, target);
  const isNear = !isAbsolute(path) && !path.startsWith(join('..', '..'));
  const shown = (isNear ? path : target).replaceAll('\\', '/');
  return `file:${isNear && !shown.startsWith('.') ? `./${shown}` : shown}`;
}
