import { type ChildProcess, fork } from 'node:child_process';
import type { LambdaForm, LambdaInput } from '../../events/input';
import { lowerPriority } from '../../internal/node/priority';
import { CODES } from '../../runtime/run-error';
import type { LogEntry } from '../../runtime/types';
import type { ObservedRequest } from '../observe/types';
import { MessageBatch } from './channel/message-batch';
import type { ChildMessage, ChildSetup, ParentMessage, RunEnding, RunFailure } from './channel/messages';
import { type PendingRun, PendingRuns } from './channel/pending-runs';
import { LimitWatch } from './limit-watch';
import { failed, keepEntry, type Loaded, type RunningFunction, type RunObserver } from './running-function';

/** How to start the process of a function. */
export interface ProcessOptions {
  readonly name: string;
  /** Path of the program. */
  readonly script: string;
  readonly cwd: string;
  readonly env: Record<string, string>;
  /** Flags of Node. */
  readonly nodeFlags: readonly string[];
  readonly setup: ChildSetup;
  readonly memoryMb: number;
  onOutput(stream: 'stdout' | 'stderr', text: string): void;
  readSecret(key: string): unknown;
  updateSecret(key: string, value: unknown): void;
  onSecretUsed(value: unknown): void;
}

/** Why the process ends. Its invocations end with this reason. */
interface Verdict {
  readonly reason: string;
  /** Set when one invocation is to blame. Tells whether the given one is it. */
  readonly isToBlame?: (pending: PendingRun) => boolean;
}

/** A process that runs one version of a function. It runs any number of invocations at a time. */
export class FunctionProcess implements RunningFunction {
  readonly startedAt = Date.now();
  /** Resolves when the file is loaded, and also when it cannot be loaded. */
  readonly loaded: Promise<Loaded>;
  /** Resolves when the process has ended. */
  readonly gone: Promise<void>;
  readonly #options: ProcessOptions;
  readonly #child: ChildProcess;
  /** A message to a process that is ending may be lost. The end of the process is reported in any case. */
  readonly #batch = new MessageBatch<ParentMessage>((messages) => {
    if (this.#child.connected) this.#child.send(messages, () => {});
  });
  readonly #pending = new PendingRuns();
  readonly #limit: LimitWatch;
  #tellLoaded: (loaded: Loaded) => void = () => {};
  #state: 'starting' | 'ready' | 'old' | 'over' = 'starting';
  #isLoaded = false;
  #lastId = 0;
  #verdict: Verdict | undefined;
  /** The version of the platform that the function is written for. Known once the file is loaded. */
  form: LambdaForm | undefined;
  invocations = 0;
  memoryBytes: number | undefined;

  constructor(options: ProcessOptions) {
    this.#options = options;
    this.loaded = new Promise((resolve) => {
      this.#tellLoaded = resolve;
    });
    const { script, cwd, env, nodeFlags } = options;
    this.#child = fork(script, [], {
      cwd,
      env,
      execArgv: [...nodeFlags],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const { stdout, stderr } = this.#child;
    stdout?.setEncoding('utf8').on('data', (text: string) => options.onOutput('stdout', text));
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#limit.read(text);
      options.onOutput('stderr', text);
    });
    this.#child.on('message', (messages) => {
      for (const message of messages as ChildMessage[]) this.#receive(message);
    });
    this.gone = this.#untilGone();
    this.#limit = new LimitWatch({
      timeoutMs: options.setup.timeoutMs,
      oldest: () => this.#pending.oldest?.sentAt,
      ping: () => this.#batch.add({ type: 'ping' }),
      onBlocked: () => lowerPriority(this.#child.pid),
      onHeld: (isLoading) => this.#held(isLoading),
    });
  }

  load(): void {
    this.#batch.add({ type: 'setup', setup: this.#options.setup });
    this.#limit.loading();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get state(): 'starting' | 'ready' | 'old' | 'over' {
    return this.#state;
  }

  /** How many invocations run in it, or wait for it. */
  get running(): number {
    return this.#pending.size;
  }

  /** Whether it takes invocations. */
  get isOpen(): boolean {
    return this.#state === 'starting' || this.#state === 'ready';
  }

  /** Runs the function as soon as the file is loaded. @returns how the invocation ended, whatever happens to the process */
  run(input: LambdaInput, observer: RunObserver): Promise<RunEnding> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.invocations += 1;
    return new Promise((resolve) => {
      const pending: PendingRun = { input, logs: [], observer, resolve, sentAt: undefined };
      this.#pending.add(id, pending);
      if (this.#isLoaded) this.#start(id, pending);
    });
  }

  /** Lets the process finish its invocations, and then ends it. */
  retire(): void {
    if (this.isOpen) this.#state = 'old';
    this.#endIfDone();
  }

  /** Ends the process at once. @param reason a sentence for its invocations */
  kill(reason: string): void {
    this.#end({ reason });
  }

  #end(verdict: Verdict): void {
    if (this.#state === 'over') return;
    this.#verdict ??= verdict;
    this.#child.kill('SIGKILL');
    // Callers do not wait until the system has ended the process.
    this.#failAll();
  }

  #start(id: number, pending: PendingRun): void {
    pending.sentAt = performance.now();
    this.#batch.add({ type: 'run', id, input: pending.input });
    this.#limit.sent();
  }

  #receive(message: ChildMessage): void {
    if (message.type === 'done') this.#finish(message.id, message.ending);
    else if (message.type === 'log') this.#log(message.id, message.entry);
    else if (message.type === 'request') this.#requested(message);
    else if (message.type === 'ready') this.#ready(message);
    else if (message.type === 'broken') this.#broken(message.failure);
    else if (message.type === 'pong') this.#limit.answered();
    else if (message.type === 'memory') this.#outOfMemory(message.bytes);
    else if (message.type === 'secret-used') this.#options.onSecretUsed(message.value);
    else this.#answerSecret(message);
  }

  #ready({ files, form }: Extract<ChildMessage, { type: 'ready' }>): void {
    this.form = form;
    if (this.#state === 'starting') this.#state = 'ready';
    this.#isLoaded = true;
    for (const [id, pending] of this.#pending.entries()) this.#start(id, pending);
    this.#limit.loaded();
    this.#tellLoaded({ files });
    this.#endIfDone();
  }

  #broken(failure: RunFailure): void {
    this.#state = 'over';
    this.#limit.stop();
    this.#tellLoaded({ failure });
    for (const { logs, resolve } of this.#pending.takeAll()) resolve(failed(failure, logs));
    this.#child.kill('SIGKILL');
  }

  #log(id: number, entry: LogEntry): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    keepEntry(pending.logs, entry);
    pending.observer.onLog(entry);
  }

  #requested({ id, index, request }: { id: number; index: number; request: ObservedRequest }): void {
    this.#pending.get(id)?.observer.onRequest(index, request);
  }

  #finish(id: number, ending: Omit<RunEnding, 'logs'>): void {
    const pending = this.#pending.take(id);
    if (!pending) return;
    this.memoryBytes = ending.memoryBytes;
    // The fields are written out, because rest and spread are slow, and this runs with every invocation.
    pending.resolve({
      result: ending.result,
      error: ending.error,
      logs: pending.logs,
      diagnostics: ending.diagnostics,
      requests: ending.requests,
      durationMs: ending.durationMs,
      memoryBytes: ending.memoryBytes,
    });
    // An invocation over its time limit still runs, so the process is replaced. The other invocations may finish in it.
    if (ending.diagnostics.some(({ code }) => code === 'limit-exceeded')) this.retire();
    else this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#state === 'old' && this.#pending.size === 0) this.kill('The process was replaced.');
  }

  #held(isLoading: boolean): void {
    const { name, setup } = this.#options;
    const { oldest } = this.#pending;
    const why = isLoading
      ? `its file took more than ${setup.timeoutMs} ms to load: look for a loop that never ends outside of the function.`
      : `its thread was held until an invocation had run for more than ${setup.timeoutMs} ms: look for a loop that never ends.`;
    this.#end({
      reason: `The process of ${name} was killed, because ${why}`,
      isToBlame: (pending) => isLoading || pending === oldest,
    });
  }

  #outOfMemory(bytes: number): void {
    const { name, memoryMb } = this.#options;
    this.kill(
      `The process of ${name} was killed, because it used ${Math.round(bytes / 2 ** 20)} MB of memory: a function has ` +
        `${memoryMb} MB.`,
    );
  }

  #answerSecret(message: Extract<ChildMessage, { type: 'secret' | 'secret-update' }>): void {
    const { id, key } = message;
    const { readSecret, updateSecret } = this.#options;
    if (message.type === 'secret-update') updateSecret(key, message.value);
    this.#batch.add({ type: 'secret', id, value: readSecret(key) });
  }

  async #untilGone(): Promise<void> {
    const reason = await new Promise<string>((resolve) => {
      this.#child.once('error', (error) => resolve(`The process did not start: ${error.message}`));
      // `exit` may come before the last message. `disconnect` comes after it.
      let status: string | undefined;
      let isSilent = false;
      const check = (): void => {
        if (status !== undefined && isSilent) resolve(status);
      };
      this.#child.once('exit', (code, signal) => {
        status = this.#describeEnd(code, signal);
        check();
      });
      this.#child.once('disconnect', () => {
        isSilent = true;
        check();
      });
    });
    this.#verdict ??= { reason };
    this.#failAll();
  }

  #failAll(): void {
    this.#state = 'over';
    this.#limit.stop();
    const { reason = '', isToBlame } = this.#verdict ?? {};
    const { crashed, tooLong } = CODES[this.form ?? 'v1'];
    if (!this.#isLoaded) this.#tellLoaded({ failure: { code: crashed, message: reason } });
    for (const pending of this.#pending.takeAll()) {
      const isBlamed = isToBlame?.(pending);
      const code = isBlamed ? tooLong : crashed;
      const message = isBlamed === false ? `${reason} This invocation ran in the same process.` : reason;
      pending.resolve(failed({ code, message }, pending.logs, pending.sentAt));
    }
  }

  #describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
    const { name, memoryMb } = this.#options;
    if (signal === 'SIGABRT' || code === 134) {
      return `The process of ${name} gave up, most likely because its ${memoryMb} MB of memory were used up.`;
    }
    if (signal !== null) return `The process of ${name} was ended by ${signal}.`;
    return (
      `The process of ${name} ended with exit code ${code}: call the callback instead of process.exit, and handle ` +
      'every rejection.'
    );
  }
}
