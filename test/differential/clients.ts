import { createRequire } from 'node:module';

/** What a call returns: a promise with the methods of request's object. */
export interface Call extends PromiseLike<unknown> {
  catch(onRejected: (reason: unknown) => unknown): Promise<unknown>;
  promise(): Promise<unknown>;
  on(event: string, listener: (...values: unknown[]) => void): Call;
  once(event: string, listener: (...values: unknown[]) => void): Call;
  emit(event: string, ...values: unknown[]): boolean;
  rawListeners(event: string): unknown[];
  getMaxListeners(): number;
  setMaxListeners(count: number): unknown;
  pipe<T extends NodeJS.WritableStream>(destination: T, options?: object): T;
  abort(): void;
  toJSON(): unknown;
  [name: string]: unknown;
}

/** The jar of tough-cookie inside a jar of request. */
export interface StoringJar {
  serializeSync(): unknown;
}

export interface Jar {
  _jar: StoringJar;
  setCookie(cookie: unknown, url: string, options?: object): unknown;
  getCookieString(url: string): string;
  getCookies(url: string): unknown[];
}

export type Send = (uri?: unknown, options?: unknown, callback?: unknown) => Call;

/** The part of request-promise that the suite drives. Arguments are `unknown`: wrong ones are cases too. */
export interface Client extends Send {
  get: Send;
  head: Send;
  options: Send;
  post: Send;
  put: Send;
  patch: Send;
  del: Send;
  delete: Send;
  defaults(options?: unknown, requester?: unknown): Client;
  jar(store?: unknown): Jar;
  cookie(text: string): unknown;
  [name: string]: unknown;
}

/** `DIFFERENTIAL_SELF=1` compares the reference with a second copy of itself: the suite must find nothing. */
export const comparesReferenceWithItself = Boolean(process.env.DIFFERENTIAL_SELF);

const HOSTS = ['127.0.0.1', 'localhost', 'does-not-exist.invalid', 'xn--bcher-kva.invalid', '*.localhost'];

const require = createRequire(__filename);

/** request-promise-native, as installed. */
export const reference = loadReference();

let ours: Promise<Client> | undefined;

/** The library under test, through its public facade. */
export function loadOurs(): Promise<Client> {
  ours ??= buildOurs();
  return ours;
}

async function buildOurs(): Promise<Client> {
  if (comparesReferenceWithItself) return loadReference();
  const { Toolbelt } = await import('../../src/index.js');
  Toolbelt.reset();
  Toolbelt.configure({ whitelist: HOSTS, rateLimit: { mode: 'off' } });
  return Toolbelt.HTTPClient() as unknown as Client;
}

function loadReference(): Client {
  delete require.cache[require.resolve('request-promise-native')];
  return require('request-promise-native') as Client;
}
