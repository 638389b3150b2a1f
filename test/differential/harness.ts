import { mkdirSync, writeFileSync } from 'node:fs';
import { globalAgent } from 'node:http';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  echo,
  type Handler,
  type RawReply,
  type SeenRequest,
  startRawServer,
  startServer,
  type TestServer,
} from '../helpers/with-server';
import {
  type Call,
  type Client,
  comparesReferenceWithItself,
  loadOurs,
  reference,
  type Send,
} from './clients';
import { describeReason, describeValue, type Json } from './describe-value';
import { EXPLAINED, type ExplainedId } from './explained';
import { normalise, type Varying, withoutBoundary, withoutRedactions } from './normalise';

/** What a case works with, made anew for each side. */
export interface Context {
  /** URL of the main server, under 127.0.0.1. */
  url(path?: string): string;
  /** The same server under another name. */
  at(host: string, path?: string): string;
  port: number;
  /** Starts a further server; its requests are recorded with the others. */
  serve(handler: Handler, tls?: Parameters<typeof startServer>[1]): Promise<TestServer>;
  /** Starts a server below HTTP and returns its URL. */
  raw(reply: RawReply): Promise<string>;
  /** Adds a value to the outcome: callback arguments, events, … in their order. */
  note(label: string, ...values: unknown[]): void;
}

/** What one call did, as JSON. */
export type Outcome = {
  result: Json;
  notes: Json[];
  requests: Json[];
  uncaught: string[];
};

export interface Case {
  name: string;
  /** Makes the call. What it returns is awaited and compared. */
  call(client: Client, context: Context): unknown;
  /** Replaces the echo handler of the main server. */
  answer?: Handler;
  varies?: Varying[];
  /** Compare the order and the spelling of request headers too. */
  rawHeaders?: boolean;
  /** An unhandled rejection is what the case is about. */
  unhandled?: boolean;
  explained?: Explained;
}

type Expected = (reference: Outcome) => Outcome;
type Check = (ours: Outcome, reference: Outcome) => void;

/** An intended difference, and what ours must do instead: the whole outcome, or a check of what matters in it. */
export type Explained = { id: ExplainedId } & (
  | { expected: Expected; check?: Check }
  | { expected?: Expected; check: Check }
);

/** The outcome of the reference with the fields at these paths replaced, or taken out by `undefined`. */
export function changed(changes: Record<string, Json | undefined>): Expected {
  return (reference) => {
    const outcome = structuredClone(reference);
    for (const [path, value] of Object.entries(changes)) {
      const names = path.split('.');
      const last = names.pop() ?? '';
      const parent = names.reduce<unknown>((found, name) => Object(found)[name], outcome);
      if (value === undefined) delete Object(parent)[last];
      else Object(parent)[last] = value;
    }
    return outcome;
  };
}

/** The outcome of the reference without the exception that ends its process. */
export const withoutCrash: Expected = (reference) => ({ ...reference, uncaught: [] });

/** For what the reference refuses with an exception before there is a promise. */
export const REJECTS: Explained = {
  id: 'synchronous-errors',
  check: (ours, wanted) => {
    expect(wanted.result).toHaveProperty('threw');
    expect(ours.result).toHaveProperty('rejected.name', 'RequestError');
  },
};

/** Declares one test per case. */
export function differential(topic: string, cases: readonly Case[]): void {
  const dump: Record<string, { wanted: Outcome; got: Outcome }> = {};
  describe(topic, () => {
    for (const one of cases) {
      const title = one.explained === undefined ? one.name : `${one.name} [${one.explained.id}]`;
      it(title, async () => {
        const { wanted, got } = await bothSides(one);
        dump[one.name] = { wanted, got };
        compare(one, got, wanted);
      });
    }
    afterAll(() => writeDump(topic, dump));
  });
}

function compare(one: Case, observed: Outcome, wanted: Outcome): void {
  const got = withoutRedactions(observed, wanted) as Outcome;
  if (one.explained === undefined || comparesReferenceWithItself) {
    const quiet = one.explained === undefined && one.unhandled !== true;
    if (quiet) expect(wanted.uncaught, 'uncaught in the reference').toEqual([]);
    expect(got).toStrictEqual(wanted);
    return;
  }
  const { id, expected, check } = one.explained;
  expect(got, `the difference "${id}" is gone: ${EXPLAINED[id]}`).not.toStrictEqual(wanted);
  expect(got.uncaught, 'uncaught in ours').toEqual([]);
  if (expected !== undefined) expect(got, EXPLAINED[id]).toStrictEqual(expected(wanted));
  check?.(got, wanted);
}

/** One server for both sides, so that signatures and lengths that depend on the port are the same. */
async function bothSides(one: Case): Promise<{ wanted: Outcome; got: Outcome }> {
  const server = await startServer(one.answer ?? echo);
  try {
    const wanted = await observe(reference, one, server);
    const got = await observe(await loadOurs(), one, server);
    return { wanted, got };
  } finally {
    await server.close();
  }
}

/** Runs one case with one client. */
export async function observe(client: Client, one: Case, server: TestServer): Promise<Outcome> {
  const notes: Json[] = [];
  const further: TestServer[] = [];
  const closing: (() => Promise<void>)[] = [];
  const ports = [server.port];
  server.requests.length = 0;
  const context: Context = {
    port: server.port,
    url: (path = '/') => server.url(path),
    at: (host, path = '/') => `http://${host}:${server.port}${path}`,
    note: (label, ...values) => {
      notes.push([label, ...values.map((value) => describeValue(value))]);
    },
    serve: async (handler, tls) => {
      const started = await startServer(handler, tls);
      further.push(started);
      closing.push(started.close);
      ports.push(started.port);
      return started;
    },
    raw: async (reply) => {
      const started = await startRawServer(reply);
      closing.push(started.close);
      ports.push(started.port);
      return `http://127.0.0.1:${started.port}/`;
    },
  };
  const guard = catchUncaught();
  const calls: Call[] = [];
  try {
    const result = await settle(() => one.call(tracked(client, calls), context), guard.first);
    const patience = guard.caught.length === 0 ? 2000 : 50;
    await within(patience, Promise.all([server, ...further].map((each) => each.idle())));
    await turn();
    const seen = [server, ...further].flatMap((each) => each.requests);
    const requests = seen.map((request) => describeRequest(request, one.rawHeaders ?? false));
    const outcome = { result, notes, requests, uncaught: [...guard.caught] };
    return normalise(outcome, ports, one.varies) as Outcome;
  } finally {
    await endAll(calls);
    guard.release();
    globalAgent.destroy();
    await Promise.all(closing.map((close) => close()));
  }
}

const VERBS = ['get', 'head', 'options', 'post', 'put', 'patch', 'del', 'delete'];

/** The client, keeping every call made with it and with what comes from its `.defaults()`. */
function tracked(client: Client, calls: Call[]): Client {
  const keeping = <Target extends Send>(target: Target): Target =>
    new Proxy(target, {
      apply: (send, self, values) => {
        const call = Reflect.apply(send, self, values) as Call;
        calls.push(call);
        return call;
      },
    });
  return new Proxy(keeping(client), {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (name === 'defaults') return (...values: unknown[]) => tracked(value.apply(client, values), calls);
      return VERBS.includes(String(name)) ? keeping(value as Send) : value;
    },
  });
}

/** Ends what a case left running, and takes its rejection, so that neither turns up in the next case. */
async function endAll(calls: readonly Call[]): Promise<void> {
  for (const call of calls) {
    call.catch(() => undefined);
    call.abort();
  }
  await turn();
}

/** A call that has not settled shortly after an exception got away from it never will. */
async function settle(call: () => unknown, broken: Promise<void>): Promise<Json> {
  let pending: unknown;
  try {
    pending = call();
  } catch (error) {
    return { threw: describeReason(error) };
  }
  try {
    const given = broken.then(() => within(100, Promise.resolve(pending)));
    const value = await within(3000, Promise.race([pending, given]));
    return value === OVERDUE ? '<pending>' : { resolved: describeValue(value) };
  } catch (error) {
    return { rejected: describeReason(error) };
  }
}

function describeRequest(request: SeenRequest, raw: boolean): Json {
  const { method, url, complete, rawHeaders } = request;
  const { headers, body } = withoutBoundary(request.headers, request.body);
  return raw ? { method, url, complete, rawHeaders, body } : { method, url, complete, headers, body };
}

/** An exception that nobody caught is part of the outcome, not the end of the run. */
function catchUncaught(): { caught: string[]; first: Promise<void>; release(): void } {
  const caught: string[] = [];
  let caughtFirst = (): void => undefined;
  const first = new Promise<void>((resolve) => {
    caughtFirst = resolve;
  });
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const saved = events.map((event) => process.rawListeners(event));
  const listen = (error: unknown) => {
    caught.push(String(error));
    caughtFirst();
  };
  for (const event of events) process.removeAllListeners(event).on(event, listen);
  return {
    caught,
    first,
    release: () => {
      for (const [i, event] of events.entries()) {
        process.removeAllListeners(event);
        for (const listener of saved[i] ?? []) process.on(event, listener as () => void);
      }
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const OVERDUE = Symbol('overdue');

/** Waits for `promise`, but no longer than `ms`: some calls never settle, some connections stay open. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | typeof OVERDUE> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<typeof OVERDUE>((resolve) => {
    timer = setTimeout(resolve, ms, OVERDUE);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** `DIFFERENTIAL_DUMP=<folder>` keeps what both sides did, one file per topic, to read. */
function writeDump(topic: string, dump: object): void {
  const folder = process.env.DIFFERENTIAL_DUMP;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${topic}.json`), JSON.stringify(dump, null, 2));
}
