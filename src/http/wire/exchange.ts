import type { ClientRequest } from 'node:http';
import type { Readable } from 'node:stream';
import type { Route } from './agents';
import type { Engine, EngineRequest, EngineResponse } from './engine';
import { timedOut } from './failures';

/** One hop without its route, plus what governs it while it is under way. */
export interface Exchange extends Omit<EngineRequest, 'route' | 'connectTimeoutMs' | 'onRequest'> {
  /** Milliseconds to connect, and then of silence; 0 for no limit. */
  timeoutMs: number;
  onRequest?: ((request: ClientRequest) => void) | undefined;
}

/**
 * Sends one hop through the engine under its timeout. A request whose reused socket was reset before the
 * first byte of a response is sent once more on a socket of its own: the server had closed the idle
 * connection, nothing is wrong with the call (decisions, HTTPClient).
 */
export async function exchange(
  engine: Engine,
  hop: Exchange,
  route: (reuse: boolean) => Route,
): Promise<EngineResponse> {
  // A stream can be sent only once, so it must not meet a stale socket.
  if (isStream(hop.body)) return new Attempt(hop).send(engine, route(false));
  const attempt = new Attempt(hop);
  try {
    return await attempt.send(engine, route(true));
  } catch (error) {
    if (!attempt.metStaleSocket(error)) throw error;
    return new Attempt(hop).send(engine, route(false));
  }
}

function isStream(body: Exchange['body']): boolean {
  return typeof body === 'object' && !Buffer.isBuffer(body);
}

const RESET_CODES = new Set(['ECONNRESET', 'EPIPE']);

/** One try: holds the live request, its timer and its abort. */
class Attempt {
  readonly #hop: Exchange;
  #request: ClientRequest | undefined;
  #stream: Readable | undefined;
  #timer: NodeJS.Timeout | undefined;
  #connected = false;
  #bytesBefore = 0;
  #bytesWritten = 0;
  #failure: Error | undefined;
  #fail: (error: Error) => void = () => {};

  constructor(hop: Exchange) {
    this.#hop = hop;
  }

  send(engine: Engine, route: Route): Promise<EngineResponse> {
    const hop = this.#hop;
    const { signal } = hop;
    return new Promise((resolve, reject) => {
      this.#fail = (error) => {
        this.#stop();
        this.#failure = error;
        // A request still waiting for its proxy reports a destroy only once it has a socket.
        reject(error);
        this.#request?.destroy(error);
        this.#stream?.destroy(error);
      };
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener('abort', this.#abort, { once: true });
      const sent = engine({
        ...hop,
        route,
        connectTimeoutMs: route.tunnelled ? hop.timeoutMs : 0,
        onRequest: (request) => this.#watch(request),
      });
      // From here: what the engine takes to load, with the first call, is no silence of the network.
      if (hop.timeoutMs > 0) this.#timer = setTimeout(this.#expire, hop.timeoutMs);
      sent.then(
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
    // Given up before the engine had made it.
    if (this.#failure) request.destroy(this.#failure);
    request.once('socket', (socket) => {
      this.#bytesBefore = socket.bytesRead;
      this.#bytesWritten = socket.bytesWritten;
      if (socket.connecting) socket.once('connect', this.#onConnect);
      else this.#onConnect();
    });
    this.#hop.onRequest?.(request);
  }

  readonly #onConnect = (): void => {
    this.#connected = true;
    this.#timer?.refresh();
  };

  #follow(stream: Readable): void {
    this.#stream = stream;
    // Broken already, by bytes that came with the head: nobody would tell.
    if (stream.destroyed) {
      this.#stop();
      return;
    }
    this.#timer?.refresh();
    // prependListener, unlike on, leaves it to the reader when the body starts to flow.
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
      // Still uploading: silence is counted from the last byte in either direction.
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
