const { Toolbelt } = require('lp-faas-toolbelt');
const http = Toolbelt.HTTPClient();
async function lambda(input, callback) {
  try {
    await http('https://a.example/1', { method: 'POST', simple: false, body: 'x' });
    await http('https://a.example/2', { method: input.payload.method, simple: false });
    const kept = await http('https://a.example/3', { method: 'GET', simple: false });
    [1].forEach(async () => { await http('https://a.example/4', { method: 'GET', simple: false }); });
    console.info(kept.length);
  } catch {
    console.error('failed');
  }
  await http('https://a.example/5', { method: 'GET', simple: false });
  callback(null, 'ok');
}
