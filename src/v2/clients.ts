import type { ServiceHosts } from '../container';
import type { GDPRUtil } from '../gdpr/gdpr-util';
import type { MTLSClient, MtlsRequestOptions } from '../mtls/mtls-client';
import type { OrchestratorClient as OrchestratorClientOfV1 } from '../orchestrator/orchestrator-client';
import type {
  OrchestratorInvocation,
  OrchestratorOptions,
  OrchestratorResponse,
} from '../orchestrator/types';
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

/** The client of V1, changed so that it accepts servers with self-signed certificates unless a call says otherwise. */
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

/** The util of V1, changed so that it replaces only the files of the first record of a conversation. */
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

/** Options of `invoke` in V2: those of V1 and `json`. */
export interface OrchestratorOptionsV2 extends OrchestratorOptions {
  /**
   * V2 has this option, but its effect is not published. Here the body of an answer that is JSON is parsed, as in V1, with `true` and
   * without the option. @default true
   */
  json?: true | undefined;
}

/** Invokes functions from inside a function (docs/platform.md, "OrchestratorClient"). */
export interface OrchestratorClient extends OrchestratorClientOfV1 {
  /**
   * As in V1, but calls are signed with the secret `LIVEPERSON_DEFAULT_APP_KEY`.
   * @throws ToolBeltError `ErrorCodes.Toolbelt.InvalidArgument` for a `json` other than true. Nothing was sent then.
   */
  invoke<Body = unknown>(
    invocations: readonly OrchestratorInvocation[],
    deadline?: number,
    options?: OrchestratorOptionsV2,
  ): Promise<OrchestratorResponse<Body>[]>;
}

/** The client of V1, changed so that it also takes the option `json`. */
export function withJson(client: OrchestratorClientOfV1): OrchestratorClient {
  const invoke = client.invoke.bind(client);
  const invokeV2: OrchestratorClient['invoke'] = async (invocations, deadline, options) => {
    const json: unknown = options?.json;
    if (json !== undefined && json !== true) {
      throw new ToolBeltError(
        'OrchestratorClient',
        ErrorCodes.Toolbelt.InvalidArgument,
        'the effect of the option "json" with a value other than true is not known. Leave it out: bodies that are JSON are parsed.',
      );
    }
    return invoke(invocations, deadline, options);
  };
  return Object.defineProperty(client, 'invoke', { value: invokeV2 });
}
