import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { ProofMessage, ProofRequest } from './messages';

/** Milliseconds that a run may take after its time limit, for a function that blocks its process. */
const GRACE_MS = 1_000;
/** Two kinds of answers for each of two versions. */
const RUNS_OF_AN_INPUT = 4;

/** A process for functions of the user. When it ends or hangs, it is replaced, so that no other function is affected. */
export class ProofProcess {
  #child: ChildProcess | undefined;

  /** Runs both versions of a function. Runs that were not reached are missing in the messages. */
  run(request: ProofRequest): Promise<ProofMessage[]> {
    this.#child ??= fork(join(__dirname, 'child.js'), [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const child = this.#child;
    const messages: ProofMessage[] = [];
    const limitMs = request.inputs.length * RUNS_OF_AN_INPUT * (request.timeoutMs + GRACE_MS);
    const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(limit);
        child.removeAllListeners();
        resolve(messages);
      };
      child.once('error', reject);
      child.once('exit', () => {
        this.#child = undefined;
        end();
      });
      child.on('message', (message: ProofMessage) => {
        messages.push(message);
        if (message.type === 'ended') end();
      });
      child.send(request);
    });
  }

  end(): void {
    this.#child?.disconnect();
  }
}
