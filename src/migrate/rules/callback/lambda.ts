import type { Source } from '../../source';
import type { NodeOf } from '../../syntax/parse';

/** The function that the platform calls: `function lambda(input, callback)` at the top of the file. */
export function findLambda({ tree }: Source): NodeOf<'FunctionDeclaration'> | undefined {
  for (const statement of tree.program.body) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declared?.type === 'FunctionDeclaration' && declared.id?.name === 'lambda') {
      return declared as NodeOf<'FunctionDeclaration'>;
    }
  }
  return undefined;
}
