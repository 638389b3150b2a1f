import { isRecord } from '../../internal/is-record';
import type { SDE } from '../../toolbelt';
import type { Authority } from './authority';
import { type Double, type DoubleResponse, json, jsonBody } from './double';
import { refusal } from './refusals';
import { createDouble, type RoutedRequest } from './router';

/** Engagement attributes as they were added. */
export interface AddedSdes {
  /** Id of the visitor. */
  visitorId: string;
  /** Id of the visit. */
  sessionId: string;
  /** The attributes, as they were sent. */
  sdes: SDE[];
}

/** The parts that the Engagement Attributes API needs. */
export interface SmtParts {
  accountId: string;
  authority: Authority;
  add(added: AddedSdes): void;
}

const EVENTS = '/api/account/:account/monitoring/visitors/:visitor/visits/current/events';

/**
 * The Engagement Attributes API. It takes PUT. It also takes POST with a header that names PUT (docs/platform.md, "Engagement Attributes
 * API").
 */
export function createSmtDouble({ accountId, authority, add }: SmtParts): Double {
  const put = (request: RoutedRequest): DoubleResponse => {
    const { params, query } = request;
    const problem = authority.problem(request);
    if (problem !== undefined) return refusal('unauthorized', problem);
    if (params.account !== accountId)
      return refusal('invalidAccount', `There is no account ${params.account}.`);
    const sessionId = query.get('sid');
    if (query.get('v') !== '1') {
      return refusal('badRequest', 'The query parameter "v" is required and must be 1.');
    }
    if (!sessionId) return refusal('badRequest', 'The query parameter "sid" is required.');
    const sdes = jsonBody(request);
    if (!Array.isArray(sdes) || sdes.length === 0 || !sdes.every(hasType)) {
      return refusal('badRequest', 'The body must be a list of engagement attributes, each with a "type".');
    }
    add({ visitorId: params.visitor ?? '', sessionId, sdes: sdes as SDE[] });
    return json(200, {});
  };
  const post = (request: RoutedRequest): DoubleResponse => {
    if (request.headers['x-http-method-override']?.toUpperCase() === 'PUT') return put(request);
    return refusal(
      'notFound',
      'Attributes are added with PUT, or with the header "x-http-method-override: PUT".',
    );
  };
  return createDouble('smt', [
    ['PUT', EVENTS, put],
    ['POST', EVENTS, post],
  ]);
}

function hasType(sde: unknown): boolean {
  return isRecord(sde) && typeof sde.type === 'string' && sde.type !== '';
}
