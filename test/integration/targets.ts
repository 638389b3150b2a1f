import type { Certificates, Identity } from '../helpers/make-certificates';
import { type MtlsServer, startMtlsServer } from '../helpers/mtls-server';
import { type Handler, startServer, type TestServer } from '../helpers/with-server';
import type { Call } from './caller';

export const ACCOUNT = '12345';

/** Everything that is for targets alone: no proxy may see it, and no error may show it. */
export const SECRETS = {
  token: 'bearer-for-the-target-alone',
  clientSecret: 'client-secret-for-sentinel-alone',
  salesforce: '00D-salesforce-session-for-the-target-alone',
  header: 'header-for-the-target-alone',
  body: 'body-for-the-target-alone',
};

/** What the clients call, on the loopback interface. */
export interface Targets {
  /** LivePerson's APIs, Salesforce and any other https server in one. */
  https: TestServer;
  http: TestServer;
  /** Demands the client certificate `identity`. */
  mtls: MtlsServer;
  identity: Identity;
  stop(): Promise<void>;
}

/** @param names what the servers are called; the part before the first dot may be a star */
export async function startTargets(certificates: Certificates, names: readonly string[]): Promise<Targets> {
  const identity = certificates.server(...names);
  const https = await startServer(platform, identity);
  const http = await startServer(platform);
  const mtls = await startMtlsServer({ ...identity, ca: certificates.ca }, ({ client }, response) => {
    response.setHeader('connection', 'close').end(JSON.stringify({ client }));
  });
  const stop = async () => {
    await Promise.all([https.close(), http.close(), mtls.close()]);
  };
  return { https, http, mtls, identity: certificates.client('ann'), stop };
}

/** Answers as the Domain API, as `sentinel`, or else with what it was asked. Tunnels end with the answer. */
const platform: Handler = ({ method, url, headers, body }, response) => {
  const host = String(headers.host);
  const answer = () => {
    if (url.includes('/service/baseURI.json')) {
      const [services, sentinel] = [host.replace(/^csds-/, ''), host.replace(/^csds-/, 'sentinel-')];
      const baseURIs = ['faasGW', 'msgHist'].map((service) => ({ service, baseURI: services }));
      return { baseURIs: [...baseURIs, { service: 'sentinel', baseURI: sentinel }] };
    }
    if (url.includes('/app/token')) return { access_token: token(), expires_in: 3_600 };
    return { method, host, path: url.split('?')[0], authorization: headers.authorization, body };
  };
  response.writeHead(200, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify(answer()));
};

/** A JWT that says when it ends, and carries what must not be seen. */
export function token(): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ exp: 4_000_000_000 })}.${SECRETS.token}`;
}

/** Where a call goes, and which way. */
export interface Way {
  /** The name of the called host. */
  host: string;
  /**
   * The name of the Domain API; `sentinel` gets its name from there. Left out, LpClient knows its host, and signs with
   * OAuth 1.0a: the call is all that it sends.
   */
  csds?: string | undefined;
  /** Milliseconds. */
  timeout?: number;
  /** The `proxy` option of a call, where the client has one. */
  option?: string;
  /** `Toolbelt.configure({ proxy })`. */
  configured?: string | false;
  environment?: Record<string, string>;
}

export type ClientName = Call['call'];

/** The clients, and what each sends its one call to. */
export const CLIENTS: readonly ClientName[] = ['http', 'lp', 'mtls', 'salesforce', 'functions'];

/** A call of each client to a host. */
export function callOf(client: ClientName, targets: Targets, certificates: Certificates, way: Way): Call {
  const { timeout } = way;
  const origin = `https://${way.host}:${targets.https.port}`;
  const configuration = {
    accountId: ACCOUNT,
    whitelist: [way.host],
    ...(way.configured === undefined ? {} : { proxy: way.configured }),
  };
  const environment = { ...way.environment };
  const oauth2 = { clientId: 'client-id', clientSecret: SECRETS.clientSecret };
  const csdsDomain = `${way.csds ?? way.host}:${targets.https.port}`;
  const option = way.option === undefined ? {} : { proxy: way.option };
  const headers = { authorization: `Bearer ${token()}`, 'x-mine': SECRETS.header };
  switch (client) {
    case 'http': {
      const options = {
        url: `${origin}/path`,
        method: 'POST',
        headers,
        body: SECRETS.body,
        timeout,
        ...option,
      };
      return { call: 'http', configuration, environment, args: { options } };
    }
    case 'lp': {
      const key = { client_id: oauth2.clientId, client_secret: oauth2.clientSecret };
      const signed = { consumerKey: 'c', consumerSecret: 'cs', token: 't', tokenSecret: 'ts' };
      const isKnown = way.csds === undefined;
      return {
        call: 'lp',
        configuration: {
          ...configuration,
          secrets: { 'lp-faas-default-app-key': isKnown ? signed : key },
          ...(isKnown ? { csds: { msgHist: origin } } : {}),
        },
        environment: { ...environment, X_LIVEPERSON_CSDS_DOMAIN: csdsDomain },
        args: { service: 'msgHist', path: '/path', options: { json: true, timeout, ...option } },
      };
    }
    case 'mtls': {
      const url = `https://${way.host}:${targets.mtls.port}/path`;
      const config = { ...targets.identity, ca: certificates.ca };
      return {
        call: 'mtls',
        configuration,
        environment,
        args: { config, url, headers, options: { json: true, timeout } },
      };
    }
    case 'salesforce': {
      const httpProxy = way.option === undefined ? {} : { httpProxy: way.option };
      const options = { instanceUrl: origin, accessToken: SECRETS.salesforce, ...httpProxy };
      return { call: 'salesforce', configuration, environment, args: { options, path: '/path', timeout } };
    }
    case 'functions': {
      const config = { accountId: ACCOUNT, authStrategy: oauth2, csdsDomain, timeout };
      const body = { payload: SECRETS.body };
      return { call: 'functions', environment, args: { config, request: { lambdaUuid: 'uuid', body } } };
    }
  }
}
