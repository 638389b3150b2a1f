async function lambda(input, callback) {
  // Calls a server that demands a client certificate. Certificate and key are one secret, both as PEM.
  try {
    const { value: identity } = await secretClient.readSecret('partner-identity');
    // Throws at once when the certificate is malformed, or does not belong to the key.
    const mtlsClient = Toolbelt.MTLSClient({ cert: identity.cert, key: identity.key });
    const headers = { 'x-customer': input.payload.customer };
    const options = { json: true, timeout: 10_000 };
    // Resolves on any status, and follows no redirect: the certificate is for the called host alone.
    const { statusCode, body } = await mtlsClient.post(
      'https://partner.example.com/v1/score',
      headers,
      null,
      options,
    );
    if (statusCode !== 200) throw new Error(`the partner answered ${statusCode}`);
    callback(null, { score: body.score });
  } catch (error) {
    callback(error);
  }
}

const { Toolbelt } = require('lp-faas-toolbelt');
const secretClient = Toolbelt.SecretClient();
