const { Toolbelt } = require('lp-faas-toolbelt');

async function lambda(input, callback) {
  const client = Toolbelt.HTTPClient();
  const login = await client('https://auth.example.com/token', {
    method: 'POST',
    form: { grant_type: 'client_credentials', scope: 'read write' },
    json: true,
    simple: false,
  });
  const data = await client('https://data.example.com/v1/me', {
    method: 'GET',
    headers: { Authorization: `Bearer ${login.access_token}` },
    json: true,
    simple: false,
  });
  callback(null, data);
}
