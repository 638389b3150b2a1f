import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** An error of the other process. VErrors have their cause as any other. */
export interface ForeignError {
  name: string;
  message: string;
  code?: string;
  statusCode?: number;
  cause?: ForeignError;
}

/** What came of a call: an answer, or an error. */
export interface Outcome {
  statusCode?: number;
  body?: unknown;
  error?: ForeignError;
  /** The error as it is printed and serialised, and every line that was logged. */
  printed: string;
}

/** One call: see `caller-process.cjs` for the arguments of each client. */
export interface Call {
  call: 'http' | 'lp' | 'mtls' | 'salesforce' | 'functions';
  /** For `Toolbelt.configure`. */
  configuration?: object;
  /** The proxy variables; those left out are not set. */
  environment?: Record<string, string>;
  args: object;
}

/** A process of its own, in which the built package makes calls. */
export interface Caller {
  /** Makes a call, and closes all of its connections afterwards. */
  call(call: Call): Promise<Outcome>;
  stop(): Promise<void>;
}

/** @param caFile the authority that the process trusts: not every client takes one as an option */
export function startCaller(caFile: string): Caller {
  const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env;
  const child = fork(join(__dirname, 'caller-process.cjs'), {
    env: { PATH, HOME, TMPDIR, NODE_EXTRA_CA_CERTS: caFile },
    execArgv: [],
  });
  const waiting = new Map<number, { resolve(outcome: Outcome): void; reject(error: Error): void }>();
  let last = 0;
  child.on('message', (message: Outcome & { id: number }) => {
    const { id, ...outcome } = message;
    waiting.get(id)?.resolve(outcome);
    waiting.delete(id);
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the process ended with ${code}`));
    waiting.clear();
  });
  return {
    call: (call) =>
      new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        child.send({ id: last, ...call });
      }),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      await once(child, 'exit');
    },
  };
}
