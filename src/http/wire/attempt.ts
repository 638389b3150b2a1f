import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { AgentCache, Route } from './agents';
import { timedOut } from './failures';
import { type Hop, type HopResponse, isRepeatable, isStream } from './message';
import { openRequest, transmit } from './transmit';

/**
 * Sends an admitted hop under its timeout. A request whose kept connection was reset before the first byte of an
 * answer is sent once more on a connection of its own, if its method allows that: the server had closed the idle
 * connection, and nothing is wrong with the call (decisions, HTTPClient).
 *
 * @param proxy where the hop goes through, if anywhere
 * @throws the error of the socket or of the parser as Node raised it, the reason of the hop's signal, or request's
 *   `ETIMEDOUT` and `ESOCKETTIMEDOUT`
 */
export async function attempt(agents: AgentCache, hop: Hop, proxy: URL | undefined): Promise<HopResponse> {
  // A stream can be sent only once, so it must not meet a stale connection.
  if (isStream(hop.body)) return new Attempt(hop).send(agents.route(hop, proxy, false));
  const first = new Attempt(hop);
  try {
    return await first.send(agents.route(hop, proxy, true));
  } catch (error) {
    if (!isRepeatable(hop.method) || !first.metStaleSocket(error)) throw error;
    return new Attempt(hop).send(agents.route(hop, proxy, false));
  }
}

const RESET_CODES = new Set(['ECONNRESET', 'EPIPE']);

/** One try: holds the live request, its timer and its abort. */
class Attempt {
  readonly #hop: Hop;
  #request: ClientRequest | undefined;
  #stream: Readable | undefined;
  #timer: NodeJS.Timeout | undefined;
  #socket: Socket | undefined;
  #connected = false;
  #isOver = false;
  #bytesBefore = 0;
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
        // A request that still waits for its proxy reports a destroy only once it has a socket.
        reject(error);
        request.destroy(error);
        this.#stream?.destroy(error);
      };
      signal?.addEventListener('abort', this.#abort, { once: true });
      if (timeoutMs > 0) this.#timer = setTimeout(this.#expire, timeoutMs);
      try {
        onRequest?.(request);
      } catch (error) {
        // A listener of the caller threw: the call fails with that, and nothing is sent.
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

  /** Whether `error` only says that the server had closed the kept connection. */
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
      this.#socket = socket;
      if (socket.connecting) socket.once('connect', this.#onConnect);
      else this.#onConnect();
    });
  }

  /**
   * From here on the socket itself measures silence, as in request: a byte in either direction starts its time anew. Only
   * the socket knows when a byte was written.
   */
  readonly #onConnect = (): void => {
    this.#connected = true;
    if (this.#isOver || this.#hop.timeoutMs === 0) return;
    // Interceptors hand out sockets that know no timeouts; the timer of the connection goes on for these.
    if (typeof this.#socket?.setTimeout !== 'function') return;
    clearTimeout(this.#timer);
    this.#socket.setTimeout(this.#hop.timeoutMs);
    this.#socket.on('timeout', this.#expire);
  };

  #follow(stream: Readable): void {
    this.#stream = stream;
    // Bytes that came with the headers have broken the body already, so no event would end the time.
    if (stream.destroyed) {
      this.#stop();
      return;
    }
    stream.once('close', () => this.#stop());
    stream.once('end', () => this.#stop());
  }

  readonly #expire = (): void => this.#fail(timedOut(this.#connected));

  readonly #abort = (): void => this.#fail(this.#hop.signal?.reason);

  #stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    // The connection may be kept: its next request has a time of its own.
    this.#socket?.removeListener('timeout', this.#expire);
    if (this.#connected && this.#hop.timeoutMs > 0) this.#socket?.setTimeout?.(0);
    this.#hop.signal?.removeEventListener('abort', this.#abort);
  }
}
