import type { SendCall } from '../http/client/send-call';
import { mapConcurrently } from '../internal/async/map-concurrently';
import { encodePathSegment } from '../internal/path-segment';
import { misspeltOptions } from '../internal/wording';
import {
  type CheckedConfig,
  checkConfig,
  checkNames,
  checkTtl,
  invalid,
  nameSegment,
  ownNamespaceSegment,
  propertyScope,
  type Scope,
  sessionScope,
  shownNamespace,
} from './arguments';
import { isConflict, isMissing, refusal } from './errors';
import { refuseOldSignature } from './old-signature';
import { propertiesText } from './properties';
import { parseValue, readNamespaces, readProperties, readSessionIds } from './reads';
import { runContextCall, type SendContextRequest } from './request';
import type { ContextServiceConfig, Entity, Namespace, NamespaceOptions } from './types';
import { type ContextZoneParts, contextOrigin } from './zone';

export { ContextServiceError } from './errors';
export type { ContextServiceConfig, Entity, Namespace, NamespaceOptions } from './types';

/** How many properties are read at the same time. */
const CONCURRENCY = 20;

/** The parts of the toolbelt that the client needs. */
export interface ContextServiceClientParts extends ContextZoneParts {
  send: SendCall;
  warnOnce(topic: string, message: string): void;
  accountId(): string;
  optionalAccountId(): string | undefined;
  /** Aborted when the toolbelt is reset. After that there is a new signal. */
  lifetime(): AbortSignal;
}

/**
 * Reads and writes the Context Session Store (docs/platform.md, "Context Session Store"). Names and ids may have any character. Without a
 * session id, a method uses the default session of the namespace.
 *
 * Every method rejects with ToolbeltError `ErrorCodes.ContextService.PARAMETER_INVALID` for an argument that cannot be used. Nothing was
 * sent then. It rejects with {@link ContextServiceError} for a request that failed. The code is `AUTHORIZATION_INVALID`,
 * `DATA_DOES_NOT_EXIST`, `INTERNAL_SERVER_ERROR`, `RESPONSE_TIMEOUT` or `UNKNOWN` of `ErrorCodes.ContextService`, or the code of the
 * network error. A request that fails on the network is repeated twice, after 2 s and after 4 s. The whole call ends within `timeout`.
 */
export class ContextServiceClient {
  readonly #parts: ContextServiceClientParts;
  readonly #config: CheckedConfig;

  static {
    // Only a client that was built from the key alone can belong to code of the old signature.
    refuseOldSignature(ContextServiceClient.prototype, (client) =>
      client.#config.accountId === undefined ? client.accountId : undefined,
    );
  }

  /** @throws ToolbeltError `ErrorCodes.ContextService.PARAMETER_INVALID` for a config without a key or an account */
  constructor(config: ContextServiceConfig | string, parts: ContextServiceClientParts) {
    this.#config = checkConfig(config);
    this.#parts = parts;
    this.#warn('ContextServiceClient', config, ['accountId', 'apiKey', 'timeout']);
  }

  /** The id of the account. A client that was built from the key alone uses the account of the environment, if there is one. */
  get accountId(): string | undefined {
    return this.#config.accountId ?? this.#parts.optionalAccountId();
  }

  #warn(method: string, given: unknown, known: readonly string[]): void {
    for (const warning of misspeltOptions(method, given, known)) this.#parts.warnOnce(...warning);
  }

  /**
   * Creates a namespace. A namespace that exists already is left unchanged.
   *
   * @param namespace the name. LivePerson's own namespaces are refused.
   * @param options `ttl` is the number of seconds for which properties are kept. Without it, they do not expire.
   * @returns the namespace as the service lists it. When it is missing in the list, the given values are returned.
   */
  async createNamespace(namespace: string, options?: NamespaceOptions): Promise<Namespace> {
    const operation = 'createNamespace';
    ownNamespaceSegment(operation, namespace);
    this.#warn('ContextServiceClient.createNamespace', options, ['ttl']);
    const ttl = checkTtl(operation, options);
    const target = shownNamespace(namespace);
    return this.#call(operation, async (send) => {
      const path = ttl === undefined ? '' : `?ttlSecond=${ttl}`;
      const body = JSON.stringify({ name: namespace });
      const isNew = await send({ method: 'POST', path, body, target }).then(
        () => true,
        refusal(isConflict, false),
      );
      const known: Namespace = { name: namespace, createdAt: new Date() };
      if (isNew && ttl !== undefined) known.ttlSecond = ttl;
      return (await readNamespaces(operation, send)).find(({ name }) => name === namespace) ?? known;
    });
  }

  /** Deletes a namespace with all its data. A namespace that does not exist counts as deleted. */
  async deleteNamespace(namespace: string): Promise<void> {
    const path = `/${ownNamespaceSegment('deleteNamespace', namespace)}`;
    await this.#delete('deleteNamespace', { path, target: shownNamespace(namespace) });
  }

  /** The namespaces of the account, without the namespaces that belong to LivePerson. */
  async getListOfNamespaces(): Promise<Namespace[]> {
    const operation = 'getListOfNamespaces';
    return this.#call(operation, (send) => readNamespaces(operation, send));
  }

  /**
   * Sets properties of a session. Its other properties are left unchanged.
   *
   * @param properties values by name. They are stored in the way that JSON writes them. A property that is undefined is left out, so its
   *   stored value stays. NaN becomes null. An Error becomes `{}`.
   * @returns all properties of the session
   */
  async setPropertiesInNamespace<Properties extends object = Entity>(
    namespace: string,
    properties: object,
    sessionId?: string,
  ): Promise<Properties> {
    return this.#save('setPropertiesInNamespace', namespace, properties, sessionId);
  }

  /** The same as {@link setPropertiesInNamespace}. */
  async updatePropertiesInNamespace<Properties extends object = Entity>(
    namespace: string,
    properties: object,
    sessionId?: string,
  ): Promise<Properties> {
    return this.#save('updatePropertiesInNamespace', namespace, properties, sessionId);
  }

  /** All properties of a session. */
  async getAllPropertiesInSession<Properties extends object = Entity>(
    namespace: string,
    sessionId?: string,
  ): Promise<Properties> {
    const operation = 'getAllPropertiesInSession';
    const scope = sessionScope(operation, namespace, sessionId);
    return this.#call(operation, (send) => readProperties(operation, send, scope));
  }

  /**
   * Some properties of a session. They are read in parallel.
   *
   * @param propertyNames names of properties. A property that does not exist is missing in the result.
   * @returns the values by name, in the order of the names. See {@link getPropertyInSession}.
   */
  async getSelectedPropertiesInSession<Properties extends object = Entity>(
    namespace: string,
    propertyNames: readonly string[],
    sessionId?: string,
  ): Promise<Partial<Properties>> {
    const operation = 'getSelectedPropertiesInSession';
    const scope = sessionScope(operation, namespace, sessionId);
    const names = checkNames(operation, propertyNames);
    return this.#call(operation, async (send) => {
      const entries = await mapConcurrently(names, CONCURRENCY, async (name) => {
        const request = propertyScope(operation, scope, name);
        const text = await send({ method: 'GET', ...request }).catch(refusal(isMissing, undefined));
        return text === undefined ? [] : [[name, parseValue(text)] as const];
      });
      return Object.fromEntries(entries.flat()) as Partial<Properties>;
    });
  }

  /**
   * One property of a session.
   *
   * @returns the value. The service writes a text without quotes, so a stored text that is JSON (`42`, `true`) is
   *   returned as a number or a boolean. {@link getAllPropertiesInSession} returns the text.
   * @throws ContextServiceError `ErrorCodes.ContextService.DATA_DOES_NOT_EXIST` when there is no such property
   */
  async getPropertyInSession<Value = unknown>(
    namespace: string,
    propertyName: string,
    sessionId?: string,
  ): Promise<Value> {
    const operation = 'getPropertyInSession';
    const request = propertyScope(operation, sessionScope(operation, namespace, sessionId), propertyName);
    return this.#call(
      operation,
      async (send) => parseValue(await send({ method: 'GET', ...request })) as Value,
    );
  }

  /** Deletes a property of a session. A property that does not exist counts as deleted. */
  async deletePropertyInSession(namespace: string, propertyName: string, sessionId?: string): Promise<void> {
    const operation = 'deletePropertyInSession';
    const scope = sessionScope(operation, namespace, sessionId);
    await this.#delete(operation, propertyScope(operation, scope, propertyName));
  }

  /** Deletes all properties of a session. A session that does not exist counts as deleted. */
  async deleteSession(namespace: string, sessionId?: string): Promise<void> {
    await this.#delete('deleteSession', sessionScope('deleteSession', namespace, sessionId));
  }

  /** The ids of all sessions in a namespace, including the default session `__default__`. */
  async getListOfSessions(namespace: string): Promise<string[]> {
    const operation = 'getListOfSessions';
    const path = `/${nameSegment(operation, 'namespace', namespace)}/session-ids`;
    return this.#call(operation, (send) => readSessionIds(operation, send, path, shownNamespace(namespace)));
  }

  async #save<Properties extends object>(
    operation: string,
    namespace: string,
    properties: object,
    sessionId: string | undefined,
  ): Promise<Properties> {
    const scope = sessionScope(operation, namespace, sessionId);
    const body = propertiesText(operation, properties);
    return this.#call(operation, async (send) => {
      await send({ method: 'PATCH', ...scope, body });
      return readProperties(operation, send, scope);
    });
  }

  async #delete(operation: string, scope: Scope): Promise<void> {
    await this.#call(operation, (send) =>
      send({ method: 'DELETE', ...scope }).catch(refusal(isMissing, undefined)),
    );
  }

  #call<Result>(operation: string, work: (send: SendContextRequest) => Promise<Result>): Promise<Result> {
    const { apiKey, timeoutMs } = this.#config;
    const baseUrl = (signal: AbortSignal) => this.#baseUrl(signal);
    const { send, lifetime } = this.#parts;
    return runContextCall({ operation, send, apiKey, timeoutMs, signal: lifetime(), baseUrl }, work);
  }

  async #baseUrl(signal: AbortSignal): Promise<string> {
    const accountId = this.#config.accountId ?? this.#parts.accountId();
    const segment = encodePathSegment(accountId);
    if (segment === undefined) throw invalid(`${JSON.stringify(accountId)} is no account id`);
    return `${await contextOrigin(this.#parts, accountId, signal)}/v1/account/${segment}`;
  }
}
