const use = require('lodash')();
const { get, chunk, ...rest } = require('lodash');
let _ = require('lodash');
const L = require('lodash');
_ = null;
function lambda(input, callback) {
  callback(null, [use, get(input, 'a'), chunk([1], 1), rest, _, Object.keys(L)]);
}
