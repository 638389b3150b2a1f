const name = 'crypto';

function lambda(input, callback) {
  const crypto = require(name);
  callback(null, crypto.randomUUID());
}
