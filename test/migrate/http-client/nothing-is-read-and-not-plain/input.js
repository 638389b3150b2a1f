const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();

async function lambda(input, callback) {
  const { url, token, text } = input.payload;
  try {
    await httpClient(`https://a.example.com/${text}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ text }), simple: false });
    await httpClient('https://a.example.com/x', { method: 'GET', simple: false });
    await httpClient(url, { method: 'GET', simple: false });
    await httpClient('https://user:pass@a.example.com/', { method: 'GET', simple: false });
    await httpClient('https://a.example.com/x', { method: 'GET', headers: { token }, simple: false });
    await httpClient('https://a.example.com/x', { method: 'POST', body: 'no content type', simple: false });
    await httpClient('https://a.example.com/x', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: text, simple: false });
  } catch {
    console.info('not all were sent');
  }
  callback(null, 'done');
}
