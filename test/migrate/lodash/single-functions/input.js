const get = require('lodash/get');
const isEmpty = require('lodash.isempty');
let map = require('lodash/map');
const chain = require('lodash/chain');
map = null;
function lambda(input, callback) {
  callback(null, [get(input, 'payload.a'), isEmpty({}), map, chain]);
}
