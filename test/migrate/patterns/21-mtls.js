const { Toolbelt } = require('lp-faas-toolbelt');
const secrets = Toolbelt.SecretClient();

async function lambda(input, callback) {
  try {
    const [cert, key] = await Promise.all(['bank-cert', 'bank-key'].map((name) => secrets.readSecret(name)));
    const client = Toolbelt.MTLSClient({ cert: cert.value, key: key.value });
    const answer = await client.post('https://bank.example.com/pay', { 'x-id': '1' }, '', { json: true, timeout: 5000 });
    callback(null, answer.statusCode);
  } catch (error) {
    callback(error);
  }
}
