const { Toolbelt } = require('lp-faas-toolbelt');

function lambda(input, callback) {
  const httpClient = Toolbelt.HTTPClient();
  httpClient('https://crm.example.com/contacts', {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: input.payload.name }),
    simple: true,
    resolveWithFullResponse: false,
  })
    .then((text) => {
      console.info('patched');
      callback(null, text);
    })
    .catch((err) => {
      console.error('patch failed', err.message);
      callback(err);
    });
}
