import { readFileSync } from 'node:fs';
import { isTlsVerificationOff, proxyEnvironment } from '../../config/env';
import { ToolbeltError } from '../../errors';
import { resolveProxy, unsupportedNoProxyEntries } from '../../http/rules/proxy';
import { extraCaFile } from '../environment';
import { type Finding, ok, problem, warning } from './finding';

/** The address of a host that only the NO_PROXY entry `*` matches. */
const PROBE = '//lp-faas-toolbelt.invalid/';

/** Says which proxy the toolbelt uses for each scheme. */
export function checkProxy(): Finding[] {
  const environment = proxyEnvironment();
  const { noProxy = '' } = environment;
  if (environment.httpsProxy === undefined && environment.httpProxy === undefined) {
    return [ok('No proxy is set.')];
  }
  const ignored = unsupportedNoProxyEntries(noProxy).map((entry) =>
    warning(
      `NO_PROXY entry ${JSON.stringify(entry)} is ignored.`,
      'Write a host, a domain, an address, or one of them with a port; ranges and patterns do not work.',
    ),
  );
  return [...['https:', 'http:'].map((scheme) => proxyFor(scheme, environment)), ...ignored];
}

function proxyFor(scheme: string, environment: ReturnType<typeof proxyEnvironment>): Finding {
  const what = `Requests to ${scheme}//`;
  try {
    const proxy = resolveProxy(new URL(`${scheme}${PROBE}`), environment);
    if (proxy === undefined) return ok(`${what} go out directly.`);
    const { noProxy } = environment;
    return ok(`${what} go through ${masked(proxy)}${noProxy === undefined ? '' : `, but for ${noProxy}`}.`);
  } catch (error) {
    if (!(error instanceof ToolbeltError)) throw error;
    return problem(error.message, 'Correct the variable, or unset it.');
  }
}

/** The URL of a proxy without its password. The user name is hidden too when it stands alone: it may be a token. */
function masked({ protocol, username, password, host }: URL): string {
  const isPublic = username !== '' && password !== '';
  const user = username === '' && password === '' ? '' : `${isPublic ? `${username}:` : ''}***@`;
  return `${protocol}//${user}${host}`;
}

/** Says which certificate authorities TLS trusts. */
export function checkTls(): Finding[] {
  const findings: Finding[] = [];
  if (isTlsVerificationOff()) {
    const what = 'NODE_TLS_REJECT_UNAUTHORIZED=0 accepts every certificate, in the whole process.';
    findings.push(
      problem(what, 'Unset it; name the authority of your proxy in NODE_EXTRA_CA_CERTS instead.'),
    );
  }
  const file = extraCaFile();
  if (file !== undefined) findings.push(checkCaFile(file));
  return findings.length > 0 ? findings : [ok('TLS trusts the authorities that come with Node.')];
}

function checkCaFile(file: string): Finding {
  const name = `NODE_EXTRA_CA_CERTS=${file}`;
  const cure = 'Name a file of PEM certificates: without them, Node only prints a warning.';
  try {
    const count =
      readFileSync(file, 'utf8').match(/-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----/g)?.length ?? 0;
    if (count === 0) return problem(`${name} holds no certificate.`, cure);
    return ok(`${name} adds ${count === 1 ? '1 authority' : `${count} authorities`}.`);
  } catch (error) {
    return problem(`${name} cannot be read: ${(error as NodeJS.ErrnoException).code}.`, cure);
  }
}
