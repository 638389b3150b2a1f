// Reads a secret, and stores a new value when the old one no longer works.
const run = require('./support/offline'); // Only to run this file by itself.
const { Toolbelt } = require('lp-faas-toolbelt');

const secretClient = Toolbelt.SecretClient();
const httpClient = Toolbelt.HTTPClient();

const call = (token) =>
  httpClient('https://api.example.com/status', { auth: { bearer: token }, json: true, simple: false });

async function lambda(_input, callback) {
  try {
    const secret = await secretClient.readSecret('api-token');
    let status = await call(secret.value);
    if (status.error === 'token expired') {
      const { token } = await httpClient.post('https://api.example.com/token', { json: true });
      await secretClient.updateSecret({ ...secret, value: token });
      status = await call(token);
    }
    callback(null, status);
  } catch (error) {
    console.error(error.code, error.message);
    callback(error);
  }
}

run(lambda);
