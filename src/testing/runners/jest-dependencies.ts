import { namedFiles } from './named-files';

/** Jest's extractor of dependencies. A test depends on the lambdas that it names. */
export function extract(code: string, _path: string, usual: (code: string) => Iterable<string>): Set<string> {
  return new Set([...usual(code), ...namedFiles(code)]);
}
