import { type Authority, TOKEN_LIFETIME_SECONDS } from './authority';
import { type Double, type DoubleResponse, json } from './double';
import { refusal } from './refusals';
import { createDouble, type RoutedRequest } from './router';

/** The parts that the token service needs. */
export interface SentinelParts {
  accountId: string;
  authority: Authority;
}

/** The token service. It issues tokens for the client credentials of OAuth 2 (docs/platform.md, "Access tokens"). */
export function createSentinelDouble({ accountId, authority }: SentinelParts): Double {
  const token = ({ params, headers, body }: RoutedRequest): DoubleResponse => {
    if (!/^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '')) {
      return refusal('tokenRequestInvalid', 'The body must be a form.');
    }
    const form = new URLSearchParams(body.toString());
    if (form.get('grant_type') !== 'client_credentials') {
      return refusal('grantUnsupported', 'The field "grant_type" must be client_credentials.');
    }
    const [id, secret] = [form.get('client_id'), form.get('client_secret')];
    if (!id || !secret) {
      return refusal('tokenRequestInvalid', 'The fields "client_id" and "client_secret" are required.');
    }
    const issued = params.account === accountId ? authority.issue(id, secret) : undefined;
    if (issued === undefined) {
      return refusal('clientUnknown', `Account ${params.account} has no client with this id and secret.`);
    }
    const expires_in = String(TOKEN_LIFETIME_SECONDS);
    return json(200, { access_token: issued, token_type: 'Bearer', expires_in });
  };
  const versioned = (request: RoutedRequest): DoubleResponse => {
    if (['1.0', '2.0'].includes(request.query.get('v') ?? '')) return token(request);
    return refusal('tokenRequestInvalid', 'The query parameter "v" is required and must be 1.0 or 2.0.');
  };
  return createDouble('sentinel', [
    ['POST', '/sentinel/api/account/:account/app/token', versioned],
    ['POST', '/sentinel/api/v2/account/:account/app/token', token],
  ]);
}
