import { type ChildProcess, fork } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ErrorCodes } from '../../errors';
import type { LogEntry } from '../../runtime/types';
import { environmentWith } from '../environment';
import type { ChildMessage, InvokeRequest, Outcome, ParentMessage } from './messages';

/** Milliseconds that the child may take to report that the time limit has passed, and to answer a ping. */
const GRACE_MS = 500;
/** Milliseconds that the child may run after the lambda has called back. */
const AFTER_CALLBACK_MS = 2_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How to start the child process. */
export interface ChildOptions {
  /** Variables in addition to those of this process. */
  readonly env: Readonly<Record<string, string>>;
  /** Flags of Node, such as `--inspect`. */
  readonly nodeFlags: readonly string[];
  /** Called for each log entry at once. `text` is the entry without its level. */
  onLog(level: string, text: string): void;
  /** The program of the child. Tests name another one. */
  readonly script?: string;
}

/** How the lambda ended. */
export type Ending =
  | { readonly type: 'done'; readonly outcome: Outcome; readonly stack?: string }
  | { readonly type: 'refused'; readonly message: string }
  /** A signal such as Ctrl+C ended the lambda. `exitCode` is the one that shells expect for the signal. */
  | { readonly type: 'interrupted'; readonly exitCode: number };

/** A lambda in its process. */
export interface Run {
  /** How the lambda ended. */
  readonly ended: Promise<Ending>;
  /** Resolves when the process has ended. True when the lambda still worked after its end, and the process was killed for it. */
  readonly wasCutOff: Promise<boolean>;
}

/** Runs a lambda in its own process. A lambda that loops, exits or runs out of memory does not harm the parent. */
export function runInChild(request: InvokeRequest, options: ChildOptions): Run {
  const child = fork(options.script ?? join(__dirname, 'child.js'), [], {
    env: environmentWith(options.env),
    execArgv: [...process.execArgv.filter((flag) => !flag.startsWith('--inspect')), ...options.nodeFlags],
    // Standard output is only for the result, so the output of the lambda goes to standard error.
    stdio: ['inherit', 2, 'inherit', 'ipc'],
  });
  return new Supervisor(child, request, options);
}

class Supervisor implements Run {
  readonly ended: Promise<Ending>;
  readonly wasCutOff: Promise<boolean>;
  readonly #child: ChildProcess;
  readonly #timeoutMs: number | undefined;
  readonly #options: ChildOptions;
  readonly #logs: LogEntry[] = [];
  #last: LastMessage | undefined;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #isOverTime = false;
  #signal: NodeJS.Signals | undefined;

  constructor(child: ChildProcess, request: InvokeRequest, options: ChildOptions) {
    this.#child = child;
    this.#timeoutMs = request.timeoutMs;
    this.#options = options;
    const gone = this.#untilGone();
    this.ended = new Promise((resolve, reject) => {
      child.on('message', (message) => {
        this.#receive(message as ChildMessage);
        if (this.#last) resolve(this.#conclude(this.#last));
      });
      gone.then((status) => resolve(this.#judge(status)), reject);
    });
    this.wasCutOff = gone.then(() => this.#isOverTime && this.#last !== undefined);
    // When the process did not start, `ended` rejects too and reports it.
    this.wasCutOff.catch(() => {});
    this.#send({ type: 'run', request });
  }

  async #untilGone(): Promise<ExitStatus> {
    const passOn = (signal: NodeJS.Signals) => this.#passOn(signal);
    for (const signal of SIGNALS) process.on(signal, passOn);
    try {
      return await endOf(this.#child);
    } finally {
      clearTimeout(this.#timer);
      for (const signal of SIGNALS) process.off(signal, passOn);
    }
  }

  #receive(message: ChildMessage): void {
    if (message.type === 'log') {
      this.#logs.push(message.entry);
      this.#options.onLog(message.entry.level, message.text);
      return;
    }
    if (message.type === 'started') {
      this.#startedAt = performance.now();
      this.#watch(this.#timeoutMs);
    } else if (message.type === 'pong') {
      this.#watch(GRACE_MS);
    } else {
      this.#last ??= message;
      clearTimeout(this.#timer);
      if (this.#timeoutMs !== undefined) this.#after(AFTER_CALLBACK_MS, () => this.#kill());
    }
  }

  /** After the limit, a child that does not answer a ping is killed. A child that answers ends the lambda itself. */
  #watch(limitMs: number | undefined): void {
    if (limitMs === undefined || this.#last !== undefined) return;
    this.#after(limitMs + GRACE_MS, () => {
      this.#send({ type: 'ping' });
      this.#after(GRACE_MS, () => this.#kill());
    });
  }

  #after(delayMs: number, act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, delayMs);
  }

  #kill(): void {
    this.#isOverTime = true;
    this.#child.kill('SIGKILL');
  }

  /** A message to a child that is ending may be lost. `endOf` reports the end of the child. */
  #send(message: ParentMessage): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** The second Ctrl+C ends the lambda at once. */
  #passOn(signal: NodeJS.Signals): void {
    this.#child.kill(this.#signal === undefined ? signal : 'SIGKILL');
    this.#signal = signal;
  }

  #conclude(last: LastMessage): Ending {
    return last.type === 'refused' ? last : { ...last, outcome: { ...last.outcome, logs: this.#logs } };
  }

  #judge({ exitCode, signal }: ExitStatus): Ending {
    if (this.#signal !== undefined) {
      return { type: 'interrupted', exitCode: 128 + constants.signals[this.#signal] };
    }
    return { type: 'done', outcome: this.#crash(exitCode, signal) };
  }

  /** The outcome when the child has ended without a message about it. */
  #crash(exitCode: number | null, signal: NodeJS.Signals | null): Outcome {
    const durationMs = this.#startedAt === 0 ? 0 : performance.now() - this.#startedAt;
    const rest = { logs: this.#logs, durationMs };
    if (this.#isOverTime) {
      const message =
        `The lambda was still running after ${this.#timeoutMs} ms, and was stopped. ` +
        'It did not let go of the thread: look for a loop that never ends.';
      const error = { code: ErrorCodes.Handler.EXECUTION_TIME_EXCEEDED, message };
      return { error, diagnostics: [{ code: 'limit-exceeded', message }], ...rest };
    }
    const message = describeEnd(exitCode, signal);
    return { error: { code: ErrorCodes.Handler.RUNTIME_EXCEPTION, message }, diagnostics: [], ...rest };
  }
}

type LastMessage = Extract<ChildMessage, { type: 'done' | 'refused' }>;

interface ExitStatus {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
}

/** Resolves when the process has ended and its last message was received. */
function endOf(child: ChildProcess): Promise<ExitStatus> {
  const gone = new Promise<ExitStatus>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  const silent = new Promise<void>((resolve) => child.once('disconnect', resolve));
  return Promise.all([gone, silent]).then(([status]) => status);
}

/** Says how the process ended. When its memory is used up, Node ends with SIGABRT or exit code 134. */
function describeEnd(exitCode: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGABRT' || exitCode === 134) {
    return 'The process of the lambda gave up, most likely because its memory was used up (see above).';
  }
  if (signal !== null) return `The process of the lambda was ended by ${signal} before it called back.`;
  return (
    `The lambda ended its process with exit code ${exitCode} before it called back: ` +
    'call the callback instead of process.exit, and handle every rejection.'
  );
}
