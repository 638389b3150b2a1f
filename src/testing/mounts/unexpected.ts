import { ErrorCodes, ToolbeltError } from '../../errors';
import { isRecord } from '../../internal/is-record';
import { redactText } from '../../internal/redact';
import type { Logger } from '../../toolbelt';
import type { DoubleRequest } from '../doubles/double';
import type { NockModule } from '../nock';
import { isLoopback } from '../platform/hosts';

/** The library's warning about a denied host. `HttpLog.denied` writes it. */
const DENIED = /request to (\S+) denied: the host is not whitelisted/;

/** Requests that the test did not foresee, because nock had no answer for them, or the whitelist denied them. */
export class UnexpectedRequests {
  readonly #found: string[] = [];

  /** Records the requests that nock has no answer for. @returns a function that stops this */
  watch(nock: NockModule): () => void {
    const note = (...args: unknown[]): void => {
      const options = requestIn(args);
      if (options === undefined) return;
      // An open platform has active mocks, unless the test has removed them all.
      this.#noteUnmatched(
        options,
        nock.activeMocks().length === 0 ? ' (nock.cleanAll() took the services away)' : '',
      );
    };
    nock.emitter.on('no match', note);
    return () => nock.emitter.removeListener('no match', note);
  }

  /** A logger that records denied hosts and passes everything on: to the user's logger, or warnings to the console. */
  logger(user: Logger | undefined): Logger {
    const { debug, info, error } = user ?? {};
    return {
      ...(debug && { debug: debug.bind(user) }),
      ...(info && { info: info.bind(user) }),
      ...(error && { error: error.bind(user) }),
      warn: (message, ...extras) => {
        const host = DENIED.exec(message)?.[1];
        if (host !== undefined) this.#noteDenied(host);
        if (user) user.warn?.(message, ...extras);
        else console.warn(message, ...extras);
      },
    };
  }

  /** @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that names each unexpected request */
  assertNone(): void {
    const found = this.#found;
    if (found.length === 0) return;
    const count = found.length === 1 ? '1 unexpected request' : `${found.length} unexpected requests`;
    throw new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, [`${count}:`, ...found].join('\n- '));
  }

  /** Records a request that a host of the test has no answer for. @returns the error with which the request fails */
  noteUnanswered(host: string, { method, url }: DoubleRequest): ToolbeltError {
    const { pathname } = new URL(url);
    const path = redactText(pathname);
    const problem =
      `${method} ${redactText(url)} has no answer, or none is left: add ` +
      `platform.host(${JSON.stringify(host)}).${method.toLowerCase()}(${JSON.stringify(path)}).reply(…).`;
    this.#found.push(problem);
    return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, problem);
  }

  #noteDenied(host: string): void {
    this.#found.push(
      `a request to ${host} was denied, because the host is not whitelisted: ` +
        `call platform.whitelist.add('${host}'), and add the host to "whitelist" in functions/settings.json.`,
    );
  }

  #noteUnmatched({ host, proto, method, path }: Record<string, unknown>, reason: string): void {
    if (isLoopback(String(host))) return;
    const scheme = String(proto ?? 'http');
    const origin = redactText(
      `${scheme}://${String(host).replace(scheme === 'https' ? /:443$/ : /:80$/, '')}`,
    );
    const verb = String(method ?? 'GET').toUpperCase();
    const target = redactText(String(path ?? '/'));
    const [pathname = '/'] = target.split('?', 1);
    this.#found.push(
      `${verb} ${origin}${target} matched nothing${reason}: ` +
        `answer it with platform.host('${origin.replace(/^https:\/\//, '')}').${verb.toLowerCase()}('${pathname}').reply(…).`,
    );
  }
}

/** The address in the arguments of nock's event. */
function requestIn([first, second]: unknown[]): Record<string, unknown> | undefined {
  // nock 15 passes a Request of fetch. The second argument says why the interceptors of the host did not match.
  if (isRecord(first) && typeof first.url === 'string') {
    const { host, protocol, pathname, search } = new URL(first.url);
    return { host, proto: protocol.slice(0, -1), method: first.method, path: pathname + search };
  }
  // When nock 13 or 14 lets a request through, the only argument is the request itself. It has no options.
  const options = second ?? first;
  return isRecord(options) && typeof options.host === 'string' ? options : undefined;
}
