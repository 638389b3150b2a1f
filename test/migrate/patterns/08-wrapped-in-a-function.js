const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();

async function send(url, body) {
  return await httpClient(url, { method: 'PUT', json: true, body });
}

async function lambda(input, callback) {
  try {
    await send('https://api.example.com/a', { a: 1 });
    const second = await send('https://api.example.com/b', { b: 2 });
    callback(null, second);
  } catch (error) {
    console.error('failed: ' + error.name);
    callback(error);
  }
}
