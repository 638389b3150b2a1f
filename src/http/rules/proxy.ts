import { URL } from 'node:url';
import type { ProxyEnvironment } from '../../config/env';
import { parseProxyOption } from '../../config/option-values';
import { ErrorCodes, ToolbeltError } from '../../errors';

/**
 * The proxy that the environment names for a target. Undefined if the target is reached directly.
 *
 * Loopback hosts are always reached directly: `localhost` and every host below it, 127.0.0.0/8, `::1`, and IPv4 loopback addresses mapped
 * to IPv6. `NO_PROXY` lists targets that are reached directly, separated by commas or spaces, in upper or lower case:
 *
 * | Entry | Reached directly |
 * | --- | --- |
 * | `example.com`, `.example.com`, `*.example.com` | `example.com` and every host below it (as request and curl do) |
 * | `10.0.0.1`, `::1`, `[::1]` | only that address |
 * | `example.com:8080`, `[::1]:8080` | the same on that port. A URL without a port has port 80 or 443. |
 * | `*`, alone or in a list | everything |
 *
 * Other entries are ignored. {@link unsupportedNoProxyEntries} names them.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CONFIGURATION` if the value for this target is not a proxy URL.
 */
export function resolveProxy(url: URL, environment: ProxyEnvironment): URL | undefined {
  const setting = proxySetting(url.protocol, environment);
  if (setting === undefined) return undefined;
  const host = withoutTrailingDot(url.hostname);
  if (isLoopback(host)) return undefined;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (parseNoProxy(environment.noProxy ?? '').rules.some((rule) => matches(rule, host, port)))
    return undefined;
  return parseProxy(setting.value, setting.source);
}

/**
 * The URL of a proxy. A value without a scheme means http (docs/platform.md, "Proxy"): `proxy.local:3128`.
 * @param source The variable or option that holds the value, for the message.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CONFIGURATION` with the source, and the value without credentials.
 */
export function parseProxy(value: string, source: string): URL {
  try {
    return new URL(parseProxyOption(value.trim()));
  } catch (error) {
    const reason = (error as Error).message;
    throw new ToolbeltError(ErrorCodes.Toolbelt.INVALID_CONFIGURATION, `${source}: ${reason}`);
  }
}

/** The entries of a `NO_PROXY` value that {@link resolveProxy} ignores, such as CIDR ranges. A warning names them. */
export function unsupportedNoProxyEntries(noProxy: string): string[] {
  return [...parseNoProxy(noProxy).unsupported];
}

function proxySetting(protocol: string, { httpsProxy, httpProxy }: ProxyEnvironment) {
  if (protocol === 'https:' && httpsProxy?.trim()) return { value: httpsProxy, source: 'HTTPS_PROXY' };
  return httpProxy?.trim() ? { value: httpProxy, source: 'HTTP_PROXY' } : undefined;
}

/** `URL` has written every address in one form, so it is enough to compare texts. */
function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(host) ||
    /^\[::ffff:7f[\da-f]{2}:/.test(host)
  );
}

function withoutTrailingDot(host: string): string {
  return host.endsWith('.') ? host.slice(0, -1) : host;
}

interface NoProxyRule {
  /** In the form of `URL.hostname`; `*` for every host. */
  readonly host: string;
  /** Undefined for every port. */
  readonly port: string | undefined;
}

interface NoProxy {
  readonly value: string;
  readonly rules: readonly NoProxyRule[];
  readonly unsupported: readonly string[];
}

function matches(rule: NoProxyRule, host: string, port: string): boolean {
  if (rule.port !== undefined && rule.port !== port) return false;
  // Only names can match at their end. `URL` writes every address in full.
  return rule.host === '*' || rule.host === host || host.endsWith(`.${rule.host}`);
}

let lastParsed: NoProxy = { value: '', rules: [], unsupported: [] };

/** The value is needed for every request and rarely changes, so the last result is kept. */
function parseNoProxy(value: string): NoProxy {
  if (value === lastParsed.value) return lastParsed;
  const rules: NoProxyRule[] = [];
  const unsupported: string[] = [];
  for (const entry of value.split(/[,\s]+/).filter(Boolean)) {
    const rule = parseNoProxyEntry(entry);
    if (rule === undefined) unsupported.push(entry);
    else rules.push(rule);
  }
  lastParsed = { value, rules, unsupported };
  return lastParsed;
}

function parseNoProxyEntry(entry: string): NoProxyRule | undefined {
  const isBareIpv6 = !entry.startsWith('[') && entry.indexOf(':') !== entry.lastIndexOf(':');
  const [, host = '', digits] = /^(.*?)(?::(\d+))?$/.exec(isBareIpv6 ? `[${entry}]` : entry) ?? [];
  const port = digits === undefined ? undefined : String(Number(digits));
  if (host === '*') return { host, port };
  const name = host.replace(/^\*?\./, '');
  // `URL` would not read these as a host: a CIDR range, user info, a query, a pattern.
  if (name === '' || /[/\\@?#*]/.test(name) || !URL.canParse(`http://${name}`)) return undefined;
  return { host: withoutTrailingDot(new URL(`http://${name}`).hostname), port };
}
