async function lambda(_input, callback) {
  // Reads a secret, and stores a new value when the old one has expired.
  try {
    const secret = await secretClient.readSecret('api-token');
    let status = await askWith(secret.value);
    if (status.error === 'token expired') {
      const { token } = await httpClient.post('https://api.example.com/token', { json: true });
      await secretClient.updateSecret({ ...secret, value: token });
      status = await askWith(token);
    }
    callback(null, status);
  } catch (error) {
    console.error(error.code, error.message);
    callback(error);
  }
}

const { Toolbelt } = require('lp-faas-toolbelt');
const secretClient = Toolbelt.SecretClient();
const httpClient = Toolbelt.HTTPClient();

const askWith = (token) =>
  httpClient('https://api.example.com/status', { auth: { bearer: token }, json: true, simple: false });
