const crypto = require('crypto');

function lambda(input, callback) {
  const { key, text } = input.payload;
  const signature = crypto.createHmac('sha256', String(key)).update(String(text)).digest('base64');
  callback(null, { signature });
}
