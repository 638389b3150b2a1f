// Calls a server that demands a client certificate. Certificate and key are a secret, both as PEM.
const run = require('./support/offline'); // Only to run this file by itself.
const { Toolbelt } = require('lp-faas-toolbelt');

const secretClient = Toolbelt.SecretClient();

async function lambda(input, callback) {
  try {
    const { value: identity } = await secretClient.readSecret('partner-identity');
    // Throws at once when the certificate is malformed or does not belong to the key.
    const mtlsClient = Toolbelt.MTLSClient({ cert: identity.cert, key: identity.key });
    const headers = { 'x-customer': input.payload.customer };
    const options = { json: true, timeout: 10_000 };
    const { statusCode, body } = await mtlsClient.post(
      'https://partner.example.com/v1/score',
      headers,
      null,
      options,
    );
    if (statusCode !== 200) throw new Error(`the partner answered ${statusCode}`);
    callback(null, { score: body.score });
  } catch (error) {
    console.error(error.code, error.message);
    callback(error);
  }
}

run(lambda, { customer: '7' });
