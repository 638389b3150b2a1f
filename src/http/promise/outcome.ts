import { StatusCodeError, TransformError } from '../../errors';
import { withSent } from '../../internal/redact/sent-values';
import type { HttpRequestOptions, ResponseTransform } from '../request/options';
import type { HttpResponse } from '../response/types';

/**
 * The result of a call, by request-promise's rules for `simple`, `transform` and `resolveWithFullResponse` (docs/platform.md,
 * "HTTPClient").
 * @param options the options of the call, with every default filled in
 * @param sent what was sent, for errors. See `withSent`.
 * @throws StatusCodeError for a status outside 2xx with `simple`
 * @throws TransformError when `transform` throws or rejects
 */
export async function outcomeOf(
  options: HttpRequestOptions,
  response: HttpResponse,
  sent: readonly unknown[],
): Promise<unknown> {
  const { statusCode, body } = response;
  const { simple, transform, transform2xxOnly } = options;
  const resolveWithFullResponse = options.resolveWithFullResponse === true;
  const succeeded = statusCode >= 200 && statusCode < 300;
  const applies = typeof transform === 'function' && (succeeded || !transform2xxOnly);
  const apply = async (): Promise<unknown> => {
    try {
      return await (transform as ResponseTransform)(body, response, resolveWithFullResponse);
    } catch (error) {
      throw new TransformError(error, withSent(options, sent), response);
    }
  };
  if (simple && !succeeded) {
    const shown = applies ? await apply() : response;
    throw new StatusCodeError(statusCode, body, withSent(options, sent), shown);
  }
  if (applies) return apply();
  return resolveWithFullResponse ? response : body;
}
