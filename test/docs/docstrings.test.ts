import ts from 'typescript';
import { expect, it } from 'vitest';
import { sourcesIn } from './sources';

/** The examples of docstrings that are code, without the fences that some have. */
const examples = sourcesIn('src').flatMap(({ path, text }) =>
  [...text.matchAll(/^ *\/\*\*\n[\s\S]*?\*\/$/gm)].flatMap(([docstring]) => {
    const [, code] = /@example\b([\s\S]*?)(?=\n *\* @|\*\/$)/.exec(docstring) ?? [];
    const plain = code?.replace(/^ *\* ?/gm, '').replace(/^ *```\w*$/gm, '');
    return plain === undefined ? [] : [[path, plain.trim()] as const];
  }),
);

it('has examples for what readers copy', () => {
  expect(examples.filter(([path]) => path === 'src/toolbelt.ts').length).toBeGreaterThan(9);
});

it.each(examples)('the example in %s parses: %s', (_path, code) => {
  const { diagnostics } = ts.transpileModule(`async () => {\n${code}\n};`, { reportDiagnostics: true });
  expect(diagnostics).toEqual([]);
  expect(code).not.toBe('');
});
