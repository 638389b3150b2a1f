import { redactor } from '../../internal/redact/sent-values';
import type { LegacyUrl } from '../response/types';

/** A request in a few words, such as `POST https://api.example.com/orders`: no query, and nothing secret. */
export function requestLine({
  method = 'GET',
  uri,
}: {
  method?: string | undefined;
  uri?: LegacyUrl | undefined;
}): string {
  return uri
    ? `${method} ${uri.protocol}//${uri.host}${redactor().redactText(uri.pathname ?? '/')}`
    : `${method} without a URL`;
}
