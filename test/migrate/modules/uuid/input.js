const { v4: uuidv4 } = require('uuid');

function lambda(input, callback) {
  callback(null, uuidv4());
}
