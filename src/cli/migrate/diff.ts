import type { Output, Tone } from '../terminal';

const TONES: Readonly<Record<string, Tone>> = { '+': 'good', '-': 'bad', '@': 'faint' };

/** The lines of a unified diff, coloured for a terminal. */
export function unifiedDiff(name: string, before: string, after: string, out: Output): string[] {
  const { createTwoFilesPatch } = require('#diff') as typeof import('diff');
  const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, {
    context: 3,
  });
  const lines = patch.split('\n').filter((line) => !/^=+$/.test(line));
  return lines.map((line) => {
    const tone = TONES[line[0] ?? ''];
    return tone === undefined ? line : out.paint(tone, line);
  });
}
