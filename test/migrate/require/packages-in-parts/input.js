const { sign } = require('jsonwebtoken');
const OAuth = require('oauth-1.0a');
const { DateTime } = require('luxon');
function lambda(input, callback) {
  callback(null, sign({ a: 1 }, 's') + OAuth.name + DateTime.now().toISO());
}
