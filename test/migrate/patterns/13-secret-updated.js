const { Toolbelt } = require('lp-faas-toolbelt');

function lambda(input, callback) {
  const secretClient = Toolbelt.SecretClient();
  secretClient
    .readSecret('counter')
    .then((secret) => {
      secret.value = String(Number(secret.value) + 1);
      return secretClient.updateSecret(secret);
    })
    .then((_) => {
      callback(null, { message: 'updated' });
    })
    .catch((err) => {
      console.error(`Failed during secret operation with ${err.message}`);
      callback(err, null);
    });
}
