import type { ClientRequest } from 'node:http';
import type { HttpClientResponse } from '../response/http-response';

type Mark = 'socket' | 'lookup' | 'connect' | 'response' | 'end';

/** Measures one call for `time: true`, in the fields of request. The values are milliseconds since the start of the call. */
export class RequestTimer {
  readonly #startedAt = Date.now();
  readonly #start = performance.now();
  readonly #marks: Record<Mark, number> = { socket: 0, lookup: 0, connect: 0, response: 0, end: 0 };

  /** Measures a hop. After redirects, the times of the last hop count. */
  watch(request: ClientRequest): void {
    request.once('socket', (socket) => {
      this.#mark('socket', 'lookup', 'connect');
      if (!socket.connecting) return;
      socket.once('lookup', () => this.#mark('lookup', 'connect'));
      socket.once('connect', () => this.#mark('connect'));
    });
    request.once('response', () => this.#mark('response'));
  }

  /** Records when the headers arrived. */
  responded(response: HttpClientResponse): void {
    if (this.#marks.response === 0) this.#mark('response');
    response.responseStartTime = this.#startedAt + this.#marks.response;
  }

  /** Fills in the timings of a response whose body has ended. */
  ended(response: HttpClientResponse): void {
    this.#mark('end');
    const { socket, lookup, connect, response: firstByte, end } = this.#marks;
    response.timingStart = this.#startedAt;
    response.timings = { socket, connect, response: firstByte, end, lookup };
    response.elapsedTime = Math.round(end);
    response.timingPhases = {
      wait: socket,
      dns: lookup - socket,
      tcp: connect - lookup,
      firstByte: firstByte - connect,
      download: end - firstByte,
      total: end,
    };
  }

  #mark(...names: Mark[]): void {
    const elapsed = performance.now() - this.#start;
    for (const name of names) this.#marks[name] = elapsed;
  }
}
