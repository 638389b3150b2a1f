import type { ServiceHosts } from '../container';
import type { GDPRUtil } from '../gdpr/gdpr-util';
import type { MTLSClient, MtlsRequestOptions } from '../mtls/mtls-client';
import { ErrorCodes, ToolBeltError } from './errors';

/** One service of an account. */
export interface CsdsEntry {
  /** Name of the service. */
  service: string;
  /** Its host. */
  baseURI: string;
}

/** Finds the hosts of LivePerson's services (docs/platform.md, "The toolbelt of V2"). */
export class CsdsClient {
  readonly #hosts: ServiceHosts;

  /** @internal */
  constructor(hosts: ServiceHosts) {
    this.#hosts = hosts;
  }

  /**
   * The host of a service, such as `va.msghist.liveperson.net`.
   * @throws an error with the code `ErrorCodes.Csds.NotFound` for a service that the account does not have,
   *   `OpFailed` when service discovery does not answer
   */
  async get(service: string): Promise<string> {
    return new URL(await this.#hosts.origin(service)).host;
  }

  /**
   * All services of the account.
   * @throws an error with the code `ErrorCodes.Csds.OpFailed` when service discovery does not answer
   */
  async getAll(): Promise<CsdsEntry[]> {
    return Array.from(await this.#hosts.all(), ([service, baseURI]) => ({ service, baseURI }));
  }
}

const VERBS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The client of V1, which accepts servers with certificates of their own making unless a call says otherwise. */
export function withSelfSigned(client: MTLSClient): MTLSClient {
  for (const verb of VERBS) {
    const send = client[verb].bind(client) as (...parameters: unknown[]) => unknown;
    Object.defineProperty(client, verb, {
      value: (url: unknown, headers: unknown, body: unknown, options?: MtlsRequestOptions | null) =>
        send(url, headers, body, { allowSelfSigned: true, ...options }),
    });
  }
  return client;
}

/** The util of V1, which replaces the files of the first record of a conversation only. */
export function ofFirstRecord(util: GDPRUtil): GDPRUtil {
  const replace = util.replaceConversationFiles.bind(util);
  const replaceFirst: GDPRUtil['replaceConversationFiles'] = (conversation, ...rest) => {
    const records = conversation?.conversationHistoryRecords;
    const first = Array.isArray(records)
      ? { ...conversation, conversationHistoryRecords: records.slice(0, 1) }
      : conversation;
    return replace(first, ...rest);
  };
  return Object.defineProperty(util, 'replaceConversationFiles', { value: replaceFirst });
}

/**
 * Sends requests with a client certificate that LivePerson's gateway keeps. The gateway works for deployed functions
 * only, so every call rejects here.
 */
export class LPMtlsClient {
  /** @throws ToolBeltError `ErrorCodes.Toolbelt.NoSuchClient` (a rejection) */
  async get(..._parameters: unknown[]): Promise<never> {
    throw noGateway('get');
  }

  /** @throws ToolBeltError `ErrorCodes.Toolbelt.NoSuchClient` (a rejection) */
  async post(..._parameters: unknown[]): Promise<never> {
    throw noGateway('post');
  }
}

function noGateway(method: string): ToolBeltError {
  return new ToolBeltError(
    'LPMtlsClient',
    ErrorCodes.Toolbelt.NoSuchClient,
    `${method} needs LivePerson's gateway for client certificates, which serves deployed functions only. ` +
      'Use MTLSClient with your own certificate, or put a stand-in in its place in tests.',
  );
}
