import { dirname } from 'node:path';

/** A folder and all folders above it, the nearest one first. */
export function withParents(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}
