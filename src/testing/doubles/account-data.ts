import { isPlainRecord } from '../../internal/plain-record';
import type { PlatformRecords } from '../platform/records';
import type { Authority } from './authority';
import { type Double, type DoubleResponse, empty, json, jsonBody } from './double';
import { refusal } from './refusals';
import { createDouble, type Route, type RoutedRequest } from './router';

/** The lists of an account. */
export interface AccountLists {
  readonly users: PlatformRecords;
  readonly skills: PlatformRecords;
  readonly agentGroups: PlatformRecords;
  readonly profiles: PlatformRecords;
  /** Engagements, in the form of the engagement history. */
  readonly engagements: PlatformRecords;
  /** Reports by their name, such as `agentactivity`. */
  readonly reports: ReadonlyMap<string, unknown>;
}

/** The parts that the doubles of the lists need. */
export interface AccountDataParts {
  readonly accountId: string;
  readonly authority: Authority;
  readonly lists: AccountLists;
}

const LIST = '/api/account/:account/configuration/le-users';
const KINDS = ['users', 'skills', 'agentGroups', 'profiles'] as const;

/**
 * The configuration of an account, the engagement history and the operational reports. All are plain data: the doubles answer with what was
 * added, and apply no filters of a search (docs/platform.md, "Account configuration and reports").
 */
export function createAccountDataDoubles(parts: AccountDataParts): Double[] {
  const { lists } = parts;
  const guarded = (routes: readonly Route[]): Route[] =>
    routes.map(([method, path, handle]) => [method, path, guard(parts, handle)]);
  const reads = KINDS.flatMap((kind) => readRoutes(kind, lists[kind]));
  const writes = KINDS.flatMap((kind) => writeRoutes(kind, lists[kind]));
  const search = (): DoubleResponse => {
    const records = lists.engagements.all();
    return json(200, { _metadata: { count: records.length }, interactionHistoryRecords: records });
  };
  const report = ({ params }: RoutedRequest): DoubleResponse => {
    const found = lists.reports.get(params.report ?? '');
    if (found !== undefined) return json(200, found);
    return refusal('notFound', `There is no report: add platform.reports.set("${params.report}", { … }).`);
  };
  return [
    createDouble('accountConfigReadOnly', guarded(reads)),
    createDouble('accountConfigReadWrite', guarded([...reads, ...writes])),
    createDouble(
      'engHistDomain',
      guarded([['POST', '/interaction_history/api/account/:account/interactions/search', search]]),
    ),
    createDouble('leDataReporting', guarded([['GET', '/operations/api/account/:account/:report', report]])),
  ].map((double) => ({ ...double, yields: true }));
}

function guard({ accountId, authority }: AccountDataParts, handle: Route[2]): Route[2] {
  return (request) => {
    const { account } = request.params;
    const problem = account === accountId ? authority.problem(request) : `This is no key of ${account}.`;
    return problem === undefined ? handle(request) : refusal('unauthorized', problem);
  };
}

function readRoutes(kind: string, records: PlatformRecords): Route[] {
  return [
    ['GET', `${LIST}/${kind}`, () => json(200, records.all())],
    [
      'GET',
      `${LIST}/${kind}/:id`,
      ({ params: { id = '' } }) => {
        const found = records.get(id);
        return found ? json(200, found) : missing(kind, id);
      },
    ],
  ];
}

function writeRoutes(kind: string, records: PlatformRecords): Route[] {
  const save = (request: RoutedRequest, status: number): DoubleResponse => {
    const record = jsonBody(request);
    if (!isPlainRecord(record)) return refusal('badRequest', 'The body must be a JSON object.');
    const { id } = request.params;
    records.add(id === undefined ? record : { ...record, id: records.get(id)?.id ?? id });
    return json(status, id === undefined ? records.all().at(-1) : records.get(id));
  };
  return [
    ['POST', `${LIST}/${kind}`, (request) => save(request, 201)],
    [
      'PUT',
      `${LIST}/${kind}/:id`,
      (request) =>
        records.get(request.params.id ?? '') ? save(request, 200) : missing(kind, request.params.id ?? ''),
    ],
    [
      'DELETE',
      `${LIST}/${kind}/:id`,
      ({ params: { id = '' } }) => (records.remove(id) ? empty(204) : missing(kind, id)),
    ],
  ];
}

function missing(kind: string, id: string): DoubleResponse {
  return refusal('notFound', `There is no such record: add platform.${kind}.add({ id: ${id} }).`);
}
