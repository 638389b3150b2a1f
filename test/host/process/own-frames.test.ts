import { expect, it } from 'vitest';
import { firstLine } from '../../../src/host/process/own-frames';

it.each([
  ['    at lambda (/project/functions/greet/index.js:3:9)', '/project/functions/greet/index.js', 3, 9],
  ['    at async lambda (file:///project/greet/index.mjs:3:9)', '/project/greet/index.mjs', 3, 9],
  ['    at async file:///project/greet/index.mjs:12:1', '/project/greet/index.mjs', 12, 1],
  ['    at /project/greet/index.js:3:9', '/project/greet/index.js', 3, 9],
  ['    at Object.<anonymous> [as lambda] (C:\\project\\index.js:3:9)', 'C:\\project\\index.js', 3, 9],
])('reads the place of the frame %j', (frame, file, line, column) => {
  expect(firstLine(`Error: at /not/a/frame.js:1:1\n${frame}\n    at main (/other.js:1:1)`)).toEqual({
    file,
    line,
    column,
  });
});

it.each(['/project/lib.js', 'file:///project/lib.js', 'C:\\project\\lib.js'])(
  'reads the place of a file that does not parse: %s',
  (file) => {
    const stack = `${file}:2\nmodule.exports = (1;\n                   ^\n\nSyntaxError: Unexpected token ';'\n    at a (/b.js:1:1)`;
    expect(firstLine(stack)).toEqual({ file: file.replace('file://', ''), line: 2, column: 20 });
  },
);

it('names no place where no frame has one', () => {
  expect(firstLine('Error: (/not/a/frame.js:1:1)\n    at Array.map (<anonymous>)')).toBeUndefined();
  expect(firstLine(undefined)).toBeUndefined();
});
