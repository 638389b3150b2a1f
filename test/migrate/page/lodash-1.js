const _ = require('lodash');

function lambda(input, callback) {
  callback(null, _.chain(input.payload.items).map('name').uniq().value());
}
