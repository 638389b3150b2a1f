async function send(url, options) {
  return httpRequest(url, { ...options, json: true });
}

async function lambda(input) {
  const first = await send('https://a.example.com/', { method: 'GET' });
  const second = await send('https://b.example.com/', { method: 'POST', body: first });
  return second;
}

/** HTTPClient of LivePerson Functions V1, on fetch. */
async function httpRequest(first, second) {
  const options = typeof first === 'string' ? { ...second, uri: first } : { ...first };
  const { X_LIVEPERSON_FUNCTION_UUID: id, X_LIVEPERSON_BRAND_ID: account } = process.env;
  const defaults = { ...(id && { 'user-agent': 'LP-Lambda-' + id }), ...(account && { 'lp-url': account }) };
  return requestAsV1(options, ({ headers, body, ...init }) => {
    const target = String(options.uri ?? options.url);
    if (!URL.canParse(target)) throw new Error('Invalid URI ' + JSON.stringify(target));
    const url = new URL(target.replace(/[{}|^`]/g, encodeURIComponent));
    if (!/^https?:$/.test(url.protocol)) throw new Error('Invalid protocol: ' + url.protocol);
    if (url.username !== '' && headers.authorization === undefined) {
      const user = decodeURIComponent(url.username) + ':' + decodeURIComponent(url.password);
      headers.authorization = 'Basic ' + Buffer.from(user).toString('base64');
    }
    url.username = url.password = '';
    // A text would get a content type that request does not send.
    return fetch(url, { ...init, headers, ...(body && { body: Buffer.from(body) }) });
  }, defaults);
}

/** Sends a request; results and errors are those of request-promise, which LivePerson Functions V1 was built on. */
async function requestAsV1(options, send, defaultHeaders = {}) {
  const { encoding, form, json, timeout } = options;
  const method = (options.method ?? 'GET').toUpperCase();
  const abort = new AbortController();
  // request ignored a timeout that is 0 or no number.
  const isTimed = typeof timeout === 'number' && timeout > 0 && timeout < 2 ** 31;
  const timer = isTimed ? setTimeout(() => abort.abort(), timeout) : undefined;
  const fail = (details) => {
    const error = Object.assign(new Error(), details, { options, response: details.response });
    Error.captureStackTrace(error, requestAsV1);
    return error;
  };
  let response;
  let body = options.body;
  try {
    const headers = new Headers(defaultHeaders);
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      const isOfConnection = /^(connection|content-length|keep-alive|transfer-encoding)$/i.test(name);
      if (!isOfConnection && value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
    }
    const isForm = () => /^application\/x-www-form-urlencoded\b/.test(headers.get('content-type') ?? '');
    const strictly = (text) => text.replace(/[!'()*]/g, (sign) => '%' + sign.charCodeAt(0).toString(16).toUpperCase());
    const encode = (text) => strictly(encodeURIComponent(text));
    const pairs = (value, name) => {
      if (value instanceof Date) return pairs(value.toISOString(), name);
      if (typeof value !== 'object' || value === null) return value === undefined ? [] : [encode(name) + '=' + encode(value ?? '')];
      return Object.entries(value).flatMap(([key, part]) => pairs(part, name === undefined ? key : name + '[' + key + ']'));
    };
    if (form) {
      if (!isForm()) headers.set('content-type', 'application/x-www-form-urlencoded');
      body = typeof form === 'string' ? strictly(form) : pairs(form).join('&');
    }
    if (json) {
      if (!headers.has('accept')) headers.set('accept', 'application/json');
      if (json !== true) body = json;
      if (body !== undefined) {
        if (!isForm() || json !== true) body = JSON.stringify(body);
        else if (typeof body === 'string') body = strictly(body);
        if (!headers.has('content-type')) headers.set('content-type', 'application/json');
      }
    }
    if (Array.isArray(body) && body.every((part) => typeof part === 'string')) body = body.join('');
    if (body && typeof body !== 'string' && !Buffer.isBuffer(body)) throw new Error('Argument error, options.body.');
    // request follows the redirects of these methods only.
    const redirect = /^(PATCH|PUT|POST|DELETE)$/.test(method) ? 'manual' : 'follow';
    response = await send({
      method,
      headers: Object.fromEntries(headers),
      redirect,
      signal: abort.signal,
      ...(body && { body }),
    });
    const chunks = [];
    for await (const chunk of response.body ?? []) {
      timer?.refresh();
      chunks.push(chunk);
    }
    body = Buffer.concat(chunks);
  } catch (error) {
    const isCut = error.message === 'terminated'; // in the middle of a body
    let cause = error.cause instanceof Error && (isCut || error.message === 'fetch failed') ? error.cause : error;
    if (cause.code === 'UND_ERR_SOCKET') {
      cause = Object.assign(new Error(isCut ? 'aborted' : 'socket hang up'), { code: 'ECONNRESET' });
    }
    if (cause.code === 'UND_ERR_CONNECT_TIMEOUT') {
      cause = Object.assign(new Error('ETIMEDOUT'), { code: 'ETIMEDOUT', connect: true });
    }
    if (abort.signal.aborted) {
      cause = Object.assign(new Error('ESOCKETTIMEDOUT'), { code: 'ESOCKETTIMEDOUT', connect: false });
    }
    if (cause.component !== undefined) throw error; // an error of the toolbelt itself
    throw fail({ name: 'RequestError', message: String(cause), cause, error: cause });
  } finally {
    clearTimeout(timer);
  }
  body = encoding === null ? body : body.toString(encoding);
  const isEmpty = body.length === 0;
  if (encoding === 'utf8') body = body.replace(/^\uFEFF/, '');
  if (json) {
    try {
      body = isEmpty ? undefined : JSON.parse(body);
    } catch {
      // What is no JSON stays text.
    }
  }
  const headers = Object.fromEntries(response.headers);
  if (headers['set-cookie'] !== undefined) headers['set-cookie'] = response.headers.getSetCookie();
  const { status: statusCode, statusText: statusMessage } = response;
  const full = { statusCode, statusMessage, headers, body };
  if (options.simple !== false && (statusCode < 200 || statusCode > 299)) {
    const message = statusCode + ' - ' + JSON.stringify(body);
    throw fail({ name: 'StatusCodeError', statusCode, message, error: body, response: full });
  }
  if (options.resolveWithFullResponse) return full;
  return method === 'HEAD' ? headers : body;
}
