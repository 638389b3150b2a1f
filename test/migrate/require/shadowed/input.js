function lambda(input, callback) {
  const require = (name) => ({ name });
  const fs = require('fs');
  callback(null, fs.name);
}
