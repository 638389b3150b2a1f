'use strict';

async function lambda(input, callback) {
  callback(null, 'ok');
}

module.exports = { lambda };
