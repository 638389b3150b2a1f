import { inspect } from 'node:util';
import { colourWish } from './environment';

/** Colours by what they say. */
export type Tone = 'good' | 'warning' | 'bad' | 'faint' | 'strong';

const COLOURS: Record<Tone, string> = {
  good: 'green',
  warning: 'yellow',
  bad: 'red',
  faint: 'gray',
  strong: 'bold',
};

/** One of the two streams that a command writes to. */
export interface Output {
  /** Whether a person reads it. */
  readonly isTerminal: boolean;
  readonly hasColours: boolean;
  /** Writes a text and a line feed. */
  line(text: string): void;
  /** The text in a colour, or as it is where there are none. */
  paint(tone: Tone, text: string): string;
}

/** Where a command writes: answers to `out`, all else to `err`. */
export interface Terminal {
  readonly out: Output;
  readonly err: Output;
}

/** The terminal of this process. FORCE_COLOR and NO_COLOR are respected, as Node does. */
export function processTerminal(): Terminal {
  return { out: outputOf(process.stdout), err: outputOf(process.stderr) };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  const isTerminal = stream.isTTY === true;
  const hasColours = colourWish() ?? (isTerminal && stream.hasColors());
  return {
    isTerminal,
    hasColours,
    line: (text) => void stream.write(`${text}\n`),
    paint: (tone, text) => (hasColours ? painted(tone, text) : text),
  };
}

function painted(tone: Tone, text: string): string {
  const [on, off] = inspect.colors[COLOURS[tone]] ?? [0, 0];
  return `\u001B[${on}m${text}\u001B[${off}m`;
}
