const _ = require('lodash');

function lambda(input, callback) {
  callback(
    null,
    _.sortBy(input.payload.items, (item) => item.date),
  );
}
