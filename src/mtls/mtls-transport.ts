import type { Readable } from 'node:stream';
import { HeaderMap } from '../http/request/header-map';
import { type HopResponse, isRepeatable } from '../http/wire/message';
import { passableError } from '../internal/node/passable-error';
import { ownProperties } from '../internal/own-properties';
import { exchange } from './dispatch-exchange';
import type { MtlsAttempt, MtlsConnection, MtlsDispatch, MtlsDispatchers } from './mtls-dispatchers';
import { nativeFailure } from './mtls-failures';
import type { MtlsRequest } from './mtls-request';

const RESET_CODES: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE']);
/** Statuses that fetch does not return. It fails for 407, and it repeats the request for 421. */
const STATUSES_OF_FETCH = new Set([407, 421]);
/** A status that fetch returns unchanged. */
const PLAIN_STATUS = 400;
/** Where the package that nock and msw share keeps its interceptor of fetch. */
const FETCH_INTERCEPTOR = Symbol.for('fetch-interceptor');
/** Headers that fetch adds as a browser does. They are not sent unless the caller has set them. */
const BROWSER_HEADERS = new Set(['accept-language', 'sec-fetch-mode', 'user-agent']);

/**
 * Sends one request. A polyfill that has replaced the global `fetch` would ignore the dispatcher, and would send the request without the
 * certificate. So the request goes directly to the dispatcher. Only a `fetch` that is a test double gets the request. nock and msw see it
 * then, and pass it on with its dispatcher when they have no answer for it.
 *
 * A reused connection may be reset before the first byte of the response. If the method may be repeated, the request is then sent once more
 * on a new connection. The server had only closed an idle connection, and nothing is wrong with the call (docs/platform.md, "Connections
 * that are kept").
 * @param sent called each time that the request is written to a connection
 * @throws the error as Node raised it
 */
export async function sendRequest(
  request: MtlsRequest,
  connection: MtlsConnection,
  dispatchers: MtlsDispatchers,
  signal: AbortSignal,
  sent: (() => void) | undefined,
): Promise<HopResponse> {
  const attempt: MtlsAttempt = { signal, sent, reused: undefined };
  try {
    return await sendOnce(request, dispatchers.dispatch(connection, true), attempt);
  } catch (error) {
    const failure = nativeFailure(error);
    if (signal.aborted || !isRepeatable(request.method) || !metStaleSocket(attempt, failure)) throw failure;
  }
  try {
    return await sendOnce(request, dispatchers.dispatch(connection, false), {
      signal,
      sent,
      reused: undefined,
    });
  } catch (error) {
    throw nativeFailure(error);
  }
}

function metStaleSocket({ reused }: MtlsAttempt, { code }: NodeJS.ErrnoException): boolean {
  return reused !== undefined && RESET_CODES.has(code) && reused.socket.bytesRead === reused.bytesBefore;
}

function sendOnce(request: MtlsRequest, dispatch: MtlsDispatch, attempt: MtlsAttempt): Promise<HopResponse> {
  const { fetch } = globalThis;
  return isTestDouble(fetch)
    ? fetchOnce(fetch, request, dispatch, attempt)
    : exchange(request, dispatch, attempt);
}

/** Whether this is the `fetch` of nock 14 or msw, or a mock of Jest, vitest or sinon. */
function isTestDouble(candidate: unknown): boolean {
  if (typeof candidate !== 'function') return false;
  return (
    // nock and msw share a package that records here that it has replaced fetch.
    FETCH_INTERCEPTOR in globalThis ||
    // Its older versions mark their fetch with a symbol.
    Object.getOwnPropertySymbols(candidate).some(({ description }) => description === 'isPatchedModule') ||
    'mock' in candidate ||
    'isSinonProxy' in candidate
  );
}

async function fetchOnce(
  send: typeof fetch,
  request: MtlsRequest,
  dispatch: MtlsDispatch,
  attempt: MtlsAttempt,
): Promise<HopResponse> {
  const { method, url, body } = request;
  const seen: SeenStatus = { status: undefined };
  const init = ownProperties({
    method,
    headers: request.headers.map(([name, value]): [string, string] => [name, value]),
    // A redirect may lead to another host, and the certificate is not for that host.
    redirect: 'manual' as const,
    signal: attempt.signal,
    ...(body === undefined ? {} : { body }),
    dispatcher: {
      dispatch(options: object, handler: FetchHandler): boolean {
        dispatch(asGiven(options, request), withPlainStatus(handler, seen), attempt);
        return true;
      },
    },
  });
  // A cast is needed, because the types of Node's fetch come from another release of undici, and those of a browser have no dispatcher.
  return toHop(await send(url.href, init as object as RequestInit), seen.status);
}

interface SeenStatus {
  status: number | undefined;
}

/** The handler that fetch passes to its dispatcher. It has `onHeaders` up to Node 24, and `onResponseStart` since Node 26. */
interface FetchHandler {
  onHeaders?(status: number, ...rest: unknown[]): boolean;
  onResponseStart?(controller: unknown, status: number, ...rest: unknown[]): void;
}

/**
 * Sends the caller's headers as they were set. This includes Host, which fetch would drop. Of the headers that fetch adds, only those that
 * the request needs are sent.
 */
function asGiven(options: { headers?: unknown }, { headers, url, body }: MtlsRequest): object {
  const own = new HeaderMap();
  for (const [name, value] of headers) {
    const before = own.get(name);
    own.set(name, before === undefined ? value : [before, value].flat().map(String));
  }
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (!BROWSER_HEADERS.has(name.toLowerCase())) own.setDefault(name, value);
  }
  return {
    ...options,
    headers: own.toObject(),
    // fetch makes a generator of the body. undici would start a generator with `queueMicrotask`, and fake timers hold that back.
    ...(body === undefined ? {} : { body }),
    // The TLS handshake uses the name of the target, whatever the Host header says.
    servername: url.hostname,
  };
}

/** Hides a status that fetch would not return from fetch, and remembers it for the caller. */
function withPlainStatus(handler: FetchHandler, seen: SeenStatus): FetchHandler {
  const plain = (status: number): number => {
    if (!STATUSES_OF_FETCH.has(status)) return status;
    seen.status = status;
    return PLAIN_STATUS;
  };
  const onHeaders = handler.onHeaders?.bind(handler);
  const onResponseStart = handler.onResponseStart?.bind(handler);
  return Object.assign(
    handler,
    onHeaders && {
      onHeaders: (status: number, ...rest: unknown[]) => onHeaders(plain(status), ...rest),
    },
    onResponseStart && {
      onResponseStart: (controller: unknown, status: number, ...rest: unknown[]) =>
        onResponseStart(controller, plain(status), ...rest),
    },
  );
}

function toHop(response: Response, status: number | undefined): HopResponse {
  const headers: HopResponse['headers'] = Object.fromEntries(response.headers);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers['set-cookie'] = cookies;
  return {
    statusCode: status ?? response.status,
    statusMessage: response.statusText,
    httpVersion: '1.1',
    headers,
    rawHeaders: [...response.headers].flat(),
    stream: streamOf(response),
  };
}

/** The body of an answer. It may fail with any value, and Node's own conversion would stop silently at some of them. */
async function* bytesOf(body: NonNullable<Response['body']>): AsyncGenerator<Uint8Array> {
  try {
    yield* body as unknown as AsyncIterable<Uint8Array>;
  } catch (reason) {
    throw passableError(reason);
  }
}

function streamOf({ body }: Response): Readable {
  const { Readable: ReadableStream } = require('node:stream') as typeof import('node:stream');
  if (!body) return ReadableStream.from([]);
  const stream = ReadableStream.from(bytesOf(body), { objectMode: false });
  // An error may occur before the body is read. Without a listener it would end the process. Readers find it
  // in `stream.errored`.
  return stream.on('error', () => {});
}
