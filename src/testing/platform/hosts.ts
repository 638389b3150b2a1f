import { ErrorCodes, ToolbeltError } from '../../errors';

/** Where an account lives: Americas, EMEA, APAC. */
export type Region = 'va' | 'lo' | 'sy';

/** Zones of the Context Session Store by region (facts §1.5). */
export const ZONES: Readonly<Record<Region, string>> = { va: 'z1', lo: 'z2', sy: 'z3' };

/** Hosts of the Domain API: by what account ids start with, and the one that older clients call (facts §1.3). */
export const DOMAIN_HOSTS: readonly string[] = [
  'api.liveperson.net',
  'adminlogin.liveperson.net',
  'adminlogin-z0-intg.liveperson.net',
  'lp-csds-qa.dev.lprnd.net',
];

/** First labels of hosts by service (facts §1.4, §1.5); those of auditlog, msdkgw and rtbf are made up. */
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

/** Whether a host is this machine. @param host with or without a port */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)(:\d+)?$/i.test(host);
}

/**
 * The origins that a host stands for: without a scheme both.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for what is no host
 */
export function originsOf(target: unknown): string[] {
  const text = typeof target === 'string' ? target : '';
  const candidates = /^https?:\/\//i.test(text) ? [text] : [`https://${text}`, `http://${text}`];
  const isHost = text !== '' && candidates.every((url) => URL.canParse(url) && new URL(url).pathname === '/');
  if (isHost && /[.:]|^localhost$/.test(text)) return candidates.map((url) => new URL(url).origin);
  throw new ToolbeltError(
    ErrorCodes.Toolbelt.INVALID_ARGUMENT,
    `platform.fail: ${JSON.stringify(target)} is neither a service, such as "msgHist", nor a host, such as ` +
      '"api.example.com".',
  );
}
