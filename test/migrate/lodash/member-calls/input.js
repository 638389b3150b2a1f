const _ = require('lodash');

function lambda(input, callback) {
  const name = _.get(input, 'payload.name', 'nobody');
  callback(null, _.isEmpty(name) ? null : _.capitalize(name));
}
