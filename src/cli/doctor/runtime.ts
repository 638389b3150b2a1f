import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readProjectFile } from '../project-files';
import { type Finding, ok, problem, warning } from './finding';

/**
 * The versions of Node that this package needs and is tested on, and the version of LivePerson (docs/platform.md, "Modules and Node
 * versions", "From V1 to V2").
 */
const OLDEST = { major: 20, minor: 19 };
const TESTED = [20, 22, 24, 26];
const PLATFORM = 'LivePerson runs functions on Node 22 (V2)';

/** @param version a version of Node, such as `process.versions.node` */
export function checkNode(version: string): Finding[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const found = `Node ${version}`;
  if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor)) {
    const what = `${found} is too old: lp-faas-toolbelt needs ${OLDEST.major}.${OLDEST.minor} or newer.`;
    return [problem(what, `Install Node 22: ${PLATFORM}.`)];
  }
  if (!TESTED.includes(major)) {
    const what = `${found} is none of the lines that lp-faas-toolbelt is tested on (${TESTED.join(', ')}).`;
    return [warning(what, `Use Node 22: ${PLATFORM}.`)];
  }
  return [ok(`${found}; ${PLATFORM}.`)];
}

/** The version of an installed package. Undefined when the package is not installed. */
export type VersionLookup = (name: string) => string | undefined;

/**
 * Checks the optional packages. Only some parts of the toolbelt need them.
 * @param node the version of Node, such as `process.versions.node`
 */
export function checkPeers(node: string, versionOf: VersionLookup = installedVersion): Finding[] {
  return [checkNock(versionOf('nock')), checkJsforce(versionOf('jsforce'), Number.parseInt(node, 10))];
}

function checkNock(version: string | undefined): Finding {
  const cure = 'Run npm install --save-dev nock.';
  if (version === undefined) {
    return warning('nock is not installed: lp-faas-toolbelt/testing and invoke --offline need it.', cure);
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major === 14 || major === 15) return ok(`nock ${version}.`);
  if (major === 13 && minor >= 5)
    return ok(`nock ${version}, which does not see MTLSClient (nock 14 and 15 do).`);
  return warning(`nock ${version} is not supported: 13.5, 14 and 15 are.`, cure);
}

function checkJsforce(version: string | undefined, nodeMajor: number): Finding {
  const cure = 'Run npm install jsforce@npm:@jsforce/jsforce-node@3.10.16.';
  if (version === undefined) return ok('jsforce is not installed: only SFClient needs it.');
  const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  if (major !== 3)
    return warning(`jsforce ${version} is not supported: SFClient works with jsforce 3.`, cure);
  const isForNode22 = minor > 10 || (minor === 10 && patch > 16);
  if (isForNode22 && nodeMajor < 22) return warning(`jsforce ${version} does not load before Node 22.`, cure);
  return ok(`jsforce ${version}.`);
}

/**
 * Looks from this package, as the library does, and then from the project. When the project only links to this package, the project's own
 * packages are not found from here.
 */
function installedVersion(name: string): string | undefined {
  for (const from of [__filename, join(process.cwd(), 'package.json')]) {
    // The manifest may be missing from the exports of a package, as in nock 15, so the file is read.
    for (const folder of createRequire(from).resolve.paths(name) ?? []) {
      const version = versionIn(join(folder, name, 'package.json'));
      if (version !== undefined) return version;
    }
  }
  return undefined;
}

function versionIn(manifestPath: string): string | undefined {
  try {
    return (JSON.parse(readProjectFile(manifestPath) ?? '') as { version: string }).version;
  } catch {
    return undefined;
  }
}
