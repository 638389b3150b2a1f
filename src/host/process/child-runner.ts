import { sep } from 'node:path';
import { inspect } from 'node:util';
import type { AnyLambda, LambdaForm } from '../../events/input';
import { redact, redactText } from '../../internal/redact';
import { loadLambdaFile } from '../../runtime/load/lambda-file';
import { Misuse } from '../../runtime/misuse';
import { CODES } from '../../runtime/run-error';
import { runLambda } from '../../runtime/run-lambda';
import type { InvokeResult, LogEntry } from '../../runtime/types';
import { observeRequests, withRequests } from './child-requests';
import { HostSecrets } from './child-secrets';
import type { ChildMessage, ChildSetup, ParentMessage, RunEnding, RunFailure } from './messages';
import { ownFrames } from './own-frames';

const MEMORY_CHECK_MS = 250;

/** Runs the invocations of one function in its process. */
export class ChildRunner {
  readonly #tell: (message: ChildMessage) => void;
  readonly #secrets: HostSecrets;
  #lambda: AnyLambda | undefined;
  #form: LambdaForm = 'v1';
  #timeoutMs = Number.POSITIVE_INFINITY;

  /** @param tell sends a message to the host */
  constructor(tell: (message: ChildMessage) => void) {
    this.#tell = tell;
    this.#secrets = new HostSecrets(tell);
  }

  async receive(message: ParentMessage): Promise<void> {
    if (message.type === 'run') await this.#run(message);
    else if (message.type === 'setup') this.#setUp(message.setup);
    else if (message.type === 'ping') this.#tell({ type: 'pong' });
    else this.#secrets.receive(message.id, message.value);
  }

  #setUp(setup: ChildSetup): void {
    this.#timeoutMs = setup.timeoutMs ?? Number.POSITIVE_INFINITY;
    this.#secrets.use(setup);
    observeRequests();
    this.#watchMemory(setup.maxRssBytes);
    try {
      const tellForm = (form: LambdaForm): void => {
        this.#form = form;
      };
      this.#lambda = loadLambdaFile(setup.file, {
        fresh: false,
        form: undefined,
        stopsAtStart: false,
        tellForm,
      });
      this.#tell({ type: 'ready', files: ownFiles(), form: this.#form });
    } catch (error) {
      this.#tell({ type: 'broken', failure: toFailure(CODES[this.#form].crashed, error) });
    }
  }

  async #run({ id, input }: Extract<ParentMessage, { type: 'run' }>): Promise<void> {
    const lambda = this.#lambda;
    if (lambda === undefined) return;
    const onLog = (entry: LogEntry) => this.#tell({ type: 'log', id, entry: redactedEntry(entry) });
    const { result, requests } = await withRequests(() =>
      runLambda({ lambda, input, form: this.#form, timeoutMs: this.#timeoutMs, onLog }),
    );
    this.#tell({ type: 'done', id, ending: { ...toEnding(result), requests } });
  }

  /** Says so when the process uses too much. The heap has a limit of its own; buffers are outside of it. */
  #watchMemory(maxRssBytes: number): void {
    const check = (): void => {
      const bytes = process.memoryUsage.rss();
      if (bytes > maxRssBytes) this.#tell({ type: 'memory', bytes });
    };
    setInterval(check, MEMORY_CHECK_MS).unref();
  }
}

function toEnding({
  result,
  error,
  diagnostics,
  durationMs,
}: InvokeResult): Omit<RunEnding, 'logs' | 'requests'> {
  const rest = { diagnostics, durationMs, memoryBytes: process.memoryUsage.rss() };
  if (error === undefined) return { result, ...rest };
  return { error: toFailure(error.code, error.cause, error.message), ...rest };
}

/** @param cause what the function threw or called back with */
function toFailure(code: string, cause: unknown, message?: string): RunFailure {
  const { message: own, stack } = (cause ?? {}) as { message?: unknown; stack?: unknown };
  const text = message ?? (typeof own === 'string' ? own : inspect(cause));
  const shown = { code, message: redactText(text).trimEnd() };
  // A mistake in the file is described by its message. Its stack leads to this package.
  if (typeof stack !== 'string' || cause instanceof Misuse) return shown;
  return { ...shown, stack: redactText(ownFrames(stack)) };
}

function redactedEntry(entry: LogEntry): LogEntry {
  const message = redactText(entry.message);
  return { ...entry, message, extras: entry.extras.map((extra) => redact(extra)) };
}

/** The files that were loaded, those of packages and of this package aside. */
function ownFiles(): string[] {
  const own = __dirname.slice(0, __dirname.lastIndexOf(`${sep}host`));
  return Object.keys(require.cache).filter(
    (path) => !path.includes(`${sep}node_modules${sep}`) && !path.startsWith(own + sep),
  );
}
