import type { ModuleBody } from './source';

/** A test runner that has its own module system, for the files that it can load. */
export interface TestRunner {
  /**
   * The body of a module as the runner has compiled it, with the parameters of `prepareModule`. The body of a lambda's file returns the
   * function `lambda` that the file declares.
   * @returns undefined for a file that the runner does not load
   */
  bodyOf(path: string): ModuleBody | undefined;
  /** The replacement of a module, because a test mocks it, or because only the runner can load it. */
  replacementOf(id: string, from: string, usual: NodeJS.Require): { readonly exports: unknown } | undefined;
}
