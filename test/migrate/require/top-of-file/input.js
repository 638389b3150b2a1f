const { Toolbelt, LpServices } = require('lp-faas-toolbelt');
const crypto = require('crypto');
const { createHmac } = require("crypto");
const unused = require('util');

function lambda(input, callback) {
  const client = Toolbelt.SecretClient();
  client.readSecret('x')
    .then(({ value }) => callback(null, createHmac('sha1', value).update(crypto.randomUUID()).digest('hex')))
    .catch(callback);
}
