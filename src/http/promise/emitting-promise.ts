import { EventEmitter } from 'node:events';

type AnyListener = (...args: unknown[]) => void;

/** A promise with the methods of Node's EventEmitter. Listeners get the promise as `this`. */
export class EmittingPromise<Result> extends Promise<Result> {
  /** `then`, `catch` and `finally` return plain promises. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** Created with the first listener, because most calls have none. */
  #events: EventEmitter | undefined;

  /**
   * Listens to `request`, `socket`, `response`, `redirect`, `data`, `end`, `complete`, `error`, `abort` or `close`. When a listener throws,
   * the call rejects. Listeners of `complete`, `error` and `close` are called when the result is already certain, so errors that they throw
   * are uncaught exceptions.
   */
  on(event: string, listener: (...args: never[]) => void): this {
    return this.#add('on', event, listener);
  }

  /** The same as {@link on}. */
  addListener(event: string, listener: (...args: never[]) => void): this {
    return this.#add('on', event, listener);
  }

  /** Like {@link on}, but the listener is called before those that were added earlier. */
  prependListener(event: string, listener: (...args: never[]) => void): this {
    return this.#add('prependListener', event, listener);
  }

  /** Like {@link on}, but only for the first event. */
  once(event: string, listener: (...args: never[]) => void): this {
    return this.#add('on', event, this.#onlyOnce(event, listener));
  }

  /** Like {@link prependListener}, but only for the first event. */
  prependOnceListener(event: string, listener: (...args: never[]) => void): this {
    return this.#add('prependListener', event, this.#onlyOnce(event, listener));
  }

  /** Removes a listener. */
  removeListener(event: string, listener: (...args: never[]) => void): this {
    this.#events?.removeListener(event, listener as AnyListener);
    return this;
  }

  /** The same as {@link removeListener}. */
  off(event: string, listener: (...args: never[]) => void): this {
    return this.removeListener(event, listener);
  }

  /** Removes all listeners of an event, or of every event. */
  removeAllListeners(event?: string): this {
    if (event === undefined) this.#events?.removeAllListeners();
    else this.#events?.removeAllListeners(event);
    return this;
  }

  /** The listeners of an event. */
  listeners(event: string): ((...args: never[]) => void)[] {
    return (this.#events?.listeners(event) ?? []) as ((...args: never[]) => void)[];
  }

  /** The same as {@link listeners}, with the functions that {@link once} wraps around its listeners. */
  rawListeners(event: string): ((...args: never[]) => void)[] {
    return (this.#events?.rawListeners(event) ?? []) as ((...args: never[]) => void)[];
  }

  /** The number of listeners of an event. */
  listenerCount(event: string): number {
    return this.#events?.listenerCount(event) ?? 0;
  }

  /** The events that have listeners. */
  eventNames(): (string | symbol)[] {
    return this.#events?.eventNames() ?? [];
  }

  /** How many listeners an event may have before Node warns about a leak. */
  getMaxListeners(): number {
    return this.#emitter().getMaxListeners();
  }

  /** Sets how many listeners an event may have before Node warns about a leak. 0 means no limit. */
  setMaxListeners(count: number): this {
    this.#emitter().setMaxListeners(count);
    return this;
  }

  /**
   * Emits an event to the listeners of this call. Streams that are piped into the call use it. An `error` ends the call, and the promise
   * rejects with it.
   * @returns whether the event has listeners, or ended the call
   */
  emit(event: string, ...args: unknown[]): boolean {
    if (!this.#events) return false;
    const listeners = this.#events.rawListeners(event);
    for (const listener of listeners) Reflect.apply(listener, this, args);
    return listeners.length > 0;
  }

  #emitter(): EventEmitter {
    this.#events ??= new EventEmitter();
    return this.#events;
  }

  #add(method: 'on' | 'prependListener', event: string, listener: (...args: never[]) => void): this {
    this.#emitter()[method](event, listener as AnyListener);
    // A caller who listens for errors handles them, so Node must not report the rejection as unhandled.
    if (event === 'error') super.then(undefined, () => {});
    return this;
  }

  #onlyOnce(event: string, listener: (...args: never[]) => void): (...args: never[]) => void {
    const onlyOnce = (...args: unknown[]): void => {
      this.removeListener(event, onlyOnce);
      Reflect.apply(listener, this, args);
    };
    // EventEmitter looks at this property, so that the caller can remove the listener that was given.
    return Object.assign(onlyOnce, { listener });
  }
}
