/**
 * Every way in which the client differs from request-promise on purpose, by id.
 * A case that names an id fails when the difference is gone, and a difference without an id fails too,
 * so this list is the table of docs/http-client.md.
 */
export const EXPLAINED = {
  // What a call returns.
  'chain-methods':
    'The returned promise has no `.aws()`, `.hawk()` and `.httpSignature()`. Its properties (`uri`, `method`, `headers`, `body`, …) are read-only. Change a header with `.setHeader()`. The cookies of a jar and the signature of `.oauth()` are added when the request is sent. `host` and `port` are those of the URL, also through a proxy. Properties that show how request works (`timeout`, `agent`, `pool`, `callback`, …) are missing. `.json()` without a value sets no content type.',
  cancel:
    'The returned promise also has `finally` and `cancel`, as the promises of request-promise (on bluebird) have.',
  'bluebird-methods':
    "The promises are native ones, as those of request-promise-native. bluebird's own methods (`.spread()`, `.tap()`, `.timeout()`, `.delay()`, `.asCallback()`, …) are missing, and `.catch()` takes no error class: test `error instanceof StatusCodeError` in its handler.",
  abort:
    'After `.abort()` the promise always stays pending, and the event `abort` comes once. request on Node 20 rejects with `aborted` when the body has begun. Its event also comes for a second `.abort()`, and for one after the end.',
  'connect-timeout':
    'The time that a proxy takes to answer a CONNECT counts in `timeout`. request waits for such a proxy without a limit.',
  'signal-reason':
    "When its `signal` ends a call, the call rejects with the signal's reason as the cause. request rejects with Node's AbortError around it. The message for a `signal` that is none is ours.",
  'callback-handles-errors':
    'With a callback or an `error` listener, nobody needs to handle the rejection of the promise. request-promise raises an unhandledRejection.',
  'early-error-event':
    'The `error` event also comes for a call that cannot be built (an invalid URI). In request it is emitted before a listener can be added.',
  'synchronous-errors':
    'Some calls throw a synchronous exception in request (no arguments, a HEAD with a body, a malformed URL, …). Here they reject.',
  'callback-errors':
    'An exception in a `followRedirect` function, or in a listener of an event before `complete`, rejects the call. In request it ends the process.',
  'body-errors':
    'A body that is neither text nor bytes rejects, and so does a stream of objects. The message says what to pass. In request an uncaught exception follows, which ends the process. A stream that has already been read or closed, or that can only be written to, rejects too, also in `formData` and `multipart`, and so does a stream in place of the parts of `multipart`. request sends an empty body or waits for ever.',
  'unknown-encoding':
    'An encoding that Node does not know rejects. In request it ends the process when the answer arrives.',
  'client-properties':
    'A client has no `forever`, `Request`, `initParams` and `debug`. A client of `.defaults()` also has `.options()`.',
  'requester-del':
    'For a call of `.del()`, the function of `.defaults(options, requester)` gets the method `DELETE`. request gives it `DEL`, which servers refuse.',
  'live-defaults':
    '`.defaults()` copies its options when it is called. An option that is replaced in the object later has no effect.',
  'inherited-options':
    'Options, and fields such as those of `qs`, must be own properties. Those of a prototype are not read. `qs: new URLSearchParams(…)` therefore adds nothing. request adds `size=…`.',
  'unsupported-options':
    "request's options `agent`, `agentClass`, `aws`, `forever`, `har`, `hawk`, `httpSignature`, `pool`, `proxyHeaderWhiteList` and `proxyHeaderExclusiveList` have no effect, and a warning says so. Neither have Node's options `insecureHTTPParser` and `joinDuplicateHeaders`, which request passes on.",
  'internal-properties':
    "An option with the name of an internal property of request's object (`src`, `dests`) has no effect. request takes it for its own.",
  'unusable-values':
    'A `timeout` or a `maxRedirects` that cannot be a number (a symbol, an object whose `toString` throws) is ignored or rejects, a thrown value that cannot be written as text rejects, and so does a value inside an option that throws when it is read. In request they end the process, or nobody reads them.',
  'options-as-given':
    '`error.options` holds the options as they were given. request writes into them (`auth.user` beside `auth.username`, the query into a Url object).',

  // What comes back.
  'plain-response':
    'A full response is an object with the same properties, but not an `http.IncomingMessage`. It is not a stream and holds no socket.',
  'response-extras':
    'The `request` of a full response has the URL and its parts, `method`, `headers`, `body`, `getHeader()`, `hasHeader()` and `toJSON()`. It cannot be sent again or changed, and has no options of the call. Its `uri` is a plain object without `format()` and `resolve()`.',
  'native-errors':
    'Rejections are native errors (`[object Error]`, `util.types.isNativeError`). Those of request-promise only inherit from Error.',
  'serialised-cause':
    'JSON.stringify(error) also holds the name and the message of the cause, which request-promise leaves out.',
  'redacted-error':
    'JSON.stringify(error) shows no credentials: authorization, cookies, auth, oauth, keys, user info in URLs.',
  'hidden-error-fields':
    '`error`, `options` and `response` of an error can be read, changed and deleted by name as before, but are not enumerable. Loggers copy enumerable properties (`Object.keys(error)`, `{ ...error }`). `JSON.stringify(error)` still shows them, without credentials.',
  'redacted-message':
    'When a server repeats a credential that the call sent, `error.message` and `error.stack` do not show it. They show at most 64 KB. `error.error` is the whole body as it came.',
  'redacted-response':
    'JSON.stringify(response) and response.toJSON() show no credentials either. The properties of the response keep them. A header that is not a text is shown by the name of its class, and bytes by their number.',
  'max-response-bytes':
    'A body over 16 MiB after decoding (`maxResponseBytes`) rejects. request has no limit. A body that is piped without `await` or `.then()` arrives whole, and a callback beside the pipe gets no body.',
  'cut-answer':
    'A compressed answer whose connection is cut rejects with `aborted`, as any other answer does. request resolves with the part that came.',
  'after-error':
    '`error` is the last event before `close`, and a redirect that fails emits neither `redirect` nor `abort`. In request, `data`, `response`, `end` and `complete` may follow the error.',
  brotli: '`gzip: true` also asks for brotli (`gzip, deflate, br`) and decodes it.',
  'empty-cookie':
    '`.cookie("")` is undefined, and a jar refuses the empty text. request gives an empty cookie. `.cookie()` of anything but a text is undefined too. request throws.',
  jars: 'A jar of tough-cookie 4 or later works, and so does any jar whose methods return promises. request sends none of its cookies. A jar of `HTTPClient.jar()` keeps a cookie whose name begins with `__Host-` or `__Secure-` only if it fulfils the conditions of that prefix, and it throws for a URL that is none. request keeps the cookie, and ignores the URL. `loose: false` has no effect on its `setCookie`.',

  // URLs and queries.
  'dot-segments': 'Dot segments in a path (`/a/../b`) are resolved before the request is sent.',
  'non-ascii-urls':
    'Characters outside ASCII in a path or a query are sent percent-encoded as UTF-8. request sends them as raw latin1 or refuses them.',
  'strict-urls':
    'These are refused before anything is sent: a URL without a host or with an impossible host or port (`:99999`, `:0`, `:x`, a space), backslashes before the host (`http:\\\\host`), a unix socket, and a `proxy` that is not a URL. The message is `Invalid URI`, or says how to write a proxy. request names what fails later, such as the lookup of the host.',
  'proxy-scheme': 'A `proxy` without a scheme (`proxy.example.com:8080`) means http. request refuses it.',
  'url-objects':
    'A `URL` or a legacy Url object can replace a URL string everywhere, also as the only argument. It may have user info, or only its `href` or `host`. A part that was changed after parsing counts. The object is never changed.',
  'user-info':
    'In `uri.href`, user info is written as the URL standard does (`u:@` becomes `u@`, `a:b` `a%3Ab`, `+` stays). `uri.auth` always has its colon (`u:`), and is null when there is nothing else (`:@`).',
  'host-notations':
    'A host and a port are written as the URL standard does. Another notation of an IPv4 address (`127.1`, `2130706433`, `127.0.0.1.`) becomes `127.0.0.1`, and leading zeros of a port are left out. request uses both as they are.',
  'broken-escapes': 'A percent sign that encodes nothing in user info is sent as it is. request throws.',
  'qs-behind-hash':
    '`qs` goes before the hash of a URL, and the hash is not sent. request appends it to the hash, and therefore does not send it.',
  'qs-version':
    'Queries are written by a newer `qs`. With it, `arrayFormat: "comma"` works, and `addQueryPrefix` does not double the question mark. A BigInt and a symbol are written as text. request leaves them out.',

  // Headers and bodies.
  'header-spellings':
    'A header that is given in two spellings appears once in `response.request.headers`, with the last value, as it was sent. request shows both.',
  'header-order':
    '`host` has another place among the headers on the wire, and so have the headers that a call adds itself (`accept`, `content-type`, `authorization`, `content-length`) when it adds several. Those of the caller keep their order and their spelling.',
  'connection-case': "`Connection: Keep-Alive` is sent as the connection's own `keep-alive`.",
  'latin1-headers':
    'A header value outside ASCII is sent as latin1, also with a form or an array body. There, request sends UTF-8 when the body begins with text.',
  'transfer-encoding':
    'When the caller sets `transfer-encoding: chunked`, no content-length is sent. request sends both, and servers refuse that.',
  'array-body-length':
    'The content-length of an array of strings and of a typed array counts bytes. request counts characters or elements, and cuts the body off when one takes more than a byte.',
  'circular-json':
    'A body that JSON cannot hold (a circular one) rejects. request sends `[Circular ~]` instead.',
  'multipart-length':
    'Multipart bodies have a content-length. They are sent chunked only when the caller sets `transfer-encoding`.',
  'quoted-boundary':
    "When the boundary in the caller's content type has quotes, they are left out between the parts. request writes the quotes too, and servers refuse that.",
  'form-data-escapes': 'Quotes in field and file names of `formData` are escaped as browsers do (`%22`).',
  'empty-form-data':
    'An empty `formData` object sends an empty form. request announces a form and sends nothing.',
  'form-data-again':
    'A `formData` is sent again after a redirect that keeps the body (307), and in answer to a challenge. In request such a call stays pending.',
  'digest-empty-user':
    'For an empty user, the answer to a Digest challenge has `username=""`, which the scheme demands. request leaves the field out.',
  'piped-body':
    'A body that is piped away is not also kept for the promise, unless the promise is awaited before the response arrives.',
  'piped-headers':
    'A file that is piped into a call, or is its `body`, sets no content type guessed from its name. An answer that is piped into a call passes its `content-*` headers on, and a call that is piped, or is the `body`, passes none on. request passes every header of the answer on.',
  'stream-body-redirect':
    'A stream body cannot be sent again after a challenge or a redirect that keeps the body (307), so the call rejects. request sends an empty body.',

  // Connections, redirects and credentials.
  'keep-alive':
    'Connections are kept alive also with TLS and agent options. There, request on Node 20 sends `connection: close`.',
  'agent-target':
    '`agentOptions` cannot change the target of a connection. Only options of Node that do not change it count. `host`, `port`, `socketPath`, `proxyEnv` and any other have no effect, and a warning says so. The same holds for `hostname`, `protocol` and `socketPath` among the options of a call, and for options that load code (`clientCertEngine`).',
  'strictest-verification':
    'The strictest value of `strictSSL`, `rejectUnauthorized` and `agentOptions.rejectUnauthorized` counts. The error is that of Node, with its `code`. In request, `strictSSL: false` wins over `rejectUnauthorized: true`, and an error under `strictSSL: true` is `SSL Error: …`.',
  'https-to-http': 'A redirect from https to http is refused. The call rejects with a RequestError.',
  'cookie-across-hosts':
    'A redirect to another host drops the `cookie` header, and sends only what a jar holds for that host.',
  'authorization-across-hosts':
    'A redirect to another host drops `authorization` for every status. request keeps it when it repeats the method and the body (307).',
  'credential-headers-across-hosts':
    "A redirect to another host sends only headers that are known to be harmless (`accept`, `content-type`, `user-agent`, `x-request-id`, …), and those that the call names in `redirectHeaders: ['x-trace']`. Any other header may be a credential, and a `host` header would name the wrong host. The debug log names the headers that are dropped. The client certificate is not sent to the other host. request drops only `authorization`.",
  'referer-across-hosts':
    'The `referer` of a redirect to another host has only the origin. request also sends path and query, with the credentials in them.',
  'proxy-authorization':
    'A `proxy-authorization` header is sent only to a proxy. Without a proxy, request sends it to the target.',
  'location-user-info': 'User info in a `location` header is dropped. request sends it as credentials.',
  'referer-user-info':
    'The `referer` of a redirect does not contain the user info of the URL. request sends it.',
  'host-header-redirect':
    "The URLs decide whether a redirect leads to another host. request compares the new URL with the caller's `host` header.",
  'auth-over-user-info':
    '`auth` and `oauth` replace user info in the URL. With `sendImmediately: false`, or with OAuth in the query or the body, request also sends the user info.',
  'bearer-challenge':
    'With `sendImmediately: false`, a Bearer challenge is answered only when there is a token, and with a token no other challenge is answered. Otherwise the call gets the 401. request sends an empty token or an `undefined` user.',
  'refused-challenge':
    'When a `followRedirect` function refuses to answer a challenge with credentials, `response.request.headers` does not hold them.',
  'oauth-query':
    'OAuth signs nested and encoded query keys (`a[b]=1`) as RFC 5849 says. request signs them wrongly, and servers refuse them.',
  'oauth-names':
    '`oauth` refuses options that OAuth does not have, such as `consumerSecret`. request sends them as plain text, as `oauth_consumerSecret`. An option that is undefined is left out. request sends the word `undefined`.',
  'oauth-in-query':
    '`oauth: { transport_method: "query" }` signs every request to the called host, without the realm. It shows the parameters only on the wire. request does not sign redirects, and shows the parameters in `response.request.uri` and the `referer`.',
  'oauth-body':
    '`oauth: { transport_method: "body" }` sends the right content-length. request cuts its own parameters off.',
  'oauth-body-hash':
    '`oauth: { body_hash: true }` also hashes an empty body and a form, and `false` hashes nothing. request throws, or sends the word `true` or `false`, and hashes other bodies for `false` too.',
  'oauth-private-key':
    'OAuth with RSA-SHA1 signs with `private_key` when both are given. request uses `consumer_secret` as the key.',
} as const;

export type ExplainedId = keyof typeof EXPLAINED;
