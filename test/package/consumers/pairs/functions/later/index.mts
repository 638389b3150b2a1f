import { basename, type ParsedPath } from 'node:path';

const path: Partial<ParsedPath> = { base: 'later' };

export async function lambda(input: { payload: { fails?: boolean } }): Promise<string> {
  if (input.payload.fails) throw new Error('on line 6');
  return basename(path.base ?? '');
}
