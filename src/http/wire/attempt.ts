import type { ClientRequest } from 'node:http';
import type { Readable } from 'node:stream';
import type { AgentCache, Route } from './agents';
import { timedOut } from './failures';
import { type Hop, type HopResponse, isStream } from './message';
import { openRequest, transmit } from './transmit';

/**
 * Sends an admitted hop within its timeout. If a reused connection is reset before the first byte of the
 * answer, the request is sent once more on a new connection: the server had only closed an idle connection,
 * and nothing is wrong with the call (decisions, HTTPClient).
 *
 * @param proxy the proxy that the hop goes through, if any
 * @throws the error of the socket or of the parser as Node raised it, the reason of the hop's signal, or request's
 *   `ETIMEDOUT` and `ESOCKETTIMEDOUT`
 */
export async function attempt(agents: AgentCache, hop: Hop, proxy: URL | undefined): Promise<HopResponse> {
  // A stream can be sent only once, so it must not be sent on a connection that may be stale.
  if (isStream(hop.body)) return new Attempt(hop).send(agents.route(hop, proxy, false));
  const first = new Attempt(hop);
  try {
    return await first.send(agents.route(hop, proxy, true));
  } catch (error) {
    if (!first.metStaleSocket(error)) throw error;
    return new Attempt(hop).send(agents.route(hop, proxy, false));
  }
}

const RESET_CODES = new Set(['ECONNRESET', 'EPIPE']);

/** One attempt: holds the open request, its timer and its abort listener. */
class Attempt {
  readonly #hop: Hop;
  #request: ClientRequest | undefined;
  #stream: Readable | undefined;
  #timer: NodeJS.Timeout | undefined;
  #connected = false;
  #bytesBefore = 0;
  #bytesWritten = 0;
  #fail: (error: Error) => void = () => {};

  constructor(hop: Hop) {
    this.#hop = hop;
  }

  send(route: Route): Promise<HopResponse> {
    const { body, signal, timeoutMs, onRequest } = this.#hop;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const request = openRequest(this.#hop, route);
      this.#watch(request);
      this.#fail = (error) => {
        this.#stop();
        // Without this line, a request that still waits for its proxy would report the error only once it has a socket.
        reject(error);
        request.destroy(error);
        this.#stream?.destroy(error);
      };
      signal?.addEventListener('abort', this.#abort, { once: true });
      if (timeoutMs > 0) this.#timer = setTimeout(this.#expire, timeoutMs);
      try {
        onRequest?.(request);
      } catch (error) {
        // A listener of the caller threw. The call fails with its error, and nothing is sent.
        return this.#fail(error as Error);
      }
      transmit(request, body).then(
        (response) => {
          this.#follow(response.stream);
          resolve(response);
        },
        (error) => {
          this.#stop();
          reject(error);
        },
      );
    });
  }

  /** Whether `error` only means that the server had closed the reused connection. */
  metStaleSocket(error: unknown): boolean {
    const request = this.#request;
    return (
      request?.reusedSocket === true &&
      RESET_CODES.has((error as NodeJS.ErrnoException).code ?? '') &&
      (request.socket?.bytesRead ?? 0) === this.#bytesBefore
    );
  }

  #watch(request: ClientRequest): void {
    this.#request = request;
    request.once('socket', (socket) => {
      this.#bytesBefore = socket.bytesRead;
      this.#bytesWritten = socket.bytesWritten;
      if (socket.connecting) socket.once('connect', this.#onConnect);
      else this.#onConnect();
    });
  }

  readonly #onConnect = (): void => {
    this.#connected = true;
    this.#timer?.refresh();
  };

  #follow(stream: Readable): void {
    this.#stream = stream;
    // Wrong bytes right after the headers may have broken the body already. Then no event would stop the timer.
    if (stream.destroyed) {
      this.#stop();
      return;
    }
    this.#timer?.refresh();
    // Unlike `on`, `prependListener` does not make the body flow. Its reader decides when it starts.
    if (this.#timer) stream.prependListener('data', this.#keepAwake);
    stream.once('close', () => this.#stop());
    stream.once('end', () => this.#stop());
  }

  readonly #keepAwake = (): void => {
    this.#timer?.refresh();
  };

  readonly #expire = (): void => {
    const written = this.#request?.socket?.bytesWritten ?? 0;
    if (this.#connected && written > this.#bytesWritten) {
      // The upload makes progress. Silence counts from the last byte in either direction.
      this.#bytesWritten = written;
      this.#timer?.refresh();
      return;
    }
    this.#fail(timedOut(this.#connected));
  };

  readonly #abort = (): void => this.#fail(this.#hop.signal?.reason);

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#hop.signal?.removeEventListener('abort', this.#abort);
  }
}
