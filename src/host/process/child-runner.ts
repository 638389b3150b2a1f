import { url as inspectorUrl } from 'node:inspector';
import { residentMemory } from '../../internal/node/memory';
import { holdHooks } from '../../runtime/hooks';
import type { LogEntry } from '../../runtime/types';
import type { ChildMessage, ChildSetup, ParentMessage } from './channel/messages';
import { observeRequests, tellProgress } from './child-requests';
import { HostSecrets } from './child-secrets';
import { type LoadedFunction, loadFunction, runFunction } from './function-run';

const LOOK_MS = 250;

/** Runs the invocations of one function in its process. */
export class ChildRunner {
  readonly #tell: (message: ChildMessage) => void;
  readonly #secrets: HostSecrets;
  #loaded: LoadedFunction | undefined;
  #timeoutMs = Number.POSITIVE_INFINITY;

  /** @param tell sends a message to the host */
  constructor(tell: (message: ChildMessage) => void) {
    this.#tell = tell;
    this.#secrets = new HostSecrets(tell);
  }

  receive(message: ParentMessage): void {
    if (message.type === 'run') void this.#run(message);
    else if (message.type === 'setup') this.#setUp(message.setup);
    else if (message.type === 'ping') this.#tell({ type: 'pong' });
    else this.#secrets.receive(message.id, message.value);
  }

  #setUp(setup: ChildSetup): void {
    this.#timeoutMs = setup.timeoutMs;
    this.#secrets.use(setup);
    observeRequests();
    this.#watchMemory(setup.maxRssBytes);
    setInterval(tellProgress, LOOK_MS).unref();
    const loaded = loadFunction(setup.file);
    if ('failure' in loaded) {
      this.#tell({ type: 'broken', failure: loaded.failure });
      return;
    }
    this.#loaded = loaded;
    // All code that runs here belongs to the function, so the hooks stay from one invocation to the next.
    holdHooks();
    this.#tell({ type: 'ready', files: loaded.files, form: loaded.form });
  }

  async #run({ id, input }: Extract<ParentMessage, { type: 'run' }>): Promise<void> {
    if (this.#loaded === undefined) return;
    const { lambda, form } = this.#loaded;
    const ending = await runFunction({
      lambda,
      input,
      form,
      timeoutMs: this.#timeoutMs,
      isDebugged: () => inspectorUrl() !== undefined,
      onLog: (entry: LogEntry) => this.#tell({ type: 'log', id, entry }),
      onRequest: (index, request) => this.#tell({ type: 'request', id, index, request }),
    });
    this.#tell({ type: 'done', id, ending });
  }

  /** Reports when the process uses too much memory. Node limits the heap itself. Buffers are outside of the heap. */
  #watchMemory(maxRssBytes: number): void {
    const check = (): void => {
      const bytes = residentMemory();
      if (bytes !== undefined && bytes > maxRssBytes) this.#tell({ type: 'memory', bytes });
    };
    setInterval(check, LOOK_MS).unref();
  }
}
