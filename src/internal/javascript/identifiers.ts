import type { AnyNode, Identifier } from './parse';

/** The identifiers that a pattern declares, in order: `{ a, b: [c] }` declares `a` and `c`. A hole declares none. */
export function identifiersOf(pattern: AnyNode | null): Identifier[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        identifiersOf(property.type === 'Property' ? (property.value as AnyNode) : property.argument),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => identifiersOf(element));
    case 'AssignmentPattern':
      return identifiersOf(pattern.left);
    case 'RestElement':
      return identifiersOf(pattern.argument);
    default:
      return [];
  }
}
