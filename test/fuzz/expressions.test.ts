import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

// Each regular expression of src/ meets long texts that are made of its own characters. `npm run lint` looks at the
// expressions themselves; this looks at their time.

const SRC = join(__dirname, '..', '..', 'src');
const LENGTH = 12_000;
/** A quadratic expression takes 100 ms and more for such a text, and a linear one less than a millisecond. */
const MOST_CPU_MS = 50;

function expressionsOf(file: string): RegExp[] {
  const found: RegExp[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      found.push(new RegExp(node.text.slice(1, end), node.text.slice(end + 1)));
    }
    node.forEachChild(visit);
  };
  const text = readFileSync(join(SRC, file), 'utf8');
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return found;
}

/** Texts that begin like a match, go on with one part over and over, and end with what matches nothing. */
function* textsFor({ source }: RegExp): Generator<string> {
  const literal = source.replace(/\\[dwsbBDWSpP](\{[^}]*\})?|\[[^\]]*\]|\(\?<?[:=!]?|[\^$()|*+?{}.\\]/g, '');
  const characters = new Set([
    ...literal,
    ...(/\[([^\]]*)\]/.exec(source)?.[1] ?? ''),
    'a',
    '1',
    ' ',
    '"',
    '/',
    '=',
  ]);
  const parts = [...[...characters].slice(0, 12), literal.slice(0, 12), '\n', '\\"'].filter(Boolean);
  for (const part of parts) {
    for (const start of ['', literal.slice(0, 6)]) yield `${start}${part.repeat(LENGTH / part.length)}\u0001`;
  }
}

function cpuMsOf(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const expressions = files.flatMap((file) =>
  expressionsOf(file).map((expression) => [file, expression] as const),
);

describe('the time of the expressions', { timeout: 60_000 }, () => {
  it('is measured for all of them', () => {
    expect(expressions.length).toBeGreaterThan(150);
  });

  it('does not grow with the square of the text', () => {
    const slow: string[] = [];
    for (const [file, expression] of expressions) {
      for (const text of textsFor(expression)) {
        const run = () => text.replace(expression, '');
        // A second try, since something else may have used the processor during the first.
        if (cpuMsOf(run) > MOST_CPU_MS && cpuMsOf(run) > MOST_CPU_MS) {
          slow.push(`${file}: ${expression} for ${JSON.stringify(text.slice(0, 20))}…`);
          break;
        }
      }
    }
    expect(slow).toEqual([]);
  });

  it('would be found to do so: an expression that is quadratic', () => {
    const quadratic = /\/+$/;
    const isSlow = (text: string) => cpuMsOf(() => text.replace(quadratic, '')) > MOST_CPU_MS;
    expect([...textsFor(quadratic)].some(isSlow)).toBe(true);
  });
});
