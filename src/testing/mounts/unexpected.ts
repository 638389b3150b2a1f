import { ErrorCodes, ToolbeltError } from '../../errors';
import { isRecord } from '../../internal/is-record';
import { redactText } from '../../internal/redact';
import type { Logger } from '../../toolbelt';
import type { NockModule } from '../nock';
import { isLoopback } from '../platform/hosts';

/** How the library words a denial: see `HttpLog.denied`. */
const DENIED = /request to (\S+) denied: the host is not whitelisted/;

/** Calls that nobody had foreseen: those that matched nothing, and those that the whitelist denied. */
export class UnexpectedRequests {
  readonly #found: string[] = [];

  /** Notes what nock has no answer for. @returns stops that */
  watch(nock: NockModule): () => void {
    const note = (...args: unknown[]): void => {
      // A bare request is one that nock lets through.
      const options = args.length > 1 ? args[1] : args[0];
      if (!isRecord(options) || typeof options.host !== 'string') return;
      // While a platform is open there are some, unless somebody took them away.
      this.#noteUnmatched(
        options,
        nock.activeMocks().length === 0 ? ' (nock.cleanAll() took the services away)' : '',
      );
    };
    nock.emitter.on('no match', note);
    return () => nock.emitter.removeListener('no match', note);
  }

  /** A logger that notes denials; the user's, or the console as without one, gets everything. */
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

  /** @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that names every one of them */
  assertNone(): void {
    const found = this.#found;
    if (found.length === 0) return;
    const count = found.length === 1 ? '1 unexpected request' : `${found.length} unexpected requests`;
    throw new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, [`${count}:`, ...found].join('\n- '));
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
    const origin = `${scheme}://${String(host).replace(scheme === 'https' ? /:443$/ : /:80$/, '')}`;
    const verb = String(method ?? 'GET').toUpperCase();
    const target = redactText(String(path ?? '/'));
    const [pathname = '/'] = target.split('?', 1);
    this.#found.push(
      `${verb} ${redactText(origin)}${target} matched nothing${reason}: ` +
        `answer it with nock('${origin}').${verb.toLowerCase()}('${pathname}').reply(…).`,
    );
  }
}
