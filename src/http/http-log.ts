import { debuglog } from 'node:util';
import type { Configuration } from '../config/configuration';
import { isDebugEnabled, type ProxyEnvironment, proxyEnvironment } from '../config/env';
import { readable } from '../internal/redact/readable';
import { redactor } from '../internal/redact/sent-values';
import { oneLine } from '../internal/wording';
import { parseProxy, unsupportedNoProxyEntries } from './rules/proxy';

const NAME = 'lp-faas-toolbelt';
/** The greatest number of characters in a line. */
const MAX_LINE = 4_000;
const nodeDebug = debuglog(NAME);
/**
 * How many topics are remembered. Then the oldest is forgotten, and may be warned about again. The number needs a limit because hosts come
 * from outside.
 */
const MAX_TOPICS = 1_000;
/** The greatest number of characters in a topic. Hosts and names of options may be of any length. */
const MAX_TOPIC = 500;

/**
 * Writes messages about requests: warnings, once for each topic, and one line for each request. These lines
 * need `DEBUG=lp-faas-toolbelt`, `NODE_DEBUG=lp-faas-toolbelt` or a configured logger with `debug`. The
 * redactor removes credentials from every line.
 */
export class HttpLog {
  readonly #configuration: Configuration;
  readonly #warned = new Set<string>();

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
  }

  /** Forgets which topics were warned about. */
  reset(): void {
    this.#warned.clear();
  }

  /** Warns once for each topic. Topics with the same first 500 characters count as one. */
  warnOnce(about: string, message: string): void {
    const topic = about.slice(0, MAX_TOPIC);
    if (this.#warned.has(topic)) return;
    const [oldest] = this.#warned;
    if (this.#warned.size >= MAX_TOPICS && oldest !== undefined) this.#warned.delete(oldest);
    this.#warned.add(topic);
    this.warn(message);
  }

  /** Warns every time. It is for a state that begins and ends. */
  warn(message: string): void {
    this.#say('warn', message);
  }

  /** Reports every time that such a state has ended. */
  info(message: string): void {
    this.#say('info', message);
  }

  #say(level: 'warn' | 'info', message: string): void {
    const line = `[${NAME}] ${lineOf(message)}`;
    const logger = this.#configuration.logger() ?? console;
    logger[level]?.(line);
  }

  /**
   * Warns about a denied host. The message names the host, the file and the line to add
   * (docs/platform.md, "Whitelist").
   */
  denied(hostname: string, settingsPath: string): void {
    const host = oneLine(hostname);
    this.warnOnce(
      `denied ${hostname}`,
      `request to ${host} denied: the host is not whitelisted. ` +
        `Add "${host}" to "whitelist" in ${settingsPath}, or call Toolbelt.configure({ whitelist: ["${host}"] }).`,
    );
  }

  /** Warns once for each host about a proxy that can read what https would have hidden. */
  sentInClear(url: URL, proxy: URL): void {
    this.warnOnce(
      `in clear ${url.host}`,
      `the request to https://${url.host} goes to the proxy ${proxy.host} without encryption up to there, as "tunnel: false" ` +
        'says: the proxy reads and can change all of it, credentials included. Leave "tunnel" out to be safe.',
    );
  }

  /** Warns about more requests than the platform admits. */
  limited({ limit, intervalMs }: { limit: number; intervalMs: number }): void {
    this.warnOnce(
      'limited',
      `more than ${limit} requests within ${intervalMs} ms: requests over this limit are answered with 429, as on the platform. ` +
        'Send fewer at once, or call Toolbelt.configure({ rateLimit: { mode: "queue" } }).',
    );
  }

  /** Warns about entries of NO_PROXY that are not supported. */
  proxyEnvironment({ noProxy }: ProxyEnvironment): void {
    if (noProxy === undefined || this.#warned.has(`no-proxy ${noProxy}`)) return;
    const unsupported = unsupportedNoProxyEntries(noProxy);
    if (unsupported.length === 0) return;
    this.warnOnce(
      `no-proxy ${noProxy}`,
      `NO_PROXY: ignored ${unsupported.join(', ')}: list hosts, not ranges.`,
    );
  }

  /** Prints the settings in effect. */
  settings(configuration: Configuration, whitelistSize: number): void {
    if (!this.#isDebugging()) return;
    this.#debug(
      `settings ${configuration.settingsPath()}, whitelist ${whitelistSize} entries, ` +
        `account ${configuration.optionalAccountId() ?? 'not set'}, proxy ${proxyHost(configuration)}`,
    );
  }

  /** Returns a function that prints the request when it ends, with its status or its error. */
  request(method: string, url: URL, proxy: URL | undefined): (outcome: unknown) => void {
    if (!this.#isDebugging()) return ignore;
    const start = performance.now();
    const via = proxy ? ` via ${proxy.host}` : '';
    return (outcome) => {
      const status = readable(() => String(outcome));
      this.#debug(
        `${String(method).toUpperCase()} ${url.host}${via} ${status} ${Math.round(performance.now() - start)} ms`,
      );
    };
  }

  /** Prints which headers are not sent after a redirect to another host. Their values may be credentials, so they are not printed. */
  stayedBehind(names: readonly string[], from: URL, to: URL): void {
    if (names.length === 0 || !this.#isDebugging()) return;
    this.#debug(`redirect from ${from.host} to ${to.host} without the headers ${names.join(', ')}`);
  }

  #isDebugging(): boolean {
    return this.#configuration.logger()?.debug !== undefined || isDebugEnabled(NAME) || nodeDebug.enabled;
  }

  #debug(message: string): void {
    const line = lineOf(message);
    const logger = this.#configuration.logger();
    if (logger?.debug) logger.debug(`[${NAME}] ${line}`);
    else if (nodeDebug.enabled) nodeDebug(line);
    else process.stderr.write(`${NAME} ${line}\n`);
  }
}

function ignore(): void {}

/** Hosts, URLs and names may come from outside. So a line is cut, searched for credentials, and kept on one line. */
function lineOf(message: string): string {
  return oneLine(redactor().redactText(message.slice(0, MAX_LINE + 1)), MAX_LINE);
}

/** Only host and port of the proxy, because the rest of a proxy URL may contain credentials. */
function proxyHost(configuration: Configuration): string {
  const { httpsProxy, httpProxy } = proxyEnvironment();
  const value = configuration.proxy() ?? httpsProxy ?? httpProxy;
  if (!value) return 'none';
  try {
    return parseProxy(value, 'the proxy').host;
  } catch {
    return 'not a URL';
  }
}
