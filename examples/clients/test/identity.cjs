const { execFileSync } = require('node:child_process');

/** A client certificate and its key, made on the spot: none belongs into a repository. */
exports.makeIdentity = () => {
  const options = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=function -days 1';
  const args = ['req', ...options.split(' '), '-keyout', '-', '-out', '-'];
  const pem = execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [key] = /-----BEGIN PRIVATE KEY-----[\s\S]*-----END PRIVATE KEY-----\n/.exec(pem);
  const [cert] = /-----BEGIN CERTIFICATE-----[\s\S]*-----END CERTIFICATE-----\n/.exec(pem);
  return { cert, key };
};
