function lambda(input, callback) {
  const hash = require('crypto').createHash('md5').update(input.payload).digest('hex');
  callback(null, hash);
}
