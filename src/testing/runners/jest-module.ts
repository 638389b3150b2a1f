import { createLinks } from '../../runtime/load/links';
import type { ModuleBody } from '../../runtime/load/source';

/** A module of Jest. */
interface JestModule {
  readonly filename: string;
  readonly path: string;
  exports: unknown;
}

/** Evaluates the body of a module that a test itself requires. */
export function runModule(
  module: JestModule,
  require: NodeJS.Require,
  { parameters, linksParameter }: { parameters: readonly string[]; linksParameter?: string },
  body: ModuleBody,
): void {
  const { filename, path } = module;
  const values: Record<string, unknown> = { require, module, __filename: filename, __dirname: path };
  if (linksParameter !== undefined) {
    const { namespace, links } = createLinks(filename, require);
    module.exports = namespace;
    values[linksParameter] = links;
  }
  values.exports = module.exports;
  body.apply(
    linksParameter === undefined ? module.exports : undefined,
    parameters.map((name) => values[name]),
  );
}
