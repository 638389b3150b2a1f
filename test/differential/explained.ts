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
  'cookie-across-hosts':
    'A redirect to another host drops the `cookie` header, and sends only what a jar holds for that host.',
  'https-to-http': 'A redirect from https to http is refused: the call rejects with a RequestError.',
  'callback-errors': 'An exception in a `followRedirect` function rejects instead of ending the process.',
  brotli: '`gzip: true` also asks for brotli (`gzip, deflate, br`) and decodes it.',
  'plain-response':
    'A full response is an object with the same properties, and not an `http.IncomingMessage`: it is no stream and holds no socket.',
  'unknown-encoding':
    'An encoding that Node does not know rejects; in request it ends the process when the answer arrives.',
  cancel:
    'The returned promise also has `finally` and `cancel`, as the promises of request-promise (on bluebird) have.',
  'native-errors':
    'Rejections are native errors (`[object Error]`, `util.types.isNativeError`); those of request-promise only inherit from Error.',
  'redacted-response':
    'JSON.stringify(response) and response.toJSON() show no credential either; the properties of the response keep them.',
  'synchronous-errors':
    'A call that request refuses with a synchronous exception (no arguments, a HEAD with a body, a malformed URL, …) rejects instead.',
  'url-objects':
    'A `URL` or legacy Url object is taken wherever a URL string is, as the only argument too, and with its user info.',
  'keep-alive':
    'Connections are kept alive under TLS and agent options too, where request on Node 20 sends `connection: close`.',
  'authorization-across-hosts':
    'A redirect to another host drops `authorization` whatever the status; request keeps it when it repeats the method and the body (307).',
} as const;

export type ExplainedId = keyof typeof EXPLAINED;
