const helper = require('./helper');
const name = 'crypto';

function lambda(input, callback) {
  const crypto = require(name);
  callback(null, helper(crypto.randomUUID()));
}
