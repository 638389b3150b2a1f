import { editText } from '../../internal/javascript/edit';
import { GIVE_DECLARED } from '../../runtime/load/lambda-file';
import type { PreparedModule } from '../../runtime/load/prepare';

/** A source map of version 3. */
export interface RawSourceMap {
  version: number;
  sources: string[];
  sourcesContent?: string[];
  names: string[];
  mappings: string;
}

/** The code that a test runner gets instead of the text of a file. */
export interface WrappedModule {
  readonly code: string;
  readonly map: RawSourceMap;
}

/**
 * Turns a module into code with a function that is the body of the module. Places in the code are mapped to the file.
 * @param text the text of the file
 * @param before the text before the expression of the function, on the same line
 */
export function wrapModule(
  { code, parameters, prologueLength }: PreparedModule,
  text: string,
  path: string,
  { before, after }: { before: string; after: string },
): WrappedModule {
  const edited = editText(code.slice(prologueLength));
  edited.prepend(`${before}function (${parameters}) {${code.slice(0, prologueLength)}`);
  edited.append(`${GIVE_DECLARED}\n}${after}`);
  const { version, sources, names, mappings } = edited.generateMap({ source: path, hires: 'boundary' });
  return { code: edited.toString(), map: { version, sources, sourcesContent: [text], names, mappings } };
}
