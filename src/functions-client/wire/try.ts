import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Passage } from '../../http/admission';
import type { AgentCache } from '../../http/wire/agents';
import { withoutRawAnswer } from '../../http/wire/failures';
import type { HeaderValue, Hop, HopResponse } from '../../http/wire/message';
import { openRequest, toHopResponse, whenSent } from '../../http/wire/transmit';
import { ownProperties } from '../../internal/own-properties';

/** The parts of a try. got writes the body. */
export interface TryRequest {
  method: string;
  url: URL;
  headers: Record<string, HeaderValue>;
  /** Milliseconds that a proxy may take to open a tunnel. */
  timeoutMs: number;
  /** Whether the try may go out on a connection that an earlier request has opened. */
  reuse: boolean;
}

/** One try of a call: Node's request that got uses, and what is known of its progress. */
export class Try {
  /** Node's request. Nothing has been written to it when the try is built. */
  readonly request: ClientRequest;
  /** The answer without its body. The log already has it. It rejects with the reason when there is no answer. */
  readonly concluded: Promise<HopResponse>;
  #response: IncomingMessage | undefined;
  #bytesBefore: number | undefined;

  /** @param passage the admission of this try */
  constructor(agents: AgentCache, passage: Passage, { reuse, ...rest }: TryRequest) {
    const hop: Hop = ownProperties({ ...rest, body: undefined });
    const request = openRequest(hop, agents.route(hop, passage.proxy, reuse));
    this.request = request;
    tellWriterOnlySuccess(request);
    if (passage.sent) whenSent(request, passage.sent);
    request.once('finish', () => {
      this.#bytesBefore = request.socket?.bytesRead ?? 0;
    });
    const answer = new Promise<HopResponse>((resolve, reject) => {
      // The listener stays after the first error: nock 14 reports some errors twice.
      request.on('error', (error) => reject(withoutRawAnswer(error)));
      request.once('response', (response) => {
        this.#response = response;
        resolve(toHopResponse(response));
      });
    });
    this.concluded = passage.conclude(answer);
    // got reports the failure to the call. Without this line, Node would report an unhandled rejection.
    this.concluded.catch(() => {});
  }

  /** Whether the server has begun to answer. Bytes that belong to an earlier request on the connection do not count. */
  get answered(): boolean {
    if (this.#response) return true;
    return this.#bytesBefore !== undefined && (this.request.socket?.bytesRead ?? 0) > this.#bytesBefore;
  }

  /** Why the answer broke off; null or undefined if it did not. */
  get brokenBy(): Error | null | undefined {
    return this.#response?.errored;
  }

  /** Gives up an answer that has begun, and closes its connection. */
  refuse(reason: Error): void {
    this.#response?.destroy(reason);
  }
}

/**
 * Hides failures from the callbacks of `write` and `end`, because the event `error` of the request reports them. Node 24 also reports a
 * lost connection to the callback. got 14 then ends the call although it is about to repeat it.
 */
function tellWriterOnlySuccess(request: ClientRequest): void {
  for (const name of ['write', 'end'] as const) {
    const send = request[name].bind(request) as (...values: unknown[]) => unknown;
    const onlySuccess = (value: unknown): unknown => {
      if (typeof value !== 'function') return value;
      return (error?: Error | null) => {
        if (!error) value();
      };
    };
    Object.assign(request, { [name]: (...values: unknown[]) => send(...values.map(onlySuccess)) });
  }
}
