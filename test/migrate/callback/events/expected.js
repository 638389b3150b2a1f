import https from 'https';

async function lambda(input) {
  return new Promise((resolve, reject) => https
    .get(input.payload, (res) => {
      let body = '';
      res.on('data', (chunk) => { body += chunk; });
      res.on('end', () => resolve(body));
    })
    .on('error', (e) => reject(e)));
}
