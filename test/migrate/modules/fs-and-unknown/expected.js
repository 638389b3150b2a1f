const fs = require('fs');
const axios = require('axios');

function lambda(input, callback) {
  axios.get(fs.readFileSync('url.txt', 'utf8')).then((r) => callback(null, r.data), callback);
}
