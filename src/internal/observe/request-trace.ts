import { channel } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import type { Readable } from 'node:stream';
import { redactor } from '../redact/sent-values';

/**
 * The name of the channel of `node:diagnostics_channel` on which the library publishes its requests. Each message is a
 * {@link RequestMessage}. docs/observability.md explains it.
 */
export const REQUEST_CHANNEL = 'lp-faas-toolbelt:request';

/** The rule of the platform that denied a request (docs/platform.md, "Whitelist", "Rate limit"). */
export type DenyingRule = 'whitelist' | 'rate-limit';

/** One request that left the process, or was denied. The fields are filled in while the request runs. */
export interface RequestTrace {
  readonly method: string;
  /** The URL, without credentials, and cut after 4,096 characters. */
  readonly url: string;
  /** When it was made, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds from the start until it was admitted. This is the wait for the rate limit. */
  admittedMs?: number;
  /** Milliseconds from the start until it had a connection, with TLS and the tunnel of a proxy. */
  connectedMs?: number;
  /** Whether it took a kept connection. */
  isReused?: boolean;
  /** Milliseconds from the start until the headers of the answer had arrived. */
  firstByteMs?: number;
  /** Milliseconds from the start until its end. */
  endMs?: number;
  /** The status of the answer. */
  status?: number;
  /** Bytes of the body as they were received, before decoding. */
  bytes?: number;
  /** The code of the error that ended it. The message when the error has no code. */
  error?: string;
  deniedBy?: DenyingRule;
}

/** The message that is published. The two messages about one request have the same object as `request`. */
export interface RequestMessage {
  readonly type: 'start' | 'end';
  readonly request: RequestTrace;
}

/** The greatest number of characters of a text in a trace. Subscribers keep many traces. */
const MAX_TEXT = 4_096;

const requests = channel(REQUEST_CHANNEL);

/**
 * Publishes the start of a request.
 * @param sent what its call has sent, whose credentials are removed from the URL
 * @returns an object to report the progress of the request to. `undefined` while nobody subscribes to the channel.
 */
export function traceRequest(method: string, url: URL, sent: readonly unknown[] = []): Tracer | undefined {
  return requests.hasSubscribers ? new Tracer(method, url, sent) : undefined;
}

/** Fills in the trace of one request, and publishes its end. */
export class Tracer {
  readonly #trace: RequestTrace;
  readonly #start = performance.now();
  #isOver = false;

  constructor(method: string, url: URL, sent: readonly unknown[]) {
    const { redactText, secretsIn, withoutKnown } = redactor();
    this.#trace = {
      method: String(method).toUpperCase(),
      url: cut(redactText(withoutKnown(url.href.slice(0, 2 * MAX_TEXT), secretsIn(sent)))),
      startedAt: Date.now(),
    };
    requests.publish({ type: 'start', request: this.#trace } satisfies RequestMessage);
  }

  admitted(): void {
    this.#trace.admittedMs = this.#elapsed();
  }

  denied(rule: DenyingRule): void {
    this.#trace.deniedBy = rule;
  }

  /** Follows Node's request to its connection. When a stale connection leads to a second request, the times start again. */
  follow(request: ClientRequest): void {
    request.once('socket', (socket) => {
      this.#trace.isReused = request.reusedSocket;
      if (socket.connecting) {
        socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => this.#connected());
      } else this.#connected();
    });
  }

  /** The headers of the answer have arrived, and its body follows. */
  answered(status: number, body: Readable): void {
    this.#trace.status = status;
    this.#trace.firstByteMs = this.#elapsed();
    this.#trace.bytes = 0;
    // Unlike `on`, `prependListener` does not make the body flow. Its reader decides when it starts.
    body.prependListener('data', (chunk: Buffer | string) => {
      this.#trace.bytes = (this.#trace.bytes ?? 0) + chunk.length;
    });
    const end = (): void => this.ended(body.errored ?? undefined);
    if (body.destroyed) end();
    else body.once('end', end).once('close', end);
  }

  /** @param error what ended it, if it failed */
  ended(error?: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#trace.endMs = this.#elapsed();
    if (error !== undefined) this.#trace.error = codeOf(error);
    requests.publish({ type: 'end', request: this.#trace } satisfies RequestMessage);
  }

  #connected(): void {
    this.#trace.connectedMs = this.#elapsed();
  }

  #elapsed(): number {
    return performance.now() - this.#start;
  }
}

function cut(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`;
}

function codeOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return typeof code === 'string'
    ? code
    : cut(redactor().redactText(String(message ?? error).slice(0, 2 * MAX_TEXT)));
}
