import { inspect } from 'node:util';
import { printable } from '../internal/wording';
import { colourWish } from './environment';

/** The meaning of a text. It decides the colour. */
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
  /** Whether a person reads the stream on a terminal. */
  readonly isTerminal: boolean;
  readonly hasColours: boolean;
  /** Writes a text and a line feed. */
  line(text: string): void;
  /** The text in its colour. It is unchanged when the stream has no colours. */
  paint(tone: Tone, text: string): string;
}

/** The streams of a command. Results go to `out`, and everything else goes to `err`. */
export interface Terminal {
  readonly out: Output;
  readonly err: Output;
  /** Where a person answers questions. `undefined` when nobody is there to answer. */
  readonly questions: Questions | undefined;
}

/** Asks a person. */
export interface Questions {
  /**
   * Asks one question.
   * @returns the answer without spaces at its ends. Undefined when the person has ended the input, as with Ctrl+D.
   */
  ask(text: string): Promise<string | undefined>;
  /** Stops reading. Until then, the input may keep the process alive. */
  close(): void;
}

/** The terminal of this process. FORCE_COLOR and NO_COLOR decide about colours, as in Node. */
export function processTerminal(): Terminal {
  const isAttended = process.stdin.isTTY === true && process.stdout.isTTY === true;
  return {
    out: outputOf(process.stdout),
    err: outputOf(process.stderr),
    questions: isAttended ? questionsOf(process.stdin, process.stdout) : undefined,
  };
}

/** Reads lines of an input. The input is touched with the first question. */
export function questionsOf(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Questions {
  const { createInterface } = require('node:readline') as typeof import('node:readline');
  let lines: ReturnType<typeof createInterface> | undefined;
  let isOver = false;
  return {
    ask: (text) =>
      new Promise((resolve) => {
        lines ??= createInterface({ input, output }).once('close', () => {
          isOver = true;
        });
        if (isOver) return resolve(undefined);
        const end = () => resolve(undefined);
        lines.once('close', end);
        lines.question(text, (answer) => {
          lines?.off('close', end);
          resolve(answer.trim());
        });
      }),
    close: () => lines?.close(),
  };
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
/** Colours, bold and similar styles with which every text can be read. */
const COLOUR = new RegExp(`(${ESCAPE}\\[(?:[0-4]|2[2-4]|3[1-79]|9[0-6])m)`);

/** A text for a terminal, without commands for the terminal. Names, sources and messages of a project may come from somebody else. */
function withoutCommands(text: string): string {
  const parts = text.split(COLOUR);
  return parts.map((part, index) => (index % 2 === 1 ? part : printable(part, part.length))).join('');
}

function painted(tone: Tone, text: string): string {
  const [on, off] = inspect.colors[COLOURS[tone]] ?? [0, 0];
  return `\u001B[${on}m${text}\u001B[${off}m`;
}
