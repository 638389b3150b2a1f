'use strict';
// header
const crypto = require('crypto'), util = require('util');
/**
 * Doc.
 */
function lambda(input, callback) {
  'use strict';
  const hash = crypto.createHash('sha256').update(util.inspect(input.payload)).digest('hex'); // hash
  callback(null, hash); // the end
}
