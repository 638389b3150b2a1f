import { redact, redactText } from '../../internal/redact';
import type { DoubleRequest } from '../doubles/double';

/** A request that the platform got, without credentials. */
export interface PlatformRequest {
  /** Name of the service, or the origin of a host of your own. */
  readonly service: string;
  /** The method. */
  readonly method: string;
  /** The whole URL, without credentials. */
  readonly url: string;
  /** The headers, without credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body. It is parsed when it is JSON, and text otherwise. For bytes that are no text, it says how many there are. */
  readonly body: unknown;
  /** The status of the answer. Missing while there is no answer, and when the network failed. */
  status?: number;
  /** Code of the network error that was played. */
  error?: string;
}

/** A request without its credentials. @param url the URL to show, with the real host of the service */
export function toPlatformRequest(service: string, url: string, request: DoubleRequest): PlatformRequest {
  return {
    service,
    method: request.method,
    url: redactText(url),
    headers: redact({ ...request.headers }) as Record<string, string>,
    body: redact(readableBody(request)),
  };
}

/** The body of a request. It is parsed when it is JSON. Other text stays text, and bytes that are no text stay bytes. */
export function readableBody({ body, headers }: DoubleRequest): unknown {
  const text = body.toString();
  if (!Buffer.from(text).equals(body)) return body;
  if (!/\bjson\b/i.test(headers['content-type'] ?? '')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
