import VError from 'verror';
import {
  FAULTS,
  type Fault,
  type FaultyServer,
  type GoodAnswer,
  type Identities,
} from '../helpers/faulty-server';

/** What a call is prepared with. */
export interface Surroundings {
  server: FaultyServer;
  identities: Identities;
}

/** A client, or one of the requests that it makes, and what becomes of each fault. */
export interface ClientUnderTest {
  /** The factory's name, and what else tells it from its neighbours. */
  name: string;
  scheme: 'http' | 'https';
  /** What the server would answer if nothing was wrong with it. */
  answer: GoodAnswer;
  /** Answers that lead up to the request. */
  before?: readonly GoodAnswer[];
  /** What its timeout limits: a silence, or the whole request. */
  limits: 'silence' | 'whole';
  /** Its timeout in milliseconds: its own, or the one that the call sets. */
  limitMs: number;
  /** It does not belong to Toolbelt, which could close its connections. */
  isApart?: boolean;
  /** Sets everything up and returns the call. */
  prepare(surroundings: Surroundings): () => PromiseLike<unknown>;
  cells: Readonly<Record<Fault, Cell>>;
}

/** What is to become of a call. */
export type Cell = Failure | Success | Explained;

export interface Failure {
  name: string;
  /** `code`, or what jsforce has in its place. */
  code?: string;
  statusCode?: number;
  /** Status, or code of the network, of the first of the causes that has one. */
  root?: string | number;
  /** Parts of the message, in their order. */
  says: readonly string[];
  /** Requests that met the fault. */
  sent: number;
  /** Milliseconds between tries. */
  waits?: readonly number[];
}

export interface Success {
  value: unknown;
  sent: number;
  waits?: readonly number[];
}

/** A cell that cannot be. */
export interface Explained {
  because: string;
}

/** What Node says of a fault on the wire. */
export interface WireError {
  fault: Fault;
  code: string;
  text: string;
  /** Whether the server gets the request. */
  isReached: boolean;
}

/** From Node 24 on an answer ends with what ended its connection. */
const RESET_MID_BODY = Number.parseInt(process.versions.node, 10) < 24 ? 'aborted' : 'read ECONNRESET';

const BROKEN: ReadonlyArray<readonly [Fault, code: string, text: string]> = [
  ['refused', 'ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:'],
  ['self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'],
  ['unknown authority', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate'],
  ['expired certificate', 'CERT_HAS_EXPIRED', 'certificate has expired'],
  [
    'wrong host name',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    "Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list",
  ],
  ['reset before headers', 'ECONNRESET', 'read ECONNRESET'],
  ['huge headers', 'HPE_HEADER_OVERFLOW', 'Parse Error: Header overflow'],
  ['reset mid-body', 'ECONNRESET', RESET_MID_BODY],
  ['Content-Length too long', 'ECONNRESET', 'aborted'],
  ['Content-Length too short', 'HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/'],
];
const UNREACHED: ReadonlySet<Fault> = new Set<Fault>([
  'refused',
  'silent after connect',
  'self-signed certificate',
  'unknown authority',
  'expired certificate',
  'wrong host name',
]);
type BrokenFault =
  | 'refused'
  | 'self-signed certificate'
  | 'unknown authority'
  | 'expired certificate'
  | 'wrong host name'
  | 'reset before headers'
  | 'huge headers'
  | 'reset mid-body'
  | 'Content-Length too long'
  | 'Content-Length too short';
type SilentFault = 'silent after connect' | 'silent after the request' | 'silent mid-body';

/** The cells of a connection that breaks. */
export function broken(make: (error: WireError) => Cell): Record<BrokenFault, Cell> {
  return Object.fromEntries(
    BROKEN.map(([fault, code, text]) => [
      fault,
      make({ fault, code, text, isReached: !UNREACHED.has(fault) }),
    ]),
  ) as Record<BrokenFault, Cell>;
}

/** The cells of a server that says nothing more. */
export function silent(make: (isReached: boolean) => Cell): Record<SilentFault, Cell> {
  return {
    'silent after connect': make(false),
    'silent after the request': make(true),
    'silent mid-body': make(true),
  };
}

type ErrorStatusFault = '500' | '503 with Retry-After' | '429';

/** The cells of a server that answers with an error. */
export function errorStatus(
  make: (status: 500 | 503 | 429, body: string) => Cell,
): Record<ErrorStatusFault, Cell> {
  return {
    '500': make(500, '{"error":"down"}'),
    '503 with Retry-After': make(503, '{"error":"down"}'),
    '429': make(429, '{"error":"slow down"}'),
  };
}

type RedirectFault = 'redirect loop' | 'redirect to a denied host' | 'redirect to http';

/** The cells of redirects that are not followed. */
export function redirected(cell: Cell): Record<RedirectFault, Cell> {
  return { 'redirect loop': cell, 'redirect to a denied host': cell, 'redirect to http': cell };
}

/** The cells of redirects that are followed as far as the rules go. */
export function followed(
  make: (error: { root?: string; text: string; sent: number }) => Cell,
): Record<RedirectFault, Cell> {
  return {
    'redirect loop': make({ text: 'Exceeded maxRedirects. Probably stuck in a redirect loop', sent: 11 }),
    'redirect to a denied host': make({ root: 'ERR_SOCKET_CLOSED', text: 'Socket is closed', sent: 1 }),
    'redirect to http': make({ root: 'ERR_INSECURE_REDIRECT', text: 'it would leave TLS', sent: 1 }),
  };
}

/** The same cell for every fault. */
export function always(cell: Cell): Record<Fault, Cell> {
  return Object.fromEntries(FAULTS.map((fault) => [fault, cell])) as Record<Fault, Cell>;
}

/** An error in the terms of {@link Failure}, with its whole message. */
export function describeError(
  error: unknown,
): Omit<Failure, 'says' | 'sent' | 'waits'> & { message: string } {
  const { name, message, code, errorCode, statusCode } = error as Record<string, string | undefined>;
  const { status } = VError.info(error as Error) as { status?: number };
  const shown = { code: code ?? errorCode, statusCode: statusCode ?? status, root: rootOf(error) };
  const known = Object.entries(shown).filter(([, value]) => value !== undefined);
  return { name: String(name), message: String(message), ...Object.fromEntries(known) };
}

function rootOf(error: unknown): string | number | undefined {
  for (let next = causeOf(error); next instanceof Error; next = causeOf(next)) {
    const { code, statusCode } = next as { code?: string; statusCode?: number };
    if (statusCode !== undefined) return statusCode;
    if (code !== undefined && !code.startsWith('com.liveperson.')) return code;
  }
  return undefined;
}

function causeOf(error: unknown): unknown {
  const { cause, jse_cause } = error as { cause?: unknown; jse_cause?: unknown };
  return jse_cause ?? (typeof cause === 'function' ? undefined : cause);
}
