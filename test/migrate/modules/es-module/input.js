import fs from 'node:fs';
async function lambda(input) {
  const axios = await import('axios');
  return axios.get(fs.readFileSync('url.txt', 'utf8'));
}
