/**
 * Every way in which the client differs from request-promise on purpose, by id.
 * A case that names an id fails when the difference is gone, and a difference without an id fails too,
 * so this list is the compatibility table.
 */
export const EXPLAINED = {
  'serialised-cause':
    'JSON.stringify(error) also holds the name and the message of the cause, which request-promise leaves out.',
  'redacted-error':
    'JSON.stringify(error) shows no credential: authorization, cookies, auth, oauth, keys, user info in URLs.',
  'body-errors':
    'A body that request-promise refuses rejects and no more; there, an uncaught exception follows that ends the process.',
  'dot-segments': 'Dot segments in a path (`/a/../b`) are resolved before the request is sent.',
  'non-ascii-urls':
    'Characters outside ASCII in a path or a query are sent percent-encoded as UTF-8; request sends them as raw latin1 or refuses them.',
} as const;

export type ExplainedId = keyof typeof EXPLAINED;
