const path = require('path');
exports.lambda = async (input, callback) => {
  const name = path.join('a', input.payload.name || 'nobody');
  callback(null, name);
};
