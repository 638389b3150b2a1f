import type { ClientRequest } from 'node:http';
import {
  type Double,
  type DoubleHandler,
  type DoubleRequest,
  type DoubleResponse,
  truncate,
} from '../doubles/double';
import type { NockModule, Scope } from '../nock';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'MERGE'];
/** The last status that nock 14 can answer: it builds a fetch Response of every reply. */
const MAX_STATUS = 599;
/** Says why a status is not the one that the service would have answered. */
const NOTE_HEADER = 'x-lp-faas-toolbelt';

/** Bases that no origin is like, but each of which matches itself as a text: nock compares the two. */
const FRONTS = { 'https:': /lp-faas-toolbelt over https/, 'http:': /lp-faas-toolbelt over http\b/ } as const;

/**
 * Mounts a double on an origin. Operations that it does not have are left to others: to interceptors of the user's own
 * for the same origin, else they match nothing.
 *
 * @param origin such as `https://va.msghist.liveperson.net`
 * @returns takes the interceptors away, and no others
 */
export function mountNock(nock: NockModule, origin: string, double: Double): () => void {
  return mount(nock, { scope: nock(origin), originOf: () => origin }, double);
}

/**
 * Mounts a handler in front of everything that is mounted after it, whatever its origin.
 *
 * @param isActive whether the handler is to answer calls of an origin at this moment
 * @returns takes the interceptors away, and no others
 */
export function mountNockFront(
  nock: NockModule,
  isActive: (origin: string) => boolean,
  handle: DoubleHandler,
): () => void {
  const unmounts = Object.entries(FRONTS).map(([protocol, base]) => {
    // nock asks the filters of scopes in the order of their making, and before it compares origins.
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

/** Whether this nock can answer statuses above 599, as 13 can and 14 cannot. */
export function answersAnyStatus(nock: NockModule): boolean {
  // The two lines look the same from outside but for what they log with: `debug` in 13, node:util in 14.
  const scope = nock('http://mount.invalid') as Scope & { logger?: { extend?: unknown } };
  return typeof scope.logger?.extend === 'function';
}

/** A request as nock hands it to reply functions. */
type NockRequest = ClientRequest & { headers: Record<string, string> };

/** What a reply function returns. */
type Reply = [status: number, body: string | Buffer | NodeJS.ReadableStream, headers: Record<string, string>];

interface Place {
  scope: Scope;
  /** Where a request was sent to. */
  originOf(request: ClientRequest): string;
}

function mount(
  nock: NockModule,
  { scope, originOf }: Place,
  { handles, handle }: Pick<Double, 'handles' | 'handle'>,
): () => void {
  const maxStatus = answersAnyStatus(nock) ? Number.POSITIVE_INFINITY : MAX_STATUS;
  scope.persist();
  // nock would parse the body, and throw where nobody catches when it is not JSON after all.
  scope.on('request', (request: NockRequest) => {
    request.headers = {};
  });
  const interceptors = METHODS.map((method) => {
    // Optional, so that `nock.isDone()` and `nock.pendingMocks()` are about the user's own.
    const interceptor = scope.intercept((path: string) => handles(method, path), method).optionally();
    // Asynchronous: what a reply function throws at once, nobody would catch.
    interceptor.reply(async function (this: { req: NockRequest }): Promise<Reply> {
      const request = toRequest(this.req, originOf(this.req));
      return toReply(await handle(request), maxStatus);
    });
    return interceptor;
  });
  return () => {
    scope.persist(false);
    for (const interceptor of interceptors) nock.removeInterceptor(interceptor);
    // nock refuses calls to an origin that once had interceptors until everything is cleaned: only when nothing is left.
    if (nock.activeMocks().length === 0) nock.cleanAll();
  };
}

function toRequest(request: ClientRequest, origin: string): DoubleRequest {
  const headers = Object.entries(request.getHeaders()).map(([name, value]) => [name, String(value)]);
  // Not part of nock's types, but of both its lines; the text that reply functions get is hexadecimal for some bodies.
  const { requestBodyBuffers = [] } = request as { requestBodyBuffers?: Buffer[] };
  return {
    method: request.method.toUpperCase(),
    url: origin + request.path,
    headers: { ...Object.fromEntries(headers), host: new URL(origin).host },
    body: Buffer.concat(requestBodyBuffers),
  };
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

/** Some bytes, and then the end of the connection. */
function cutOff(bytes: Buffer): NodeJS.ReadableStream {
  const { Readable } = require('node:stream') as typeof import('node:stream');
  return new Readable({
    read() {
      this.push(bytes);
      this.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
    },
  });
}
