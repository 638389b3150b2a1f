/** A request as a double gets it. It is plain data. It has the same form from nock and from a server. */
export interface DoubleRequest {
  /** In upper case. */
  readonly method: string;
  /** The absolute URL, exactly as it was sent. */
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as bytes. */
  readonly body: Buffer;
}

/** The answer of a double. It is plain data. It has the same form for nock and for a server. */
export interface DoubleResponse {
  /** The HTTP status. */
  readonly status: number;
  /** Headers by name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body as text or as bytes. */
  readonly body?: string | Buffer;
  /** Whether the connection ends after the first half of the body. */
  readonly truncated?: boolean;
}

/** Answers a request. When it throws an error, the request fails as on the network. */
export type DoubleHandler = (request: DoubleRequest) => DoubleResponse | Promise<DoubleResponse>;

/** Answers instead of one LivePerson service. */
export interface Double {
  /** Name of the service in the Domain API. `csds` is the Domain API itself. */
  readonly service: string;
  /** Whether the service has this operation. @param path the path, with its query if there is one */
  handles(method: string, path: string): boolean;
  readonly handle: DoubleHandler;
  /** Whether interceptors of the test for the same operation come first. This is so for doubles that are plain data without rules. */
  readonly yields?: boolean;
}

/** A response with a JSON body. */
export function json(status: number, value: unknown): DoubleResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  };
}

/** A response without a body. */
export function empty(status: number, headers: Record<string, string> = {}): DoubleResponse {
  return { status, headers };
}

/** The parsed body of a request. `undefined` when the body is not JSON. */
export function jsonBody({ body }: DoubleRequest): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/**
 * The part of a truncated body that is sent, and the length that the response announces. For an empty body one byte is sent. Without a
 * byte, nock 14 would end the connection before the client has the head of the response.
 */
export function truncate(body: string | Buffer = ''): { sent: Buffer; length: number } {
  const bytes = Buffer.from(body);
  const { length } = bytes;
  return length > 1
    ? { sent: bytes.subarray(0, length >> 1), length }
    : { sent: Buffer.from(' '), length: 2 };
}
