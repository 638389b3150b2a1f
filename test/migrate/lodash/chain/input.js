const _ = require('lodash');

function lambda(input, callback) {
  callback(null, _(input.payload).map((x) => x * 2).value());
}
