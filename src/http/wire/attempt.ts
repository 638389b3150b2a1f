import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { passableError } from '../../internal/node/passable-error';
import { readable } from '../../internal/redact/readable';
import type { AgentCache, Route } from './agents';
import { timedOut } from './failures';
import { type Hop, type HopResponse, isRepeatable, isStream } from './message';
import { openRequest, transmit, whenSent } from './transmit';

/** How a hop leaves. */
export interface Way {
  readonly proxy: URL | undefined;
  readonly sent: (() => void) | undefined;
}

/**
 * Sends an admitted hop within its timeout. A reused connection may be reset before the first byte of the answer. If the method may be
 * repeated, the request is then sent once more on a new connection. The server had only closed an idle connection, and nothing is wrong
 * with the call (docs/platform.md, "Proxy").
 *
 * @param way the proxy of the hop, if any, and a function to call each time that the hop is written, if any
 * @throws the error of the socket or of the parser as Node raised it, the reason of the hop's signal, or request's `ETIMEDOUT` and
 *   `ESOCKETTIMEDOUT`
 */
export async function attempt(agents: AgentCache, hop: Hop, { proxy, sent }: Way): Promise<HopResponse> {
  // A stream can be sent only once, so it must not be sent on a connection that may be stale.
  if (isStream(hop.body)) return new Attempt(hop, sent).send(agents.route(hop, proxy, false));
  const first = new Attempt(hop, sent);
  try {
    return await first.send(agents.route(hop, proxy, true));
  } catch (error) {
    if (!isRepeatable(hop.method) || !first.metStaleSocket(error)) throw error;
    return new Attempt(hop, sent).send(agents.route(hop, proxy, false));
  }
}

const RESET_CODES = new Set<string | undefined>(['ECONNRESET', 'EPIPE']);

/** One attempt: holds the open request, its timer and its abort listener. */
class Attempt {
  readonly #hop: Hop;
  readonly #sent: (() => void) | undefined;
  #request: ClientRequest | undefined;
  #stream: Readable | undefined;
  #timer: NodeJS.Timeout | undefined;
  #socket: Socket | undefined;
  #connected = false;
  #isOver = false;
  #bytesBefore = 0;
  #reject: (error: Error) => void = () => {};

  constructor(hop: Hop, sent: (() => void) | undefined) {
    this.#hop = hop;
    this.#sent = sent;
  }

  send(route: Route): Promise<HopResponse> {
    const { body, signal, timeoutMs, onRequest } = this.#hop;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      this.#reject = reject;
      const request = openRequest(this.#hop, route);
      this.#watch(request);
      const written = this.#sent && whenSent(request, this.#sent);
      signal?.addEventListener('abort', this.#abort);
      if (timeoutMs > 0) this.#timer = setTimeout(this.#expire, timeoutMs);
      const onAnswer = (answer: HopResponse): void => {
        this.#follow(answer.stream);
        resolve(answer);
      };
      const onFailure = (error: Error): void => {
        this.#stop();
        reject(error);
      };
      try {
        onRequest?.(request);
        transmit(request, body, onAnswer, onFailure);
      } catch (error) {
        // A listener of the caller threw. The call fails with its error, and nothing is sent.
        request.on('error', () => {});
        return this.#fail(error);
      }
      if (written && isStream(body)) body.once('data', written);
    });
  }

  /** Whether `error` only means that the server had closed the reused connection. */
  metStaleSocket(error: unknown): boolean {
    const request = this.#request;
    return (
      request?.reusedSocket === true &&
      RESET_CODES.has(readable(() => (error as NodeJS.ErrnoException).code)) &&
      (request.socket?.bytesRead ?? 0) === this.#bytesBefore
    );
  }

  #watch(request: ClientRequest): void {
    this.#request = request;
    request.on('socket', (socket) => {
      this.#bytesBefore = socket.bytesRead;
      this.#socket = socket;
      this.#hop.onSocket?.(socket, request);
      if (socket.connecting) socket.once('connect', this.#onConnect);
      else this.#onConnect();
    });
  }

  /**
   * After this, the socket itself measures silence, as in request: each byte in either direction restarts the time. Only the socket knows
   * when a byte was written. The sockets of nock 13 measure nothing, so a timer is used for them.
   */
  readonly #onConnect = (): void => {
    this.#connected = true;
    if (this.#isOver || this.#hop.timeoutMs === 0) return;
    if (isRealSocket(this.#socket)) {
      clearTimeout(this.#timer);
      this.#socket.setTimeout(this.#hop.timeoutMs);
      this.#socket.on('timeout', this.#expire);
    } else this.#restartTimer();
  };

  readonly #restartTimer = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#expire, this.#hop.timeoutMs);
  };

  #follow(stream: Readable): void {
    this.#stream = stream;
    // Invalid bytes right after the headers may have broken the body already. Then no event would end the time.
    if (stream.destroyed) {
      this.#stop();
      return;
    }
    if (this.#hop.timeoutMs > 0 && !isRealSocket(this.#socket)) {
      this.#restartTimer();
      // Unlike `on`, `prependListener` does not make the body flow. Its reader decides when it starts.
      stream.prependListener('data', this.#restartTimer);
    }
    const stop = (): void => this.#stop();
    stream.on('close', stop);
    // The connection may be free for its next request before the stream is closed.
    if (this.#hop.timeoutMs > 0) stream.on('end', stop);
  }

  #fail(reason: unknown): void {
    this.#stop();
    // Without this line, a request that still waits for its proxy would report the error only once it has a socket.
    this.#reject(reason as Error);
    const error = passableError(reason);
    this.#request?.destroy(error);
    this.#stream?.destroy(error);
  }

  readonly #expire = (): void => this.#fail(timedOut(this.#connected));

  readonly #abort = (): void => this.#fail(this.#hop.signal?.reason);

  #stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#hop.signal?.removeEventListener('abort', this.#abort);
    if (this.#hop.timeoutMs === 0) return;
    clearTimeout(this.#timer);
    this.#stream?.removeListener('data', this.#restartTimer);
    // The connection may be kept, and its next request has a time of its own.
    if (this.#connected && isRealSocket(this.#socket)) {
      this.#socket.removeListener('timeout', this.#expire);
      this.#socket.setTimeout(0);
    }
  }
}

let RealSocket: typeof Socket | undefined;

function isRealSocket(socket: Socket | undefined): socket is Socket {
  RealSocket ??= (require('node:net') as typeof import('node:net')).Socket;
  return socket instanceof RealSocket;
}
