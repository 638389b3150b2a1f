/** Milliseconds that a request may take to reach the server, after it was written to its connection. */
export const ARRIVAL_MS = 100;
/**
 * Milliseconds that a place waits for the answer. The answer shows that the request has arrived. On a busy machine, requests take longer to
 * arrive than usual. A server that answers slowly must not hold places for as long.
 */
const ANSWER_MS = 250;
/**
 * Milliseconds that a request holds its place while it waits for its connection. A server that accepts no connection must not hold the
 * place for ever.
 */
const UNSENT_MS = 2_000;

/**
 * The place of one request in the budget. A server counts requests when they arrive, so the place is held from the
 * admission of the request until the last moment at which it can have arrived.
 */
export class Place {
  #log: SlidingLog | undefined;
  #onArrival: ((at: number) => void) | undefined;

  /** Calls a function with the last moment at which the request can have arrived, as soon as this is known. */
  whenArrived(listener: (at: number) => void): void {
    this.#onArrival = listener;
  }

  /** Called by the log that counts this place. */
  arrived(at: number): void {
    this.#onArrival?.(at);
  }

  /** Called by the log that counts this place. */
  heldIn(log: SlidingLog): void {
    this.#log = log;
  }

  /** Call this when the request is being written, and also when it is written again. */
  sent(): void {
    this.#log?.sent(this);
  }

  /** Call this when the request was answered or has failed. It can arrive no later than that. */
  ended(): void {
    this.#log?.ended(this);
    this.#log = undefined;
  }
}

/**
 * The requests of the last interval. For those that may still be on their way, it has their places. For the others, it has the latest
 * moment of their arrival. It holds as many of them as the highest limit that was asked for. A lower limit does not shorten the log: when
 * the limit rises again, all requests in the window must still count.
 */
export class SlidingLog {
  readonly #clock: () => number;
  /** Moments until which requests have arrived, in order. */
  readonly #arrivals: number[] = [];
  #capacity = 0;
  /** Requests that wait for their connections, and since when. The oldest comes first. */
  readonly #unsent = new Map<Place, number>();
  /** Requests that were written and not answered, and when they were written. The oldest comes first. */
  readonly #sent = new Map<Place, number>();
  /** Milliseconds that a place waits for its answer. In a short interval, it must not wait longer than the interval. */
  #answerMs = ANSWER_MS;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /**
   * Milliseconds until a place is free for a caller with `ahead` callers before it. 0 if a place is free now.
   *
   * @param lagMs how many milliseconds requests are expected to be on their way. With 0, the result is the shortest possible wait.
   */
  waitMs(limit: number, intervalMs: number, ahead: number, lagMs: number): number {
    if (limit < 1) return Number.POSITIVE_INFINITY;
    const now = this.#clock();
    this.#settle(now);
    const rounds = Math.floor(ahead / limit) * (intervalMs + lagMs);
    const nth = limit - (ahead % limit) - this.#unsent.size - this.#sent.size;
    const arrivedAt = nth < 1 ? this.#nextArrival(now) + lagMs : this.#arrivals.at(-nth);
    return (arrivedAt === undefined ? 0 : Math.max(0, intervalMs - (now - arrivedAt))) + rounds;
  }

  /** Counts a request. Without a place it counts as arrived at once. */
  add(limit: number, intervalMs: number, place: Place | undefined): void {
    const now = this.#clock();
    this.#settle(now);
    this.#capacity = Math.max(this.#capacity, limit);
    this.#answerMs = Math.min(ANSWER_MS, intervalMs);
    if (place === undefined) {
      this.#arrived(now);
      return;
    }
    place.heldIn(this);
    this.#unsent.set(place, now);
  }

  sent(place: Place): void {
    const now = this.#clock();
    this.#settle(now);
    this.#unsent.delete(place);
    // The last one written has to be the last in the map.
    this.#sent.delete(place);
    this.#sent.set(place, now);
  }

  ended(place: Place): void {
    const now = this.#clock();
    this.#settle(now);
    const wasOnItsWay = this.#unsent.delete(place) || this.#sent.delete(place);
    if (wasOnItsWay) this.#arrived(now, place);
  }

  /** The earliest moment at which the arrival of a request on its way may become known. */
  #nextArrival(now: number): number {
    const [oldest = now] = this.#sent.values();
    return Math.min(now, oldest + ARRIVAL_MS);
  }

  /** Counts requests as arrived when they have waited long enough. */
  #settle(now: number): void {
    for (const [place, sentAt] of this.#sent) {
      if (sentAt + this.#answerMs > now) break;
      this.#sent.delete(place);
      this.#arrived(sentAt + ARRIVAL_MS, place);
    }
    for (const [place, since] of this.#unsent) {
      if (since + UNSENT_MS > now) break;
      this.#unsent.delete(place);
      this.#arrived(since + UNSENT_MS, place);
    }
  }

  #arrived(at: number, place?: Place): void {
    place?.arrived(at);
    let index = this.#arrivals.length;
    while (index > 0 && Number(this.#arrivals[index - 1]) > at) index -= 1;
    this.#arrivals.splice(index, 0, at);
    if (this.#arrivals.length > this.#capacity) this.#arrivals.shift();
  }
}
