const { Toolbelt } = require('lp-faas-toolbelt');

function lambda(input, callback) {
  const httpClient = Toolbelt.HTTPClient();
  const options = {
    url: 'https://api.example.com/items',
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(input.payload),
    simple: false,
    resolveWithFullResponse: true,
  };
  httpClient(options)
    .then(({ statusCode, body }) => {
      if (statusCode !== 201) return callback(new Error(`status ${statusCode}`));
      callback(null, JSON.parse(body));
    })
    .catch(callback);
}
