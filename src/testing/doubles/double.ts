/** A request as a double gets it: plain data, whatever it came through. */
export interface DoubleRequest {
  /** In upper case. */
  readonly method: string;
  /** Absolute, exactly as it was sent. */
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What a double answers: plain data, however it is sent. */
export interface DoubleResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Only the first half of the body is sent, and then the connection ends. */
  readonly truncated?: boolean;
}

/** Turns a request into a response. What it throws is an error of the network. */
export type DoubleHandler = (request: DoubleRequest) => DoubleResponse | Promise<DoubleResponse>;

/** A stand-in for one service. */
export interface Double {
  /** Name of the service in the Domain API; `csds` for that itself. */
  readonly service: string;
  /** Whether the service has this operation. @param path with its query, if any */
  handles(method: string, path: string): boolean;
  readonly handle: DoubleHandler;
}

/** A response of JSON. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): DoubleResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  };
}

/** A response without a body. */
export function empty(status: number, headers: Record<string, string> = {}): DoubleResponse {
  return { status, headers };
}

/** The value of a JSON body, `undefined` for a body that is not JSON. */
export function jsonBody({ body }: DoubleRequest): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/**
 * What is sent of a truncated body, and the length that is announced. Of an empty one a byte is sent: without any, nock
 * 14 would hang up before the head of the response has passed.
 */
export function truncate(body: string | Buffer = ''): { sent: Buffer; length: number } {
  const bytes = Buffer.from(body);
  const { length } = bytes;
  return length > 1
    ? { sent: bytes.subarray(0, length >> 1), length }
    : { sent: Buffer.from(' '), length: 2 };
}
