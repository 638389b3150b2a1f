const { format } = require('./format');

function lambda(input, callback) {
  callback(null, format(new Date(input.payload.date)));
}
