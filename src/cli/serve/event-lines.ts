import { inspect } from 'node:util';
import type { HostEvent } from '../../host/observe/types';
import { withPlace } from '../../host/process/own-frames';
import type { LogEntry } from '../../runtime/types';
import type { Output, Tone } from '../terminal';

const COLOURS = ['cyan', 'magenta', 'blue', 'green', 'yellow', 'gray'] as const;
const LEVELS: Readonly<Record<string, Tone>> = { debug: 'faint', warn: 'warning', error: 'bad' };

/** Prints the events of a host. Each function has its own colour. */
export class EventLines {
  readonly #output: Output;
  readonly #colours = new Map<string, (typeof COLOURS)[number]>();

  constructor(output: Output) {
    this.#output = output;
  }

  /** Prints lines for a person: logs, failures and changes. Successful invocations print nothing. */
  print(event: HostEvent): void {
    const { paint } = this.#output;
    switch (event.type) {
      case 'log':
        this.#lines(event.function, this.#logText(event.entry));
        break;
      case 'output':
        this.#lines(event.function, event.text.trimEnd());
        break;
      case 'invocation-ended': {
        const { status, errorCode, errorMessage = '', errorLine, function: name } = event.invocation;
        if (status !== 'failed') break;
        this.#lines(name, paint('bad', `failed ${errorCode}: ${withPlace(errorMessage, errorLine)}`));
        break;
      }
      case 'function-loaded':
        if (event.version > 1) this.#lines(event.function, paint('good', 'loaded again'));
        break;
      case 'function-broken': {
        const rest = event.isAnswering ? '\nThe last good version still answers.' : '';
        this.#lines(event.function, paint('bad', `${event.message}${rest}`));
        break;
      }
      case 'problem':
        this.#output.line(paint('bad', event.message));
    }
  }

  #logText({ level, message, extras }: LogEntry): string {
    const { paint, hasColours } = this.#output;
    const shown = extras.map((extra) =>
      typeof extra === 'string' ? extra : inspect(extra, { colors: hasColours }),
    );
    const tone = LEVELS[level];
    const text = [message, ...shown].join(' ');
    return `${level.padEnd(5)} ${tone ? paint(tone, text) : text}`;
  }

  /** Prints each line with the name of the function before it. */
  #lines(name: string, text: string): void {
    for (const line of text.split('\n')) this.#output.line(`${this.#label(name)} ${line}`);
  }

  #label(name: string): string {
    if (!this.#output.hasColours) return `${name} |`;
    const colour = this.#colours.get(name) ?? COLOURS[this.#colours.size % COLOURS.length] ?? 'cyan';
    this.#colours.set(name, colour);
    const [on, off] = inspect.colors[colour] ?? [0, 0];
    return `\u001B[${on}m${name} |\u001B[${off}m`;
  }
}
