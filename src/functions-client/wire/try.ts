import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Passage } from '../../http/admission';
import type { AgentCache } from '../../http/wire/agents';
import type { HeaderValue, Hop, HopResponse } from '../../http/wire/message';
import { openRequest, toHopResponse } from '../../http/wire/transmit';
import { ownProperties } from '../../internal/own-properties';

/** What a try sends besides its body, which got writes. */
export interface TryRequest {
  method: string;
  url: URL;
  headers: Record<string, HeaderValue>;
  /** Milliseconds that a proxy may take to open a tunnel. */
  timeoutMs: number;
  /** Whether the try may go out on a connection that an earlier request has opened. */
  reuse: boolean;
}

/** One try of a call: Node's own request, which got carries, and how far it came. */
export class Try {
  /** Node's request. Nothing has been written to it when the try is built. */
  readonly request: ClientRequest;
  /** The answer of the other side, or of its proxy, as far as the log knows it. It rejects when there is none. */
  readonly concluded: Promise<HopResponse>;
  #response: IncomingMessage | undefined;
  #bytesBefore: number | undefined;

  /** @param passage the admission of this try */
  constructor(agents: AgentCache, passage: Passage, { reuse, ...rest }: TryRequest) {
    const hop: Hop = ownProperties({ ...rest, body: undefined });
    const request = openRequest(hop, agents.route(hop, passage.proxy, reuse));
    this.request = request;
    request.once('finish', () => {
      this.#bytesBefore = request.socket?.bytesRead ?? 0;
    });
    const answer = new Promise<HopResponse>((resolve, reject) => {
      // The listener stays after the first error: nock 14 reports some errors twice.
      request.on('error', reject);
      request.once('response', (response) => {
        this.#response = response;
        resolve(toHopResponse(response));
      });
    });
    this.concluded = passage.conclude(answer);
    // Who needs to know hears of the failure from got.
    this.concluded.catch(() => {});
  }

  /** Whether bytes of an answer came: bytes that the connection received for an earlier request do not count. */
  get answered(): boolean {
    if (this.#response) return true;
    return this.#bytesBefore !== undefined && (this.request.socket?.bytesRead ?? 0) > this.#bytesBefore;
  }

  /** Why the answer broke off, if it did. */
  get brokenBy(): Error | null | undefined {
    return this.#response?.errored;
  }

  /** Ends the connection on which an answer comes that nobody wants. */
  refuse(reason: Error): void {
    this.#response?.destroy(reason);
  }
}
