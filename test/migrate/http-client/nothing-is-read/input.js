const { Toolbelt } = require('lp-faas-toolbelt');
const http = Toolbelt.HTTPClient();

async function lambda(input, callback) {
  try {
    await http('https://hooks.example.com/x', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ seen: true }),
      simple: false,
    });
  } catch {
    console.warn('no report');
  }
  callback(null, 'ok');
}
