import { inspect } from 'node:util';
import { printable } from '../internal/wording';
import { colourWish } from './environment';

/** The meaning of a text, which decides its colour. */
export type Tone = 'good' | 'warning' | 'bad' | 'faint' | 'strong';

const COLOURS: Record<Tone, string> = {
  good: 'green',
  warning: 'yellow',
  bad: 'red',
  faint: 'gray',
  strong: 'bold',
};

/** A stream that a command writes to. */
export interface Output {
  /** Whether the stream is a terminal, which a person reads. */
  readonly isTerminal: boolean;
  readonly hasColours: boolean;
  /** Writes a text and a line feed. */
  line(text: string): void;
  /** The text in its colour, or unchanged when the stream has no colours. */
  paint(tone: Tone, text: string): string;
}

/** The streams of a command: results go to `out`, everything else goes to `err`. */
export interface Terminal {
  readonly out: Output;
  readonly err: Output;
}

/** The terminal of this process. FORCE_COLOR and NO_COLOR decide about colours, as in Node. */
export function processTerminal(): Terminal {
  return { out: outputOf(process.stdout), err: outputOf(process.stderr) };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  const isTerminal = stream.isTTY === true;
  const hasColours = colourWish() ?? (isTerminal && stream.hasColors());
  return {
    isTerminal,
    hasColours,
    line: (text) => void stream.write(`${isTerminal ? withoutCommands(text) : text}\n`),
    paint: (tone, text) => (hasColours ? painted(tone, text) : text),
  };
}

const ESCAPE = '\u001B';
/** Colours, bold and the like, in which every text can be read. */
const COLOUR = new RegExp(`(${ESCAPE}\\[(?:[0-4]|2[2-4]|3[1-79]|9[0-6])m)`);

/** A text for a terminal. Names, sources and messages of a project may be the work of somebody else. */
function withoutCommands(text: string): string {
  const parts = text.split(COLOUR);
  return parts.map((part, index) => (index % 2 === 1 ? part : printable(part, part.length))).join('');
}

function painted(tone: Tone, text: string): string {
  const [on, off] = inspect.colors[COLOURS[tone]] ?? [0, 0];
  return `\u001B[${on}m${text}\u001B[${off}m`;
}
