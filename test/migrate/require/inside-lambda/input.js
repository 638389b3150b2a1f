function lambda(input, callback) {
  // import the toolbelt
  const { Toolbelt } = require('lp-faas-toolbelt');
  const secretClient = Toolbelt.SecretClient();
  secretClient.readSecret('x').then(s => callback(null, s.value)).catch(e => callback(e, null));
}
