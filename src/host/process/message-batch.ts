// A function may replace the global one, with fake timers say.
const soon = setImmediate;

/**
 * Collects messages to another process until the present turn of the event loop ends, and sends them as one. Under load
 * that saves most of the time that messages between processes cost.
 */
export class MessageBatch<Message> {
  readonly #send: (messages: Message[]) => void;
  #waiting: Message[] = [];

  constructor(send: (messages: Message[]) => void) {
    this.#send = send;
  }

  add(message: Message): void {
    this.#waiting.push(message);
    if (this.#waiting.length === 1) soon(() => this.flush());
  }

  /** Sends what was collected at once. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    const messages = this.#waiting;
    this.#waiting = [];
    this.#send(messages);
  }
}
