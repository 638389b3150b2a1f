// migrate: [modules] V2 offers functions no "fs". Keep data in the Context Session Store or in a secret.
const fs = require('fs');
// migrate: [modules] V2 offers functions no module "axios". Use fetch.
const axios = require('axios');

async function lambda(input) {
  return axios.get(fs.readFileSync('url.txt', 'utf8')).then((r) => r.data);
}
