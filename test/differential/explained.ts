/**
 * Every way in which the client differs from request-promise on purpose, by id.
 * A case that names an id fails when the difference is gone, and a difference without an id fails too,
 * so this list is the table of docs/http-client.md.
 */
export const EXPLAINED = {
  // What a call returns.
  'chain-methods':
    'The returned promise has no `.aws()`, `.hawk()` and `.httpSignature()`. Its properties (`uri`, `method`, `headers`, `body`, …) can only be read: a header is changed with `.setHeader()`. The cookies of a jar and the signature of `.oauth()` are added when the request goes out, and `host` and `port` are those of the URL, also through a proxy.',
  cancel:
    'The returned promise also has `finally` and `cancel`, as the promises of request-promise (on bluebird) have.',
  abort:
    'After `.abort()` the promise stays pending at any time; request on Node 20 rejects with `aborted` when the body has begun.',
  'signal-reason':
    "A call that its `signal` ends rejects with the signal's reason as the cause; request rejects with Node's AbortError around it.",
  'callback-handles-errors':
    'With a callback or an `error` listener the promise may be left alone; request-promise raises an unhandledRejection for it.',
  'early-error-event':
    'The `error` event also comes for a call that cannot be built (an invalid URI); in request it is gone before a listener can be added.',
  'synchronous-errors':
    'A call that request refuses with a synchronous exception (no arguments, a HEAD with a body, a malformed URL, …) rejects instead.',
  'callback-errors':
    'An exception in a `followRedirect` function, or in a listener of an event before `complete`, rejects instead of ending the process.',
  'body-errors':
    'A body that is neither text nor bytes, and a stream that holds objects, rejects with a message that says what to pass, and no more; in request an uncaught exception follows that ends the process. A stream that has been read or closed rejects too; request sends an empty body or waits for ever.',
  'unknown-encoding':
    'An encoding that Node does not know rejects; in request it ends the process when the answer arrives.',
  'client-properties':
    'A client has no `forever`, `Request`, `initParams` and `debug`; a client of `.defaults()` has `.options()` too.',
  'requester-del':
    'The function of `.defaults(options, requester)` gets the method `DELETE` for a call of `.del()`; request gives it `DEL`, which servers refuse.',
  'live-defaults':
    '`.defaults()` takes its options over when it is called: one that is replaced in the object later has no effect.',
  'inherited-options': 'Options are own properties: those of a prototype are not read.',
  'options-as-given':
    '`error.options` holds the options as they were given; request writes into them (`auth.user` beside `auth.username`, the query into a Url object).',

  // What comes back.
  'plain-response':
    'A full response is an object with the same properties, and not an `http.IncomingMessage`: it is no stream and holds no socket.',
  'response-extras':
    'The `request` of a full response has the URL and its parts, `method`, `headers`, `body`, `getHeader()`, `hasHeader()` and `toJSON()`. It cannot be sent again or changed, and has no options of the call.',
  'native-errors':
    'Rejections are native errors (`[object Error]`, `util.types.isNativeError`); those of request-promise only inherit from Error.',
  'serialised-cause':
    'JSON.stringify(error) also holds the name and the message of the cause, which request-promise leaves out.',
  'redacted-error':
    'JSON.stringify(error) shows no credential: authorization, cookies, auth, oauth, keys, user info in URLs.',
  'hidden-error-fields':
    '`error`, `options` and `response` of an error are read, changed and deleted by name as before, but are not enumerable: loggers copy what is (`Object.keys(error)`, `{ ...error }`). `JSON.stringify(error)` still shows them, without credentials.',
  'redacted-message':
    '`error.message` and `error.stack` show neither a credential that the call sent, when a server repeats it, nor more than 64 KB; `error.error` is the whole body as it came.',
  'redacted-response':
    'JSON.stringify(response) and response.toJSON() show no credential either; the properties of the response keep them.',
  'max-response-bytes':
    'A body over 16 MiB after decoding (`maxResponseBytes`) rejects; request keeps whatever comes. Piped without `await` or `.then()`, it arrives whole, and a callback beside the pipe gets no body.',
  brotli: '`gzip: true` also asks for brotli (`gzip, deflate, br`) and decodes it.',
  'empty-cookie':
    '`.cookie("")` is undefined, and a jar refuses the empty text; request gives an empty cookie.',

  // URLs and queries.
  'dot-segments': 'Dot segments in a path (`/a/../b`) are resolved before the request is sent.',
  'non-ascii-urls':
    'Characters outside ASCII in a path or a query are sent percent-encoded as UTF-8; request sends them as raw latin1 or refuses them.',
  'strict-urls':
    'A URL with an impossible host or port (`:99999`, `:0`, `:x`, a space), a unix socket and a `proxy` that is no URL are refused before anything is sent, with a message that says what is wrong.',
  'url-objects':
    'A `URL` or legacy Url object is taken wherever a URL string is, as the only argument too, with its user info, its `href` or its `host` alone; a part that was changed after parsing counts, and it is never written to.',
  'user-info':
    'User info in a URL is written back as the URL standard does in `uri.href` (`u:@` becomes `u@`, `a:b` `a%3Ab`, `+` stays), and `uri.auth` always has its colon (`u:`).',
  'broken-escapes': 'A percent sign that encodes nothing in user info is sent as it is; request throws.',
  'qs-behind-hash':
    '`qs` goes before the hash of a URL, and the hash is not sent; request appends it to the hash, and so does not send it.',
  'qs-version':
    'Queries are written by a newer `qs`: `arrayFormat: "comma"` works, and `addQueryPrefix` does not double the question mark.',

  // Headers and bodies.
  'header-spellings':
    'A header given in two spellings stands once in `response.request.headers`, with the last value, as it was sent; request shows both.',
  'header-order':
    '`host` stands in another place among the headers on the wire; the others keep their order and their spelling.',
  'connection-case': "`Connection: Keep-Alive` goes out as the connection's own `keep-alive`.",
  'latin1-headers':
    'A header value outside ASCII goes out as latin1 beside a form or an array body too; request sends UTF-8 there when the body begins with text.',
  'transfer-encoding':
    'With a `transfer-encoding` of the caller no content-length is sent; request sends both, and servers refuse that.',
  'array-body-length':
    'The content-length of an array of strings and of a typed array counts bytes; request counts characters or elements, and so cuts off what takes more than a byte.',
  'circular-json':
    'A body that JSON cannot hold (a circular one) rejects; request sends `[Circular ~]` in its place.',
  'multipart-length':
    'Multipart bodies carry a content-length, and are sent chunked only with a `transfer-encoding` of the caller.',
  'quoted-boundary':
    'A boundary that stands in quotes in a content type of the caller is written without its quotes between the parts; request writes the quotes too, and servers refuse that.',
  'form-data-escapes': 'Quotes in field and file names of `formData` are escaped as browsers do (`%22`).',
  'empty-form-data':
    'An empty `formData` object sends an empty form; request announces a form and sends nothing.',
  'piped-body':
    'A body that is piped away is not kept for the promise as well, unless the promise is awaited before the response arrives.',
  'piped-headers':
    'A file that is piped into a call brings no content type guessed from its name. An answer that is piped into a call brings its `content-*` headers, and a call that is piped brings none; request sends every header of the answer on.',
  'stream-body-redirect':
    'A stream body cannot be sent again after a redirect that keeps the body (307) or a challenge: the call rejects; request sends an empty body.',

  // Connections, redirects and credentials.
  'keep-alive':
    'Connections are kept alive under TLS and agent options too, where request on Node 20 sends `connection: close`.',
  'agent-target':
    '`agentOptions` cannot lead a connection elsewhere: only options of Node that leave the target alone count; `host`, `port`, `socketPath`, `proxyEnv` and any other have no effect, and a warning says so.',
  'strictest-verification':
    'Of `strictSSL`, `rejectUnauthorized` and `agentOptions.rejectUnauthorized` the strictest counts, and the error is that of Node, with its `code`; in request `strictSSL: false` wins over `rejectUnauthorized: true`, and an error under `strictSSL: true` is `SSL Error: …`.',
  'https-to-http': 'A redirect from https to http is refused: the call rejects with a RequestError.',
  'cookie-across-hosts':
    'A redirect to another host drops the `cookie` header, and sends only what a jar holds for that host.',
  'authorization-across-hosts':
    'A redirect to another host drops `authorization` whatever the status; request keeps it when it repeats the method and the body (307).',
  'credential-headers-across-hosts':
    "A redirect to another host takes only headers that are known to be harmless (`accept`, `content-type`, `user-agent`, `x-request-id`, …), and those that the call names in `redirectHeaders: ['x-trace']`: any other header may be a credential, and a `host` header would name the wrong host. The debug log names the headers that stay behind. The client certificate is not shown there. request drops `authorization` alone.",
  'referer-across-hosts':
    'The `referer` of a redirect to another host has only the origin; request sends path and query, credentials included.',
  'proxy-authorization':
    'A `proxy-authorization` header goes to a proxy or nowhere; without a proxy request sends it to the target.',
  'location-user-info': 'User info in a `location` header is dropped; request sends it as credentials.',
  'referer-user-info': 'The `referer` of a redirect has no user info of the URL; request sends it.',
  'host-header-redirect':
    'Whether a redirect leads to another host is judged by the URLs; request compares the new URL with a `host` header of the caller.',
  'auth-over-user-info':
    '`auth` and `oauth` replace user info in the URL; under `sendImmediately: false` or OAuth in the query or the body request sends the user info as well.',
  'bearer-challenge':
    'Under `sendImmediately: false` a Bearer challenge is not answered without a token, and no other one with a token: the 401 stands; request sends an empty token or an `undefined` user.',
  'refused-challenge':
    '`response.request.headers` holds no credentials when a `followRedirect` function refused to answer a challenge with them.',
  'oauth-query':
    'OAuth signs nested and encoded query keys (`a[b]=1`) as RFC 5849 says; request signs them wrongly, and servers refuse them.',
  'oauth-names':
    '`oauth` refuses options that OAuth does not have, such as `consumerSecret`; request sends them in clear, as `oauth_consumerSecret`.',
  'oauth-in-query':
    '`oauth: { transport_method: "query" }` signs every request to the called host, without the realm, and shows the parameters on the wire alone; request leaves redirects unsigned, and shows them in `response.request.uri` and the `referer`.',
  'oauth-body':
    '`oauth: { transport_method: "body" }` sends the right content-length; request cuts its own parameters off.',
  'oauth-body-hash':
    '`oauth: { body_hash: true }` hashes an empty body and a form too; request throws, or sends the word `true`.',
  'oauth-private-key':
    'OAuth with RSA-SHA1 signs with `private_key` when both are given; request takes `consumer_secret` for the key.',
} as const;

export type ExplainedId = keyof typeof EXPLAINED;
