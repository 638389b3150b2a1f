import crypto from 'crypto';

async function lambda(input) {
  const hash = crypto.createHash('md5').update(input.payload).digest('hex');
  return hash;
}
