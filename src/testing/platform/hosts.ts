import { ErrorCodes, ToolbeltError } from '../../errors';

/** The region of an account: Americas, EMEA, APAC. */
export type Region = 'va' | 'lo' | 'sy';

/** Zones of the Context Session Store by region (docs/platform.md, "Service names and hosts"). */
export const ZONES: Readonly<Record<Region, string>> = { va: 'z1', lo: 'z2', sy: 'z3' };

/**
 * The hosts of the Domain API. Which one is called depends on the account id and the client
 * (docs/platform.md, "Service discovery").
 */
export const DOMAIN_HOSTS: readonly string[] = [
  'api.liveperson.net',
  'adminlogin.liveperson.net',
  'adminlogin-z0-intg.liveperson.net',
  'lp-csds-qa.dev.lprnd.net',
];

/**
 * The label of each service in its host (docs/platform.md, "Service names and hosts"). The labels of auditlog, msdkgw and rtbf are
 * invented.
 */
const LABELS: Readonly<Record<string, string>> = {
  accountConfigReadOnly: 'acr',
  accountConfigReadWrite: 'ac',
  agentVep: 'agentvep',
  asyncMessaging: 'msg',
  asyncMessagingEnt: 'msg',
  auditlog: 'auditlog',
  engHistDomain: 'enghist',
  faasGW: 'faasgw',
  faasUI: 'faasui',
  leDataReporting: 'data-mng',
  msdkgw: 'msdkgw',
  msgEwtAPI: 'lp-msgewt',
  msgHist: 'msghist',
  pusher: 'push',
  rtbf: 'rtbf',
  sentinel: 'sentinel',
  smt: 'v',
  swift: 'objectstorage',
};

/** Hosts of an account's services by name, as its Domain API lists them. */
export function serviceHosts(region: Region): Readonly<Record<string, string>> {
  const hosts = Object.entries(LABELS).map(([name, label]) => [name, `${region}.${label}.liveperson.net`]);
  return { ...Object.fromEntries(hosts), mavenContext: `${ZONES[region]}.context.liveperson.net` };
}

/** Whether a host is this machine. @param host a host with or without a port */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)(:\d+)?$/i.test(host);
}

/**
 * The origins of a host: its https and its http origin. An origin stays as it is.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for a text that is neither
 */
export function originsOf(target: unknown, caller = 'platform.fail'): string[] {
  const text = typeof target === 'string' ? target : '';
  const candidates = /^https?:\/\//i.test(text) ? [text] : [`https://${text}`, `http://${text}`];
  const isHost =
    text !== '' &&
    !text.includes('*') &&
    candidates.every((url) => URL.canParse(url) && new URL(url).pathname === '/');
  if (isHost && /[.:]|^localhost$/.test(text)) return candidates.map((url) => new URL(url).origin);
  throw new ToolbeltError(
    ErrorCodes.Toolbelt.INVALID_ARGUMENT,
    `${caller}: ${JSON.stringify(target)} is ${caller === 'platform.fail' ? 'neither a service, such as "msgHist", nor' : 'not'} ` +
      'a host, such as "api.example.com".',
  );
}
