import { DEFAULT_WHITELIST } from '../../config/defaults';
import { type HostPattern, parseHostPattern } from '../../config/host-pattern';
import { type Finding, ok, warning } from './finding';

/** Domains under which anyone can rent a name. A wildcard for such a domain allows the hosts of all its customers. */
const SHARED_DOMAINS = [
  'amazonaws.com',
  'azureedge.net',
  'azurewebsites.net',
  'blob.core.windows.net',
  'cloudapp.azure.com',
  'cloudfront.net',
  'cloudfunctions.net',
  'appspot.com',
  'firebaseapp.com',
  'github.io',
  'gitlab.io',
  'googleusercontent.com',
  'herokuapp.com',
  'netlify.app',
  'ngrok.io',
  'ngrok.app',
  'ngrok-free.app',
  'onrender.com',
  'pages.dev',
  'run.app',
  'trycloudflare.com',
  'vercel.app',
  'web.app',
  'workers.dev',
];
/** Domains such as `co.uk`, below which companies register their names. */
const COUNTRY_DOMAIN = /^(ac|co|com|edu|gov|net|org)\.[a-z]{2}$/;
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;
const PRIVATE_IPV4 = /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01]))\./;
const PRIVATE_IPV6 = /^(::1$|f[cd][\da-f]{2}:|fe80:)/;

interface Entry extends HostPattern {
  readonly text: string;
}

/**
 * Finds entries of the whitelist that have no effect, and entries that allow too much.
 * @param whitelist the entries of a settings file that was read without an error, so that each of them can be parsed
 */
export function checkWhitelist(whitelist: readonly string[]): Finding[] {
  const defaults = DEFAULT_WHITELIST.map(toEntry);
  const entries = whitelist.map(toEntry);
  const findings = entries.flatMap((entry, index) => [
    ...risks(entry),
    ...useless(entry, defaults, entries.toSpliced(index, 1), entries.slice(0, index)),
  ]);
  const count = entries.length === 1 ? '1 entry' : `${entries.length} entries`;
  return [ok(`Whitelist of ${count}, besides LivePerson's own hosts.`), ...findings];
}

function toEntry(text: string): Entry {
  return { ...parseHostPattern(text), text };
}

function useless(entry: Entry, defaults: Entry[], others: Entry[], earlier: Entry[]): Finding[] {
  const shown = JSON.stringify(entry.text);
  if (defaults.some((other) => covers(other, entry))) {
    return [warning(`Whitelist entry ${shown} is allowed by default.`, 'Remove it.')];
  }
  if (earlier.some((other) => isSame(other, entry))) {
    return [warning(`Whitelist entry ${shown} is listed twice.`, 'Remove one of the two.')];
  }
  const wider = others.find((other) => covers(other, entry) && !isSame(other, entry));
  if (wider === undefined) return [];
  const what = `Whitelist entry ${shown} is covered by ${JSON.stringify(wider.text)}.`;
  return [warning(what, 'Remove it, or the wider one if the narrow one is all you need.')];
}

function risks({ host, wildcard, text }: Entry): Finding[] {
  const shown = JSON.stringify(text);
  if (wildcard && (!host.includes('.') || COUNTRY_DOMAIN.test(host))) {
    return [
      warning(
        `Whitelist entry ${shown} allows every host of a top-level domain.`,
        'Name the hosts that are called.',
      ),
    ];
  }
  if (wildcard && SHARED_DOMAINS.some((domain) => host === domain || host.endsWith(`.${domain}`))) {
    const what = `Whitelist entry ${shown} allows the hosts of strangers: anyone can rent a name there.`;
    return [warning(what, 'Name the hosts that are called.')];
  }
  if (isPrivate(host)) {
    const what = `Whitelist entry ${shown} is a private address, which the platform cannot reach.`;
    return [warning(what, 'Keep it in settings.local.json, for tests on your machine only.')];
  }
  return [];
}

function isPrivate(host: string): boolean {
  if (IPV4.test(host)) return PRIVATE_IPV4.test(host);
  return host === 'localhost' || host.endsWith('.localhost') || PRIVATE_IPV6.test(host);
}

function isSame(one: HostPattern, other: HostPattern): boolean {
  return one.host === other.host && one.wildcard === other.wildcard;
}

/** Whether `outer` allows every host that `inner` allows. */
function covers(outer: HostPattern, inner: HostPattern): boolean {
  if (!outer.wildcard) return isSame(outer, inner);
  return inner.host.endsWith(`.${outer.host}`) || isSame(outer, inner);
}
