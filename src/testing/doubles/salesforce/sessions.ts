import type { PlatformSalesforce } from '../../platform/salesforce';
import { type DoubleResponse, empty, json } from '../double';
import type { Route, RoutedRequest } from '../router';

const ORGANISATION = '00d000000000001AAA';
const USER = '005000000000001AAA';
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const XML = { 'content-type': 'text/xml' };
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const FAULT = 'INVALID_LOGIN: Invalid username, password, security token; or user locked out.';

/** The sessions of an organisation: who may log in, and which tokens are valid. */
export class SalesforceSessions {
  readonly #salesforce: PlatformSalesforce;
  readonly #tokens: Set<string>;

  constructor(salesforce: PlatformSalesforce) {
    this.#salesforce = salesforce;
    this.#tokens = new Set([salesforce.settings.accessToken]);
  }

  /** The calls that open and end a session. */
  routes(): Route[] {
    return [
      ['POST', '/services/oauth2/token', (request) => this.#oauth(request)],
      ['POST', '/services/oauth2/revoke', (request) => this.#revoke(request)],
      ['POST', '/services/Soap/u/:version', (request) => this.#soap(request)],
    ];
  }

  /** Whether a request has a valid token. */
  has({ headers }: RoutedRequest): boolean {
    const [scheme = '', token = ''] = (headers.authorization ?? '').split(' ', 2);
    return /^(bearer|oauth)$/i.test(scheme) && this.#tokens.has(token);
  }

  #oauth(request: RoutedRequest): DoubleResponse {
    const { settings } = this.#salesforce;
    const form = new URLSearchParams(request.body.toString());
    const field = (name: string): string => form.get(name) ?? request.query.get(name) ?? '';
    const [id, secret] = basicOf(request) ?? [field('client_id'), field('client_secret')];
    const isApp = id === settings.clientId && secret === settings.clientSecret;
    const grants = new Map([
      ['password', () => isApp && this.#isUser(field('username'), field('password'))],
      ['client_credentials', () => isApp],
      ['refresh_token', () => id === settings.clientId && field('refresh_token') === settings.refreshToken],
      // The signature of the assertion is not checked.
      [JWT_BEARER, () => field('assertion').split('.').length === 3],
    ]);
    const grant = grants.get(field('grant_type'));
    if (!grant) return oauthError('unsupported_grant_type', 'grant type not supported');
    const advice = 'platform.salesforce.settings has what the double accepts';
    if (!grant()) {
      return isApp || id === ''
        ? oauthError('invalid_grant', `authentication failure: ${advice}`)
        : oauthError('invalid_client', `invalid client credentials: ${advice}`);
    }
    const { token, instance } = this.#open(request);
    return json(200, {
      access_token: token,
      instance_url: instance,
      id: `https://login.salesforce.com/id/${ORGANISATION}/${USER}`,
      token_type: 'Bearer',
      issued_at: String(Date.now()),
    });
  }

  #soap(request: RoutedRequest): DoubleResponse {
    const text = request.body.toString();
    if (!this.#isUser(element(text, 'username'), element(text, 'password'))) {
      const fault = `<faultcode>INVALID_LOGIN</faultcode><faultstring>${FAULT}</faultstring>`;
      return xml(500, `<soapenv:Fault>${fault}</soapenv:Fault>`);
    }
    const { token, instance } = this.#open(request);
    const result =
      `<passwordExpired>false</passwordExpired><sessionId>${token}</sessionId><userId>${USER}</userId>` +
      `<serverUrl>${instance}/services/Soap/u/${request.params.version}/${ORGANISATION}</serverUrl>` +
      `<userInfo><organizationId>${ORGANISATION}</organizationId></userInfo>`;
    return xml(200, `<loginResponse><result>${result}</result></loginResponse>`);
  }

  #revoke({ body }: RoutedRequest): DoubleResponse {
    this.#tokens.delete(new URLSearchParams(body.toString()).get('token') ?? '');
    return empty(200);
  }

  #isUser(username: string, password: string): boolean {
    const { settings } = this.#salesforce;
    return username === settings.username && password === settings.password;
  }

  /** A new token, and the origin of the data. The double may be mounted on a host that is not its own. */
  #open({ url }: RoutedRequest): { token: string; instance: string } {
    const token = `${ORGANISATION}!test-session-${this.#tokens.size}`;
    this.#tokens.add(token);
    const { origin, hostname } = new URL(url);
    const { hosts, settings } = this.#salesforce;
    return { token, instance: hosts.includes(hostname) ? settings.instanceUrl : origin };
  }
}

function oauthError(error: string, error_description: string): DoubleResponse {
  return json(400, { error, error_description });
}

/** The client id and secret of Basic authentication. */
function basicOf({ headers }: RoutedRequest): [id: string, secret: string] | undefined {
  const encoded = /^basic (\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString().split(':', 2);
  return [id, secret];
}

function element(xml: string, name: string): string {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
  return text.replace(/&(\w+);/g, (all, entity: string) => ENTITIES[entity] ?? all);
}

function xml(status: number, body: string): DoubleResponse {
  const envelope =
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">' +
    `<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
  return { status, headers: XML, body: envelope };
}
