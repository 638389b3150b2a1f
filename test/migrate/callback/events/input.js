const https = require('https');

function lambda(input, callback) {
  https
    .get(input.payload, (res) => {
      let body = '';
      res.on('data', (chunk) => { body += chunk; });
      res.on('end', () => callback(null, body));
    })
    .on('error', (e) => callback(e));
}
