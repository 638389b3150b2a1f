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
    const url = new URL(target);
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
