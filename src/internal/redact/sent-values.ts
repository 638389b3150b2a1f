import type * as redact from '../redact';
import type { KnownSecrets } from './known-secrets';
import { readable } from './readable';

/** For the options that errors show, what their calls sent. */
const SENT = new WeakMap<object, readonly unknown[]>();
/** For each error, what its call sent. */
const SOURCES = new WeakMap<object, readonly unknown[]>();
/** The credentials in these values. They are collected when they are first needed. */
const KNOWN = new WeakMap<object, KnownSecrets>();
/** The number of causes of causes that are searched. */
const MAX_CAUSES = 10;

/** A text of this length is too short for a credential that is searched by its value. */
const SHORT = 6;

/** The rules are loaded when an error needs them, because most processes never show an error. */
export function redactor(): typeof redact {
  return require('../redact') as typeof redact;
}

/**
 * A copy of a call's options for its error. It remembers what else was sent, such as the headers of each hop, because a server may repeat
 * it.
 */
export function withSent<Options extends object>(options: Options, sent: readonly unknown[]): Options {
  const copy = { ...options };
  SENT.set(copy, sent);
  return copy;
}

/** Remembers what the call of an error sent in addition to its options. */
export function setSources(error: object, ...sources: unknown[]): void {
  SOURCES.set(
    error,
    sources.flatMap((source) => [...(SENT.get(Object(source)) ?? []), source]),
  );
}

/** A text for the error's message, without the credentials that its call sent. A long text is cut. */
export function withoutSent(error: object, text: string): string {
  return text.length < SHORT ? text : redactor().withoutKnown(text, knownOf(error));
}

/** The credentials that the call of an error sent, and those of the calls of its causes. */
export function knownOf(error: unknown): KnownSecrets {
  const { secretsIn } = redactor();
  const own = (one: object): KnownSecrets => {
    const known = KNOWN.get(one) ?? secretsIn(SOURCES.get(one) ?? []);
    KNOWN.set(one, known);
    return known;
  };
  const [first, ...others] = withCauses(error).filter((one) => SOURCES.has(one));
  if (first === undefined) return secretsIn([]);
  const known = own(first);
  for (const other of others) known.addAll(own(other).values);
  return known;
}

/** An error, its causes, and the errors in its lists `errors` and `failed`, without duplicates. */
function withCauses(error: unknown, all: object[] = []): object[] {
  readable(() => addCauses(error, all));
  return all;
}

function addCauses(error: unknown, all: object[]): void {
  if (!(error instanceof Error) || all.includes(error) || all.length >= MAX_CAUSES) return;
  all.push(error);
  const { cause, errors, failed } = error as { cause?: unknown; errors?: unknown; failed?: unknown };
  withCauses(cause, all);
  for (const list of [errors, failed]) {
    for (const item of Array.isArray(list) ? list : []) withCauses(item?.error ?? item, all);
  }
}
