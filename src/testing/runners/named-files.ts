import { resolve } from 'node:path';
import { Misuse } from '../../runtime/misuse';
import { findFunction } from '../find-function';

/** Every source that uses the test kit contains this text. */
export const KIT = 'lp-faas-toolbelt/testing';
const CALL = /\binvoke\s*(?:<[^()]*>)?\(\s*(["'`])([^"'`$\n]+)\1/g;

/** The files of the lambdas that a test names in calls such as `invoke("greet")`. */
export function namedFiles(source: string): string[] {
  if (!source.includes(KIT)) return [];
  const names = new Set([...source.matchAll(CALL)].map(([, , name = '']) => name));
  return [...names].flatMap((name) => {
    try {
      return [resolve(findFunction(name))];
    } catch (error) {
      if (error instanceof Misuse) return [];
      throw error;
    }
  });
}
