import { isPlainRecord } from '../../../internal/plain-record';
import type { PlatformSalesforce, SalesforceRecord } from '../../platform/salesforce';
import { type Double, type DoubleResponse, empty, json, jsonBody } from '../double';
import { createDouble, type Route, type RoutedRequest } from '../router';
import { SalesforceSessions } from './sessions';
import { select } from './soql';

/** The name under which requests to Salesforce are recorded, and faults are added. */
export const SALESFORCE = 'salesforce';

const DATA = '/services/data/:version';

/**
 * An organisation of Salesforce: login, queries, and the calls for records of its REST API (docs/platform.md, "REST API of Salesforce").
 */
export function createSalesforceDouble(salesforce: PlatformSalesforce): Double {
  const sessions = new SalesforceSessions(salesforce);
  const guarded = (routes: readonly Route[]): Route[] =>
    routes.map(([method, path, handle]) => [
      method,
      `${DATA}${path}`,
      (request) =>
        sessions.has(request)
          ? handle(request)
          : failure(401, 'INVALID_SESSION_ID', 'Session expired or invalid'),
    ]);
  const double = createDouble(SALESFORCE, [
    ...sessions.routes(),
    ...guarded([...recordRoutes(salesforce), ...collectionRoutes(salesforce)]),
  ]);
  return { ...double, yields: true };
}

function recordRoutes(salesforce: PlatformSalesforce): Route[] {
  const one = '/sobjects/:type/:id';
  const query = ({ query, params }: RoutedRequest): DoubleResponse => {
    const text = query.get('q') ?? '';
    const found = salesforce.find(text);
    if (found) {
      const records = found.records.map((record) => withAttributes(found.type, record, params.version));
      return json(200, { totalSize: records.length, done: true, records });
    }
    return failure(
      501,
      'NOT_IN_TEST_KIT',
      "The double reads SELECT fields FROM object WHERE field = 'x' AND … LIMIT n, and nothing else of SOQL. Say what this " +
        `query finds: platform.salesforce.answerQuery(${JSON.stringify(text)}, [ … ]).`,
    );
  };
  return [
    ['GET', '/query', query],
    ['GET', '/queryAll', query],
    [
      'POST',
      '/sobjects/:type',
      (request) =>
        withBody(request, ({ Id: _id, ...record }) => {
          const [id] = salesforce.add(request.params.type ?? '', record);
          return json(201, { id, success: true, errors: [] });
        }),
    ],
    ['GET', one, (request) => read(salesforce, request)],
    ['PATCH', one, (request) => withBody(request, (record) => change(salesforce, request, record))],
    [
      'DELETE',
      one,
      ({ params: { type = '', id = '' } }) => (salesforce.remove(type, id) ? empty(204) : missing(type, id)),
    ],
    [
      'PATCH',
      '/sobjects/:type/:field/:value',
      (request) => withBody(request, (record) => upsert(salesforce, request, record)),
    ],
    [
      'GET',
      '/sobjects/:type/:field/:value',
      (request) => {
        const { type = '', field = '', value = '' } = request.params;
        const found = byField(salesforce, type, field, value);
        return found ? json(200, withAttributes(type, found, request.params.version)) : missing(type, value);
      },
    ],
  ];
}

function read(salesforce: PlatformSalesforce, { params, query }: RoutedRequest): DoubleResponse {
  const { type = '', id = '', version } = params;
  const found = salesforce.get(type, id);
  if (!found) return missing(type, id);
  const fields = query.get('fields')?.split(',') ?? [];
  const shown = fields.length > 0 ? select(found, [...fields, 'Id']) : found;
  return json(200, withAttributes(type, shown, version));
}

function change(
  salesforce: PlatformSalesforce,
  { params: { type = '', id = '' } }: RoutedRequest,
  record: SalesforceRecord,
): DoubleResponse {
  const found = salesforce.get(type, id);
  if (!found) return missing(type, id);
  salesforce.add(type, { ...found, ...record, Id: found.Id });
  return empty(204);
}

function upsert(
  salesforce: PlatformSalesforce,
  { params: { type = '', field = '', value = '' } }: RoutedRequest,
  record: SalesforceRecord,
): DoubleResponse {
  const found = byField(salesforce, type, field, value);
  const key = field.toLowerCase() === 'id' ? {} : { [field]: value };
  const [id] = salesforce.add(type, { ...found, ...record, ...key, ...(found && { Id: found.Id }) });
  return json(found ? 200 : 201, { id, success: true, errors: [], created: found === undefined });
}

/** The calls for up to 200 records at once. jsforce uses them for a list of records. */
function collectionRoutes(salesforce: PlatformSalesforce): Route[] {
  const each = (request: RoutedRequest, save: (type: string, record: SalesforceRecord) => unknown) =>
    withBody(request, ({ records }) =>
      json(
        200,
        (Array.isArray(records) ? records : []).map((record) =>
          save(String(record?.attributes?.type ?? ''), record),
        ),
      ),
    );
  const update = (type: string, { attributes: _attributes, ...record }: SalesforceRecord): unknown => {
    const id = String(record.Id ?? record.id ?? '');
    const found = salesforce.get(type, id);
    if (!found) return unsaved(type, id);
    const { id: _id, ...fields } = record;
    salesforce.add(type, { ...found, ...fields, Id: found.Id });
    return { id, success: true, errors: [] };
  };
  return [
    [
      'POST',
      '/composite/sobjects',
      (request) =>
        each(request, (type, record) => ({ id: salesforce.add(type, record)[0], success: true, errors: [] })),
    ],
    ['PATCH', '/composite/sobjects', (request) => each(request, update)],
    [
      'DELETE',
      '/composite/sobjects',
      ({ query }) => {
        const ids = query.get('ids')?.split(',') ?? [];
        const remove = (id: string): unknown =>
          salesforce.removeAnywhere(id) ? { id, success: true, errors: [] } : unsaved('SObject', id);
        return json(200, ids.map(remove));
      },
    ],
    [
      'POST',
      '/composite/sobjects/:type',
      (request) =>
        withBody(request, ({ ids, fields }) => {
          const { type = '', version } = request.params;
          const found = (Array.isArray(ids) ? ids : []).map((id) => salesforce.get(type, String(id)));
          const wanted = Array.isArray(fields) ? fields.map(String) : [];
          return json(
            200,
            found.map((record) => record && withAttributes(type, select(record, [...wanted, 'Id']), version)),
          );
        }),
    ],
  ];
}

function unsaved(type: string, id: string): unknown {
  const error = { statusCode: 'NOT_FOUND', message: noRecord(type, id), fields: [] };
  return { success: false, errors: [error] };
}

function byField(
  salesforce: PlatformSalesforce,
  type: string,
  field: string,
  value: string,
): SalesforceRecord | undefined {
  if (field.toLowerCase() === 'id') return salesforce.get(type, value);
  const holds = ([name, found]: [string, unknown]): boolean =>
    name.toLowerCase() === field.toLowerCase() && String(found) === value;
  return salesforce.all(type).find((record) => Object.entries(record).some(holds));
}

function withBody(
  request: RoutedRequest,
  handle: (body: Record<string, unknown>) => DoubleResponse,
): DoubleResponse {
  const body = jsonBody(request);
  return isPlainRecord(body)
    ? handle(body)
    : failure(400, 'JSON_PARSER_ERROR', 'The body must be a JSON object, sent as application/json');
}

function withAttributes(
  type: string,
  record: SalesforceRecord,
  version: string | undefined,
): SalesforceRecord {
  const url =
    typeof record.Id === 'string' ? { url: `/services/data/${version}/sobjects/${type}/${record.Id}` } : {};
  return { attributes: { type, ...url }, ...record };
}

function missing(type: string, id: string): DoubleResponse {
  return failure(404, 'NOT_FOUND', noRecord(type, id));
}

function noRecord(type: string, id: string): string {
  return `The requested resource does not exist: add platform.salesforce.add("${type}", { Id: "${id}" })`;
}

/** The form in which Salesforce reports an error. */
function failure(status: number, errorCode: string, message: string): DoubleResponse {
  return json(status, [{ message, errorCode }]);
}
