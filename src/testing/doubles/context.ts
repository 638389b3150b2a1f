import { isRecord } from '../../internal/is-record';
import { toJsonText } from '../../internal/json-copy';
import { type ContextStore, DEFAULT_SESSION } from './context-store';
import { type Double, type DoubleResponse, empty, json, jsonBody } from './double';
import { refusal } from './refusals';
import { createDouble, type Route, type RoutedRequest } from './router';

/** The parts that the Context Session Store needs. */
export interface ContextParts {
  accountId: string;
  /** The key of the account. */
  apiKey: string;
  store: ContextStore;
}

/** Namespaces that LivePerson uses itself (docs/platform.md, "Context Session Store"). */
const RESERVED = new Set(['faas', 'consumer', 'custom', 'operational', 'conversation', 'sde']);
/** How many characters the properties of a session may have (docs/platform.md, "Requests to the Context Session Store"). */
const MAX_DOCUMENT_CHARACTERS = 800_000;
const DEFAULT_PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 1_000;

const ACCOUNT = '/v1/account/:account';
const NO_CONTENT = empty(204);

type Handle = Route[2];

/**
 * The Context Session Store (docs/platform.md, "Requests to the Context Session Store"). To delete what does not exist is no error
 * (docs/platform.md, "Context Session Store").
 */
export function createContextDouble({ accountId, apiKey, store }: ContextParts): Double {
  const guarded =
    (handle: Handle): Handle =>
    (request) => {
      const { params, headers } = request;
      if (headers['maven-api-key'] !== apiKey || params.account !== accountId) {
        return refusal(
          'forbidden',
          `The header "maven-api-key" is not the key of account ${params.account}.`,
        );
      }
      const { ns } = params;
      return ns !== undefined && RESERVED.has(ns) ? reserved(ns) : handle(request);
    };
  const routes = [
    ...namespaceRoutes(store),
    ...sessionTtlRoutes(store),
    ...pageRoutes(store),
    ...propertyRoutes(store, `${ACCOUNT}/:ns`),
    ...propertyRoutes(store, `${ACCOUNT}/:ns/:sid`),
  ];
  return createDouble(
    'mavenContext',
    routes.map(([method, path, handle]): Route => [method, path, guarded(handle)]),
  );
}

function namespaceRoutes(store: ContextStore): Route[] {
  const create: Handle = (request) => {
    const body = jsonBody(request);
    const name = isRecord(body) ? body.name : undefined;
    if (typeof name !== 'string' || name === '') return refusal('badRequest', '"name" is required.');
    if (RESERVED.has(name)) return reserved(name);
    return withTtl(request, undefined, (ttl) => store.createNamespace(name, ttl));
  };
  const remove: Handle = ({ params }) => {
    store.deleteNamespace(params.ns ?? '');
    return NO_CONTENT;
  };
  return [
    ['POST', ACCOUNT, create],
    ['GET', ACCOUNT, () => json(200, store.namespaces())],
    ['DELETE', `${ACCOUNT}/:ns`, remove],
  ];
}

function sessionTtlRoutes(store: ContextStore): Route[] {
  const path = `${ACCOUNT}/namespace/:ns/session`;
  const set: Handle = (request) => {
    const body = jsonBody(request);
    const sessionId = isRecord(body) ? body.sessionId : undefined;
    if (typeof sessionId !== 'string' || sessionId === '') {
      return refusal('badRequest', '"sessionId" is required.');
    }
    return withTtl(request, 0, (ttl) => store.setSessionTtl(request.params.ns ?? '', sessionId, ttl ?? 0));
  };
  const list: Handle = ({ params }) => found(params, store.sessions(params.ns ?? ''));
  const remove: Handle = ({ params }) => {
    store.deleteSession(params.ns ?? '', params.sid ?? '');
    return NO_CONTENT;
  };
  return [
    ['POST', path, set],
    ['GET', path, list],
    ['DELETE', `${path}/:sid`, remove],
  ];
}

function pageRoutes(store: ContextStore): Route[] {
  const paged =
    (toItem: (namespace: string, sessionId: string) => unknown): Handle =>
    ({ params, query }) => {
      const { ns = '' } = params;
      const page = integer(query.get('page') ?? '0');
      const size = integer(query.get('perPage') ?? String(DEFAULT_PAGE_SIZE));
      if (page === undefined || !size || size > MAX_PAGE_SIZE) {
        return refusal('badRequest', `"page" must be 0 or more, "perPage" 1 to ${MAX_PAGE_SIZE}.`);
      }
      const ids = store.sessionIds(ns)?.slice(page * size, (page + 1) * size);
      return found(
        params,
        ids?.map((id) => toItem(ns, id)),
      );
    };
  return [
    ['GET', `${ACCOUNT}/:ns/session-ids`, paged((_namespace, sessionId) => sessionId)],
    [
      'GET',
      `${ACCOUNT}/:ns/session-properties`,
      paged((namespace, sessionId) => ({ sessionId, properties: store.read(namespace, sessionId) ?? {} })),
    ],
  ];
}

function propertyRoutes(store: ContextStore, path: string): Route[] {
  const all = `${path}/properties`;
  const one = `${all}/:property`;
  const read: Handle = ({ params, query }) => {
    const properties = store.read(...scopeOf(params));
    const include = query.get('include')?.split(',');
    return found(
      params,
      properties &&
        Object.fromEntries(Object.entries(properties).filter(([name]) => include?.includes(name) ?? true)),
    );
  };
  const readOne: Handle = ({ params }) => {
    const properties = store.read(...scopeOf(params)) ?? {};
    const { property = '' } = params;
    const value = Object.hasOwn(properties, property) ? properties[property] : undefined;
    if (typeof value !== 'string') return found(params, value);
    // The service answers a text without quotes, not as JSON
    // (docs/platform.md, "Requests to the Context Session Store").
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: value };
  };
  const save: Handle = (request) => {
    const properties = jsonBody(request);
    if (!isRecord(properties)) return refusal('badRequest', 'The body must be a JSON object.');
    return saveAll(store, request, properties);
  };
  const saveOne: Handle = (request) => {
    const value = jsonBody(request);
    if (value === undefined) return refusal('badRequest', 'The body must be a JSON value.');
    return saveAll(store, request, { [request.params.property ?? '']: value });
  };
  const clear: Handle = ({ params }) => {
    store.clearSession(...scopeOf(params));
    return NO_CONTENT;
  };
  const remove: Handle = ({ params }) => {
    store.deleteProperty(...scopeOf(params), params.property ?? '');
    return NO_CONTENT;
  };
  return [
    ['GET', all, read],
    ['PATCH', all, save],
    ['DELETE', all, clear],
    ['GET', one, readOne],
    ['PUT', one, saveOne],
    ['DELETE', one, remove],
  ];
}

type Params = RoutedRequest['params'];

function scopeOf({ ns = '', sid = DEFAULT_SESSION }: Params): [namespace: string, sessionId: string] {
  return [ns, sid];
}

function saveAll(
  store: ContextStore,
  { params }: RoutedRequest,
  properties: Record<string, unknown>,
): DoubleResponse {
  const [namespace, sessionId] = scopeOf(params);
  const document = { ...store.read(namespace, sessionId), ...properties };
  if ((toJsonText(document)?.length ?? 0) > MAX_DOCUMENT_CHARACTERS) {
    const limit = `A session holds at most ${MAX_DOCUMENT_CHARACTERS} characters of properties.`;
    return refusal('documentTooLarge', `The document is too large. ${limit}`);
  }
  store.save(namespace, sessionId, properties);
  return NO_CONTENT;
}

/** Reads `ttlSecond` of the query, in whole seconds. 0 means no end. */
function withTtl(
  { query }: RoutedRequest,
  missing: number | undefined,
  use: (ttlSecond: number | undefined) => void,
): DoubleResponse {
  const text = query.get('ttlSecond');
  const ttl = text === null ? missing : integer(text);
  if (text !== null && ttl === undefined) {
    return refusal('badRequest', 'The query parameter "ttlSecond" must be a number of seconds.');
  }
  use(ttl);
  return NO_CONTENT;
}

function found(params: Params, value: unknown): DoubleResponse {
  if (value !== undefined) return json(200, value);
  const { ns, sid = DEFAULT_SESSION, property } = params;
  const what = property === undefined ? '' : ` with the property ${property}`;
  return refusal('notFound', `There is no namespace ${ns} with the session ${sid}${what}.`);
}

function reserved(namespace: string): DoubleResponse {
  return refusal('badRequest', `The namespace ${namespace} is reserved.`);
}

function integer(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
