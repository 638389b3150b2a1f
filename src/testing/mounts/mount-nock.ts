import type { ClientRequest } from 'node:http';
import {
  type Double,
  type DoubleHandler,
  type DoubleRequest,
  type DoubleResponse,
  truncate,
} from '../doubles/double';
import { type NockModule, nockLine, patternFor, type Scope } from '../nock';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'MERGE'];
/** The highest status that nock 14 can answer, because it makes a fetch Response of every answer. */
const MAX_STATUS = 599;
/** The header that says why the status differs from that of the service. */
const NOTE_HEADER = 'x-lp-faas-toolbelt';

/**
 * The base of the front scope for each protocol. nock matches a base against origins, and also against the text of the base itself. These
 * patterns match only their own text and no origin, so that they catch no request without the filter.
 */
const FRONTS = { 'https:': /lp-faas-toolbelt over https/, 'http:': /lp-faas-toolbelt over http\b/ } as const;

/**
 * Mounts a double on an origin. When the double does not have the operation of a request, the user's own interceptors for the origin can
 * answer. Without them, the request matches nothing.
 *
 * @param origin such as `https://va.msghist.liveperson.net`
 * @returns a function that removes the interceptors of this mount, and no others
 */
export function mountNock(nock: NockModule, origin: string, double: Double): () => void {
  const handles = (method: string, path: string): boolean =>
    double.handles(method, path) && !(double.yields && isMocked(nock, method, origin, path));
  return mount(nock, { scope: nock(origin), originOf: () => origin }, { handles, handle: double.handle });
}

/**
 * Mounts a handler for requests to any origin. It comes before everything that is mounted later.
 *
 * @param isActive whether the handler answers requests to an origin at this moment
 * @returns a function that removes the interceptors of this mount, and no others
 */
export function mountNockFront(
  nock: NockModule,
  isActive: (origin: string) => boolean,
  handle: DoubleHandler,
): () => void {
  const unmounts = Object.entries(FRONTS).map(([protocol, pattern]) => {
    const base = patternFor(nock, pattern);
    // nock calls the filters in the order in which the scopes were made, and before it compares origins.
    const filteringScope = (address: string): boolean => {
      const url = new URL(address);
      return url.protocol === protocol && isActive(url.origin);
    };
    const originOf = (request: ClientRequest): string =>
      new URL(`${protocol}//${request.getHeader('host')}`).origin;
    return mount(nock, { scope: nock(base, { filteringScope }), originOf }, { handles: () => true, handle });
  });
  return () => {
    for (const unmount of unmounts) unmount();
  };
}

/** Whether the test has an interceptor for an operation. nock's name for it has the form `GET https://host:443/path`. */
function isMocked(nock: NockModule, method: string, origin: string, path: string): boolean {
  const name = `${method} ${origin}:443${path.split('?', 1)[0]}`;
  return nock.activeMocks().includes(name);
}

/** Whether this nock can answer a status above 599. nock 14 makes a Response of every answer, and a Response cannot have one. */
export function answersAnyStatus(nock: NockModule): boolean {
  return nockLine(nock) !== 14;
}

/** A request as the reply functions of nock 13 and 14 get it, in `this.req`. Those of nock 15 get a Request of fetch. */
type NockRequest = ClientRequest & { headers: Record<string, string> };

/** The result of a reply function of nock. */
type Reply = [status: number, body: string | Buffer | NodeJS.ReadableStream, headers: Record<string, string>];

interface Place {
  scope: Scope;
  /** The origin that a request was sent to. */
  originOf(request: ClientRequest): string;
}

/** `this` of a reply function of nock. In nock 13 and 14 it has the request. */
interface ReplyContext {
  req?: NockRequest;
}

function mount(
  nock: NockModule,
  { scope, originOf }: Place,
  { handles, handle }: Pick<Double, 'handles' | 'handle'>,
): () => void {
  const maxStatus = answersAnyStatus(nock) ? Number.POSITIVE_INFINITY : MAX_STATUS;
  scope.persist();
  // These headers make nock parse the body. When the body is not JSON, nock's error would be caught by nobody.
  scope.on('request', (request: NockRequest | Request) => {
    if (!isFetchRequest(request)) request.headers = {};
  });
  const interceptors = METHODS.map((method) => {
    // Optional interceptors do not count in `nock.isDone()` and `nock.pendingMocks()`. Users call these for their own interceptors.
    const interceptor = scope.intercept((path: string) => handles(method, path), method).optionally();
    // The function is async because an error that it throws synchronously would be caught by nobody.
    interceptor.reply(async function (this: ReplyContext, given: unknown): Promise<Reply> {
      const request = this.req
        ? toRequest(this.req, originOf(this.req))
        : await readFetch(nock, given as Request);
      return toReply(await handle(request), maxStatus);
    });
    return interceptor;
  });
  return () => {
    scope.persist(false);
    for (const interceptor of interceptors) nock.removeInterceptor(interceptor);
    // nock refuses requests to an origin that once had interceptors, until `cleanAll` is called. `cleanAll` would also remove the user's
    // own interceptors, so it is called only when there are none.
    if (nock.activeMocks().length === 0) nock.cleanAll();
  };
}

function toRequest(request: ClientRequest, origin: string): DoubleRequest {
  const headers = Object.entries(request.getHeaders()).map(([name, value]) => [name, String(value)]);
  // nock 13 and 14 have this property, though their types do not. The body in the arguments of a reply function is hexadecimal text in some
  // cases.
  const { requestBodyBuffers = [] } = request as { requestBodyBuffers?: Buffer[] };
  return {
    // In nock 13, the method is missing when the caller gave none, as with `http.get`.
    method: (request.method ?? 'GET').toUpperCase(),
    url: origin + request.path,
    headers: { ...Object.fromEntries(headers), host: new URL(origin).host },
    body: Buffer.concat(requestBodyBuffers),
  };
}

function isFetchRequest(request: NockRequest | Request): request is Request {
  return 'arrayBuffer' in request;
}

/** Reads a request of nock 15. A Request of fetch cannot hold the body of a GET, so nock keeps this body elsewhere. */
async function readFetch(nock: NockModule, request: Request): Promise<DoubleRequest> {
  const { method, url } = request;
  const headers = Object.fromEntries(request.headers);
  let body = Buffer.from(await request.arrayBuffer());
  if (method === 'GET') {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bodyOfGet(nock, request)) chunks.push(chunk);
    body = Buffer.concat(chunks);
  }
  return { method, url, headers: { ...headers, host: new URL(url).host }, body };
}

function bodyOfGet(nock: NockModule, request: Request): AsyncIterable<Uint8Array> | readonly Uint8Array[] {
  try {
    return nock.getGetRequestBody?.(request) ?? [];
  } catch {
    // nock throws when there is no body.
    return [];
  }
}

function toReply(response: DoubleResponse, maxStatus: number): Reply {
  const { status, headers = {}, body = '', truncated } = response;
  if (status > maxStatus) {
    const note = `status ${status}: nock 14 cannot answer above ${maxStatus}`;
    return toReply({ ...response, status: 500, headers: { ...headers, [NOTE_HEADER]: note } }, maxStatus);
  }
  if (!truncated) return [status, body, { ...headers }];
  const { sent, length } = truncate(body);
  return [status, cutOff(sent), { ...headers, 'content-length': String(length) }];
}

/** A stream of some bytes, after which the connection ends. */
function cutOff(bytes: Buffer): NodeJS.ReadableStream {
  const { Readable } = require('node:stream') as typeof import('node:stream');
  return new Readable({
    read() {
      this.push(bytes);
      this.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
    },
  });
}
