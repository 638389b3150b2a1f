const { Toolbelt } = require('lp-faas-toolbelt');
const http = Toolbelt.HTTPClient();

async function lambda(input, callback) {
  try {
    const answer = await http('https://api.example.com/search', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      json: true,
      body: 'Portfolio',
    });
    callback(null, answer);
  } catch (e) {
    callback(new Error(e));
  }
}
