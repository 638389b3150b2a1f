require('luxon');
let crypto = require('crypto');
crypto = null;
const { createHash = 1, ...rest } = require('crypto');
const member = require('crypto')[crypto];
const [one] = require('crypto');
const uuid = require('uuid');
const { v1 } = require('uuid');
const { v4 } = require('uuid');
const id = require('uuid').v4();
const again = require;
function lambda(input, callback) {
  callback(null, [createHash, rest, member, one, uuid, v1, v4({ rng: 1 }), id, again, require.main]);
}
