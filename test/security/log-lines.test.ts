import { afterEach, expect, it } from 'vitest';
import { Toolbelt } from '../../src/index';

const FORGED = '\n[lp-faas-toolbelt] all is well\x1b[2J\u202e';

afterEach(() => Toolbelt.reset());

async function linesOf(call: () => PromiseLike<unknown>): Promise<string[]> {
  const lines: string[] = [];
  const record = (line: string): void => void lines.push(line);
  Toolbelt.configure({ logger: { warn: record, debug: record }, proxy: false });
  await Promise.resolve(call()).catch((error: Error) => lines.push(error.message.split('\n')[0] ?? ''));
  return lines;
}

it.each<[name: string, call: () => PromiseLike<unknown>]>([
  ['a target without scheme', () => Toolbelt.HTTPClient().get(`a.example/${FORGED}`)],
  ['a long target without scheme', () => Toolbelt.HTTPClient().get(`a.example/${'x'.repeat(20_000)}`)],
  [
    'a name of an option',
    () => Toolbelt.HTTPClient().get({ uri: 'https://a.example/', 'timeouts\n\x1b': 1 } as never),
  ],
])('%s stays one short line without escapes', async (_name, call) => {
  const lines = await linesOf(call);
  const warnings = lines.filter((line) => line.startsWith('[lp-faas-toolbelt]'));
  expect(warnings).not.toEqual([]);
  for (const line of warnings) {
    expect(line).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(line.length).toBeLessThan(5_000);
  }
});
